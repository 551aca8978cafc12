"""Agreeing to words that stand beside the tick, and signing up with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.shared.form_fields import LineField
from portal.shared.languages import BY_CODE
from portal.shared.texts import text
from volunteers.profiles.ages import is_minor
from volunteers.profiles.consent_texts import text_in_force
from volunteers.profiles.forms import LanguageRows, born_field, nickname_field
from volunteers.profiles.models import ConsentText, VolunteerProfile
from volunteers.vocabulary import LANGUAGES, Level

MATCHING, GUARDIAN = ConsentText.Purpose.MATCHING, ConsentText.Purpose.GUARDIAN


def words_of(found: ConsentText | None) -> SafeString:
    """The paragraphs in the reader's language, marked where there is none; nothing may be written between them."""
    if found is None:
        return SafeString("")
    language = get_language() or "ja"
    words = text(found, "body", language)
    paragraphs = SafeString(linebreaks(words.value, autoescape=True))
    if words.language == language:
        return paragraphs
    return format_html('<div lang="{}">{}</div>', BY_CODE[words.language].html_lang, paragraphs)


class SignUpForm(LanguageRows):
    """Step 1: who I am, and my consent; for somebody under 18 a guardian's name with it."""

    nickname = nickname_field()
    born = born_field()
    guardian = LineField(label=_("If you are under 18: name of a parent or guardian"), required=False, max_length=200)
    agree = forms.BooleanField(label=_("I agree"))
    matching_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    guardian_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    after = "nickname"
    asked = ("agree", "guardian")

    def __init__(self, now: datetime, data: Any = None) -> None:
        self.texts = {purpose.value: text_in_force(purpose, now) for purpose in (MATCHING, GUARDIAN)}
        super().__init__(VolunteerProfile(), data)
        self.fields["agree"].help_text = words_of(self.texts["matching"])
        self.fields["guardian"].help_text = words_of(self.texts["guardian"])
        self.initial.update(self.versions_now())

    def versions_now(self) -> dict[str, int]:
        """The hidden numbers of the words that this page shows."""
        return {f"{purpose}_version": found.version for purpose, found in self.texts.items() if found is not None}

    def first_guess(self) -> list[tuple[str, int]]:
        """Whoever reads this page in a language speaks it."""
        language = get_language() or ""
        return [(language, Level.FLUENT)] if language in LANGUAGES else []

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name in ("nickname", "born", "languages")}

    def consents(self, today: date) -> dict[str, dict[str, Any]]:
        """Purpose → what `give_consent` needs; a guardian's for those under age."""
        given: dict[str, dict[str, Any]] = {"matching": {"version": self.cleaned_data["matching_version"] or 0}}
        if is_minor(self.cleaned_data["born"], today):
            name = self.cleaned_data["guardian"]
            given["guardian"] = {"version": self.cleaned_data["guardian_version"] or 0, "guardian": name}
        return given


class GiveConsentForm(forms.Form):
    """One purpose, with its words."""

    guardian = LineField(label=_("Name of the parent or guardian"), max_length=200)
    agree = forms.BooleanField(label=_("I agree"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, found: ConsentText, data: Any = None) -> None:
        super().__init__(data=data, prefix=found.purpose, initial={"version": found.version})
        self.purpose = found.purpose
        self.fields["agree"].help_text = words_of(found)
        if found.purpose != GUARDIAN:
            del self.fields["guardian"]

    def show_anew(self, version: int) -> None:
        """The words have changed since they were read: those of today are shown, and agreed to once more."""
        data: Any = self.data
        self.data = data = data.copy()
        data[self.add_prefix("version")] = str(version)
        data.pop(self.add_prefix("agree"), None)
