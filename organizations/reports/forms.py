"""Reporting, and the ward's answer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from organizations.reports.models import Report
from portal.shared.form_fields import ParagraphsField


class ReportForm(forms.Form):
    """What is wrong, in any language; `leave_empty` is seen by robots alone."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"), choices=Report.Kind.choices, widget=forms.RadioSelect
    )
    words = ParagraphsField(
        label=gettext_lazy("Please tell us more"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=gettext_lazy("You can write in your language."),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Only if you want an answer. We delete it afterwards."),
    )
    leave_empty = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))


class AnswerForm(forms.Form):
    """What the reporter reads, or what is noted; `revision` is the entry as it was read, for who suspends it."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    answer = ParagraphsField(
        label=gettext_lazy("Answer"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"})
    )
