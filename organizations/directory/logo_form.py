"""Choosing a logo."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from portal.shared.files.form_fields import UploadField
from portal.shared.files.policies import ORGANIZATION_LOGO


class LogoForm(forms.Form):
    """One picture."""

    logo = UploadField(ORGANIZATION_LOGO, label=gettext_lazy("Logo"))

    def __init__(self, *args: Any, refusal: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["logo"]
        assert isinstance(field, UploadField)
        field.refusal, field.help_text = refusal, field.said_limits()
