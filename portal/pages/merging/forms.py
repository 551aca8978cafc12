"""What the ward says when it makes one organisation of two."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from portal.shared.form_fields import ParagraphsField
from portal.shared.transitions import LONGEST_REASON


class MergeForm(forms.Form):
    """Which of both stays; said twice, because nobody can take it back."""

    keep = forms.IntegerField(widget=forms.HiddenInput, required=False)
    revisions = forms.RegexField(r"^\d{1,9}-\d{1,9}$", widget=forms.HiddenInput)
    reason = ParagraphsField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sure = forms.BooleanField(
        label=gettext_lazy("Yes, both are the same organisation. I know that this cannot be undone."), required=False
    )
