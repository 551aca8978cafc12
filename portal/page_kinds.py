"""Which public page is of which kind when page views are counted. A new public page is one line here."""

from __future__ import annotations

from collections.abc import Mapping

from portal.shared.reach.models import PageKind

PAGE_KINDS: Mapping[str, str] = {
    "home": PageKind.HOME.value,
    "organizations:map": PageKind.MAP.value,
    "organizations:place": PageKind.PLACE.value,
    "organizations:desk_card": PageKind.PLACE.value,
    "organizations:organizations": PageKind.ORGANIZATION.value,
    "organizations:organization": PageKind.ORGANIZATION.value,
    "volunteers:openings": PageKind.OPENING.value,
    "volunteers:opening": PageKind.OPENING.value,
    "volunteers:take_part": PageKind.OTHER.value,
    "volunteers:verify_certificate": PageKind.OTHER.value,
    "organizations:report_place": PageKind.OTHER.value,
    "organizations:report_organization": PageKind.OTHER.value,
    "organizations:reported": PageKind.OTHER.value,
    "kpis:scoreboard": PageKind.OTHER.value,
    "kpis:indicator": PageKind.OTHER.value,
    "credits": PageKind.OTHER.value,
    "accessibility": PageKind.OTHER.value,
    "privacy": PageKind.OTHER.value,
}
"""View name → kind."""

NOT_COUNTED = (
    "accounts/", "demo/", "desk/", "furigana/", "language/", "npo/", "style/", "volunteer/calendar/",
    "volunteer/certificates/", "volunteer/me/", "ward/",
)  # fmt: skip
"""Beginnings of addresses, below the language, that are somebody's own, an office's, or no page."""
NOT_COUNTED_VIEWS = frozenset({"volunteers:apply", "kpis:indicator_chart"})
