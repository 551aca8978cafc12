"""Fields in which officials say why: where a number is entered anew, and where a colleague's goes back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.shared.form_fields import ParagraphsField

LONG = forms.Textarea(attrs={"rows": 3, "dir": "auto"})


def _reason(label: Any, help_text: Any) -> ParagraphsField:
    return ParagraphsField(label=label, help_text=help_text, required=False, max_length=1000, widget=LONG)


def correction_reason() -> ParagraphsField:
    """Why another number takes the place of one."""
    return _reason(_("Reason of the correction"), _("Only where there is a value for these days already."))


def return_reason() -> ParagraphsField:
    """Why it goes back to whoever entered it."""
    return _reason(_("Reason"), _("Needed to return it. Your colleague reads it."))
