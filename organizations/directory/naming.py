"""What two names of one organisation have in common: without legal form, width, kana and spaces."""

from __future__ import annotations

import re
import unicodedata

from portal.shared.words import normalise

_LEGAL_FORMS = re.compile(
    "特定非営利活動法人|認定npo法人|npo法人|npo|一般社団法人|公益社団法人|一般財団法人|公益財団法人|社団法人|財団法人|社会福祉法人|"
    "学校法人|宗教法人|医療法人|株式会社|有限会社|合同会社|任意団体"
)


def name_key(name: str) -> str:
    """The normalised name without its legal form; that form alone stays, for an empty key would equal every other."""
    folded = unicodedata.normalize("NFKC", name).lower()
    return (normalise(_LEGAL_FORMS.sub("", folded)) or normalise(name))[:200]
