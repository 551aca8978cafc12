"""The field of a form that takes a file for a purpose."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from portal.shared.files.policies import ENDINGS, POLICIES, kind_words
from portal.shared.files.refusals import RefusedFileError


class UploadField(forms.FileField):
    """Says what is taken and refuses what is too large; the content is judged by `store_upload`.

    `refusal` is why the file did not come in at all (`upload_refusal(request)`).
    """

    refusal = ""

    def __init__(self, purpose: str, **options: Any) -> None:
        self.policy = POLICIES[purpose]
        super().__init__(**options)
        self.widget.attrs["accept"] = ",".join(ENDINGS[kind] for kind in sorted(self.policy.kinds))

    def said_limits(self) -> str:
        """For the help text, in the reader's language."""
        values = {"kinds": kind_words(self.policy.kinds), "limit": filesizeformat(self.policy.max_bytes)}
        return _("%(kinds)s, at most %(limit)s.") % values

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        if self.refusal:
            raise self._error(self.refusal)
        file: UploadedFile | None = super().clean(data, initial)
        if file and (file.size or 0) > self.policy.max_bytes:
            raise self._error("too_large")
        return file

    def _error(self, code: str) -> ValidationError:
        refused = RefusedFileError(code, limit=filesizeformat(self.policy.max_bytes))
        return ValidationError(refused.sentence(), code=code)
