"""Asking for a place, and the words that go with a no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from portal.shared.form_fields import ParagraphsField
from volunteers.applications.mails import shift_words
from volunteers.applications.selectors import Time
from volunteers.profiles.models import ConsentText


class ContactForm(forms.Form):
    """Passing name and address on: the very words, and their version as they were read."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    agree = forms.BooleanField(label=gettext_lazy("Pass on my name and e-mail address"), required=False)

    def __init__(self, *args: Any, words: ConsentText | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if words is None:
            del self.fields["agree"], self.fields["version"]
            return
        self.fields["agree"].help_text = words.body
        self.initial.setdefault("version", words.version)

    @property
    def agreed_version(self) -> int | None:
        """What was agreed to; None: not at all."""
        return self.cleaned_data.get("version") if self.cleaned_data.get("agree") else None


class ApplyForm(ContactForm):
    """When, and a word to the organisation; nothing about residence or nationality is asked."""

    shift = forms.TypedChoiceField(label=gettext_lazy("When can you come?"), coerce=int, widget=forms.RadioSelect)
    message = ParagraphsField(
        label=gettext_lazy("A word to the organisation"),
        help_text=gettext_lazy("Who you are and why you would like to help. You can write in your language."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    field_order = ("shift", "message", "agree", "version")

    def __init__(self, *args: Any, times: Sequence[Time], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.shift.pk, time_words(one)) for one in times]
        self.fields["shift"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.initial.setdefault("shift", choices[0][0])


def time_words(time: Time) -> str:
    """When, and how many places are free."""
    when = shift_words(time.shift, get_language() or "ja") or _("As agreed with the organisation")
    if time.in_line:
        return _("%(when)s: waiting list") % {"when": when}
    free = ngettext("%(free)s place free", "%(free)s places free", time.free) % {"free": time.free}
    return f"{when}: {free}"


class WhyForm(forms.Form):
    """Why somebody cannot come; nobody must say."""

    reason = ParagraphsField(
        label=gettext_lazy("Why? (if you like to say)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class AnswerForm(forms.Form):
    """What the volunteer reads."""

    reason = ParagraphsField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("For a no. The volunteer reads it."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CancelForm(forms.Form):
    """Why a shift does not take place."""

    reason = ParagraphsField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Everybody who has a place or waits for one reads it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
