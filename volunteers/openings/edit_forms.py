"""The editor of an opening: its texts in ten languages and everything else that can be said, in one form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.vocabulary import Field
from portal.shared.form_fields import ChipsField, value_words
from portal.shared.text_form import TextsForm
from volunteers.openings.editing import TEXT_FIELDS
from volunteers.openings.form_choices import (
    day_field,
    put_errors,
    slot_choices,
    spoken_choices,
    where_choices,
    where_columns,
    where_of,
)
from volunteers.openings.models import Opening
from volunteers.vocabulary import Level, Skill

LANGUAGE_ROWS = 3
COLUMNS = (
    "kind", "field", "on_site", "where", "online", "slots", "starts", "ends", "deadline", "languages_welcome",
    "skills_required", "skills_welcome", "money", "insured", "with_children", "adults_present", "identity_required",
    "minimum_age", "answer", "project_hours", "confidential",
)  # fmt: skip
OF_SHIFTS = frozenset({"slots", "starts", "ends"})
"""Of an opening with days these follow from its shifts."""
OF_PROJECTS = frozenset({"project_hours", "confidential"})
NUMBERS = frozenset({"adults_present", "minimum_age", "project_hours"})


class OpeningForm(TextsForm):
    """Texts and columns; `plain_fields` are drawn after the texts."""

    kind = forms.ChoiceField(label=gettext_lazy("How often?"), choices=Opening.Kind.choices, widget=forms.RadioSelect)
    field = forms.ChoiceField(label=gettext_lazy("Field of activity"), choices=Field.choices)
    on_site = forms.BooleanField(label=gettext_lazy("People come to a place"), required=False)
    where = forms.ChoiceField(label=gettext_lazy("Where?"), required=False)
    online = forms.BooleanField(label=gettext_lazy("People can help online"), required=False)
    slots = ChipsField(
        label=gettext_lazy("Times of the week"), help_text=gettext_lazy("Whoever is free at one of them fits.")
    )
    starts = day_field(gettext_lazy("First day"))
    ends = day_field(gettext_lazy("Last day"))
    deadline = day_field(gettext_lazy("Last day to answer"), required=False)
    languages_welcome = ChipsField(label=gettext_lazy("Languages that help, but nobody must speak"))
    skills_required = ChipsField(
        label=gettext_lazy("Skills they must have"),
        choices=Skill.choices,
        help_text=gettext_lazy("Each one makes the group that fits smaller. Nationality is never a condition."),
    )
    skills_welcome = ChipsField(label=gettext_lazy("Skills that help"), choices=Skill.choices)
    money = forms.ChoiceField(
        label=gettext_lazy("Money"),
        choices=Opening.Money.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A visa may forbid payment, so everybody reads this before they answer."),
    )
    insured = forms.BooleanField(label=gettext_lazy("We have an insurance for volunteers"), required=False)
    with_children = forms.BooleanField(label=gettext_lazy("They work with children"), required=False)
    adults_present = forms.IntegerField(
        label=gettext_lazy("Adults of the organisation who are there"),
        required=False,
        min_value=0,
        max_value=99,
        help_text=gettext_lazy("With children at least two."),
    )
    identity_required = forms.BooleanField(
        label=gettext_lazy("The ward has checked who they are"),
        required=False,
        help_text=gettext_lazy("Needed for work with children."),
    )
    minimum_age = forms.IntegerField(
        label=gettext_lazy("Minimum age"), required=False, min_value=0, max_value=99,
        help_text=gettext_lazy("Leave it empty if age does not matter."),
    )  # fmt: skip
    answer = forms.ChoiceField(
        label=gettext_lazy("How places are given"), choices=Opening.Answer.choices, widget=forms.RadioSelect
    )
    project_hours = forms.IntegerField(
        label=gettext_lazy("Hours a week of a pro-bono project"), required=False, min_value=0, max_value=40
    )
    confidential = forms.BooleanField(label=gettext_lazy("We ask for a promise of confidentiality"), required=False)

    def __init__(self, opening: Opening, municipality_code: str, data: Any = None, opened: str = "") -> None:
        self.opening = opening
        super().__init__(opening, TEXT_FIELDS, data, opened)
        given = [(opening.organization_id, str(opening.organization))]
        self.fields["where"].choices = where_choices(given, municipality_code, where_of(opening))  # type: ignore[attr-defined]
        self.fields["slots"].choices = slot_choices()  # type: ignore[attr-defined]
        self.fields["languages_welcome"].choices = spoken_choices()  # type: ignore[attr-defined]
        hidden = OF_SHIFTS if opening.is_dated else frozenset()
        hidden |= frozenset() if opening.kind == Opening.Kind.PROJECT else OF_PROJECTS
        for name in hidden:
            del self.fields[name]
        self.plain_names = [name for name in COLUMNS if name in self.fields]
        self.rows = max(LANGUAGE_ROWS, len(opening.languages) + 1)
        for number in range(self.rows):
            self._add_language(number)

    def _add_language(self, number: int) -> None:
        self.fields[f"language_{number}"] = forms.ChoiceField(
            label=_("Language they must speak"), choices=[("", "—"), *spoken_choices()], required=False
        )
        self.fields[f"level_{number}"] = forms.TypedChoiceField(
            label=_("How well"),
            choices=Level.choices,
            coerce=int,
            required=False,
            empty_value=str(int(Level.CONVERSATIONAL)),
        )

    def stored(self, row: Any) -> dict[str, Any]:
        found = {**super().stored(row), **{name: getattr(row, name) for name in COLUMNS if name != "where"}}
        found["where"] = where_of(row)
        found |= {name: found[name] or None for name in NUMBERS}
        for number, (code, level) in enumerate(row.languages.items()):
            found |= {f"language_{number}": code, f"level_{number}": int(level)}
        return found

    def versions(self, row: Any) -> list[tuple[str, str, str]]:
        """Label, mine, theirs for each field that differs from what stands now, as the editor knows it from the form."""
        found = list[tuple[str, str, str]]()
        for name, theirs in self.stored(row).items():
            mine = self.cleaned_data.get(name, theirs)
            plain = [list(one) if isinstance(one, tuple) else one for one in (mine, theirs)]
            if name in self.fields and (plain[0] or None) != (plain[1] or None):
                field = self.fields[name]
                found.append((str(self[name].label), value_words(field, mine), value_words(field, theirs)))
        return found

    def plain_fields(self) -> Iterator[Any]:
        """The fields that are no texts, in order."""
        return (self[name] for name in self.plain_names)

    def language_rows(self) -> list[tuple[Any, Any]]:
        """A language and its level, row by row."""
        return [(self[f"language_{number}"], self[f"level_{number}"]) for number in range(self.rows)]

    def refuse(self, error: Any) -> None:
        put_errors(self, error)

    def values(self) -> dict[str, Any]:
        """Texts and columns as the service takes them."""
        typed = self.cleaned_data
        columns = {name: typed[name] for name in self.plain_names if name != "where"}
        columns |= {name: columns[name] or 0 for name in NUMBERS & columns.keys()}
        columns |= where_columns(typed["where"] if typed["on_site"] else "")
        spoken = ((typed[f"language_{number}"], typed[f"level_{number}"]) for number in range(self.rows))
        return {
            "texts": self.texts(),
            "columns": {**columns, "languages": {code: int(level) for code, level in spoken if code}},
            "minor": typed["minor"],
            "still_right": self.still_right(),
        }
