"""What volunteers are asked, section by section; few fields each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organizations.directory.contact_fields import PhoneField
from organizations.towns import table
from organizations.vocabulary import Field
from portal.shared.form_fields import ChipsField, LineField
from portal.shared.wards import current_ward
from volunteers.profiles.form_fields import MonthField, SpokenField, WeekField
from volunteers.profiles.models import VolunteerProfile
from volunteers.profiles.town_choices import town_choices, town_words
from volunteers.vocabulary import PROFESSIONAL, Skill, TimeOfDay

SPARE_ROWS = 2
MOST_ROWS = 12
METRES = (500, 1000, 2000, 3000, 5000, 10_000, 20_000, 50_000)
PROPOSALS = (0, 1, 2, 3, 4, 5, 6, 7)
LONGEST_STRETCH = 60


class ProfileForm(forms.Form):
    """A section of what stands; `revision` is what was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, profile: VolunteerProfile, data: Any = None) -> None:
        self.profile = profile
        names = [name for name in self.base_fields if hasattr(profile, name)]
        super().__init__(data=data, initial={name: getattr(profile, name) for name in names})

    def values(self) -> dict[str, Any]:
        """What the service takes, by its names."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}

    def refuse(self, error: Any) -> None:
        """Show what the service could not store at the field it concerns."""
        for name, problems in getattr(error, "error_dict", {"": error}).items():
            self.add_error(self.field_of(name), problems)

    def field_of(self, name: str) -> str | None:
        """The form's name for a column."""
        return name if name in self.fields else None

    def show_anew(self, **values: Any) -> None:
        """Hidden values of today beside what was typed."""
        data: Any = self.data
        self.data = data = data.copy()
        for name, value in values.items():
            data[name] = str(value)


class LanguageRows(ProfileForm):
    """Languages, one row each, with some spare rows."""

    after = ""

    def __init__(self, profile: VolunteerProfile, data: Any = None) -> None:
        super().__init__(profile, data)
        spoken = list(profile.languages.items()) or self.first_guess()
        rows = min(max(len(spoken) + SPARE_ROWS, 3), MOST_ROWS)
        made: dict[str, forms.Field] = {}
        for row in range(rows):
            made[f"language_{row}"] = SpokenField(label=_("Language I speak") if row == 0 else _("Another language"))
            self.initial[f"language_{row}"] = spoken[row] if row < len(spoken) else None
        self.fields = _put_in(self.fields, made, after=self.after)

    def first_guess(self) -> list[tuple[str, int]]:
        """Nothing stands yet: most people begin with Japanese."""
        return []

    def values(self) -> dict[str, Any]:
        typed = super().values()
        rows = [value for name, value in typed.items() if name.startswith("language_") and value]
        rest = {name: value for name, value in typed.items() if not name.startswith("language_")}
        levels: dict[str, int] = {}
        for code, level in rows:
            levels[code] = max(level, levels.get(code, 0))
        return {**rest, "languages": levels}

    def field_of(self, name: str) -> str | None:
        return "language_0" if name == "languages" else super().field_of(name)


def _put_in(fields: Mapping[str, forms.Field], more: Mapping[str, forms.Field], *, after: str) -> dict[str, Any]:
    names = list(fields)
    place = names.index(after) + 1 if after else len(names)
    return {
        **{name: fields[name] for name in names[:place]},
        **more,
        **{name: fields[name] for name in names[place:]},
    }


def nickname_field() -> LineField:
    return LineField(
        label=_("Name to be called by"),
        max_length=60,
        help_text=_("Organisations see this name first. It need not be your real name."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "dir": "auto"}),
    )


def born_field() -> MonthField:
    return MonthField(
        label=_("Year and month of birth"),
        help_text=_("Some activities have a minimum age. We do not ask for the day."),
    )


class AboutForm(LanguageRows):
    """Name, languages, age."""

    nickname = nickname_field()
    about = LineField(
        label=_("About me"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    born = born_field()
    after = "about"


class SkillsForm(ProfileForm):
    """What I can do and like."""

    skills = ChipsField(
        label=_("What I can do"),
        choices=[
            (_("Everyday"), [(one.value, one.label) for one in Skill if one not in PROFESSIONAL]),
            (_("From my profession"), [(one.value, one.label) for one in PROFESSIONAL]),
        ],
    )
    interests = ChipsField(label=_("What interests me"), choices=Field.choices)


class PlaceForm(ProfileForm):
    """Where."""

    in_person = forms.BooleanField(label=_("I can come to a place"), required=False)
    online = forms.BooleanField(label=_("I can help online"), required=False)
    town_code = forms.ChoiceField(
        label=_("Where I start from"),
        required=False,
        help_text=_("The town of your home, work or school. Your address is not needed for this."),
    )
    radius = forms.TypedChoiceField(label=_("How far I go"), coerce=int)

    def __init__(self, profile: VolunteerProfile, data: Any = None) -> None:
        super().__init__(profile, data)
        language = get_language() or "ja"
        known = list(town_choices(current_ward().municipality_code or "", language))
        elsewhere = table.town(profile.town_code[:6], profile.town_code[6:])
        if elsewhere is not None and elsewhere.code13 not in dict(known):
            known.append((elsewhere.code13, town_words(elsewhere, language)))
        self.fields["town_code"].choices = [("", "—"), *known]  # type: ignore[attr-defined]
        distances = sorted({*METRES, profile.radius})
        self.fields["radius"].choices = [(metres, distance_words(metres)) for metres in distances]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("in_person") and not values.get("town_code"):
            self.add_error("town_code", _("Please choose a town, so that we know what is near."))
        return values


def distance_words(metres: int) -> str:
    """500 m, 2 km."""
    return f"{metres} m" if metres < 1000 else f"{metres / 1000:g} km"


class TimesForm(ProfileForm):
    """When."""

    slots = WeekField(label=_("When I am usually free"))


class WhenAndWhereForm(TimesForm, PlaceForm):
    """The last step of signing up."""


def phone_field() -> PhoneField:
    field = PhoneField()
    field.help_text = _("Only the ward's desk sees it.")
    return field


def address_field() -> LineField:
    return LineField(
        label=_("Address for letters"),
        required=False,
        max_length=300,
        help_text=_("Only if you want letters. Only the ward's desk sees it."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address", "dir": "auto"}),
    )


class LimitsForm(ProfileForm):
    """How much is too much, and how to be reached."""

    proposals_per_week = forms.TypedChoiceField(
        label=_("Proposals a week at most"),
        coerce=int,
        choices=[(number, str(number)) for number in PROPOSALS],
        help_text=_("0: no proposals. You look for openings yourself."),
    )
    hours_per_month = forms.IntegerField(
        label=_("Hours a month at most"), required=False, min_value=1, max_value=200, help_text=_("Empty: no limit.")
    )
    project_hours = forms.IntegerField(
        label=_("Hours a week for a project from my profession (pro bono)"),
        min_value=0,
        max_value=40,
        help_text=_("0: no such projects."),
    )
    channel = forms.ChoiceField(label=_("How to reach me"), choices=VolunteerProfile.Channel.choices)
    phone = phone_field()
    postal_address = address_field()


SECTIONS: dict[str, type[ProfileForm]] = {
    "about": AboutForm,
    "skills": SkillsForm,
    "times": TimesForm,
    "place": PlaceForm,
    "limits": LimitsForm,
}
TITLES = {
    "about": _("Name, languages, age"),
    "skills": _("What I can do and like"),
    "times": _("When I am free"),
    "place": _("Where I can help"),
    "limits": _("How much, and how to reach me"),
}


class PauseForm(forms.Form):
    """Until when nothing comes."""

    until = forms.DateField(
        label=_("No proposals until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class DaysForm(forms.Form):
    """A day, or some in a row, on which other times hold."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("Only if it is more than one day."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    times = ChipsField(
        label=_("When I am free on these days"),
        choices=TimeOfDay.choices,
        help_text=_("Choose nothing if you have no time at all."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        day, until = values.get("day"), values.get("until")
        if day and until and not day <= until < day + timedelta(days=LONGEST_STRETCH):
            self.add_error("until", _("Please choose a later day, two months away at most. For longer, make a pause."))
        return values

    def days(self) -> list[date]:
        """Every day that is meant."""
        first, last = self.cleaned_data["day"], self.cleaned_data["until"] or self.cleaned_data["day"]
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]


class LeaveForm(forms.Form):
    """Asked twice."""

    sure = forms.BooleanField(label=_("Yes, I want to leave"))
