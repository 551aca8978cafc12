"""A new opening on one page: few fields, and what is left open can be said later."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.vocabulary import Field
from portal.shared.form_fields import ChipsField, LineField, ParagraphsField
from portal.shared.japan import JAPAN
from portal.shared.transitions import LONGEST_REASON
from volunteers.openings.form_choices import day_field, spoken_choices, time_field, where_choices, where_columns
from volunteers.openings.models import Opening
from volunteers.openings.shifts import MOST_PLACES, MOST_SHIFTS, ShiftPlan
from volunteers.openings.times import slots_between
from volunteers.vocabulary import Level

LASTS = {Opening.Kind.ONGOING: timedelta(days=364), Opening.Kind.PROJECT: timedelta(days=90)}
"""How long an opening without a last day lasts."""
WEEK = timedelta(weeks=1)
SELDOM = ("languages", "with_children", "project_hours")


class NewOpeningForm(forms.Form):
    """What, when, where, how many; the rest has sensible defaults."""

    organization_id = forms.TypedChoiceField(label=gettext_lazy("Organisation"), coerce=int)
    kind = forms.ChoiceField(label=gettext_lazy("How often?"), choices=Opening.Kind.choices, widget=forms.RadioSelect)
    title_ja = LineField(
        label=gettext_lazy("Title (in Japanese)"), max_length=120, widget=forms.TextInput(attrs={"lang": "ja"})
    )
    summary_ja = LineField(
        label=gettext_lazy("What there is to do (in Japanese)"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "ja"}),
        help_text=gettext_lazy("Two or three short sentences. You can add other languages later."),
    )
    field = forms.ChoiceField(label=gettext_lazy("Field of activity"), choices=[("", "—"), *Field.choices])
    where = forms.ChoiceField(
        label=gettext_lazy("Where?"),
        required=False,
        help_text=gettext_lazy("Leave it empty if people help online only."),
    )
    online = forms.BooleanField(label=gettext_lazy("People can help online"), required=False)
    first_day = day_field(gettext_lazy("First day"))
    last_day = day_field(
        gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("For some weeks: the same weekday and time is repeated until then."),
    )
    begins = time_field(
        gettext_lazy("Start time"), required=False, help_text=gettext_lazy("Needed for “Once” and “For some weeks”.")
    )
    finishes = time_field(gettext_lazy("End time"), required=False)
    places = forms.IntegerField(
        label=gettext_lazy("How many people do you need?"), min_value=1, max_value=MOST_PLACES, initial=1
    )
    money = forms.ChoiceField(
        label=gettext_lazy("Money"),
        choices=Opening.Money.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A visa may forbid payment, so everybody reads this before they answer."),
    )
    languages = ChipsField(
        label=gettext_lazy("Languages they must speak"),
        help_text=gettext_lazy("Everyday conversation is enough; you can ask for more later."),
    )
    with_children = forms.BooleanField(label=gettext_lazy("They work with children"), required=False)
    project_hours = forms.IntegerField(
        label=gettext_lazy("Hours a week"),
        required=False,
        min_value=1,
        max_value=40,
        help_text=gettext_lazy("Only for a pro-bono project, and needed there."),
    )

    def __init__(
        self, organizations: list[tuple[int, str]], municipality_code: str, today: date, data: Any = None
    ) -> None:
        initial = {"kind": Opening.Kind.ONE_OFF, "money": Opening.Money.NONE, "organization_id": organizations[0][0]}
        super().__init__(data=data, initial=initial)
        self.today = today
        self.fields["organization_id"].choices = organizations  # type: ignore[attr-defined]
        if len(organizations) == 1:
            self.fields["organization_id"].widget = forms.HiddenInput()
        self.fields["where"].choices = where_choices(organizations, municipality_code)  # type: ignore[attr-defined]
        self.fields["languages"].choices = spoken_choices()  # type: ignore[attr-defined]

    def main_fields(self) -> list[Any]:
        """What everybody fills in."""
        return [one for one in self.visible_fields() if one.name not in SELDOM]

    def more_fields(self) -> list[Any]:
        """What few need, folded away."""
        return [self[name] for name in SELDOM]

    @property
    def seldom_opened(self) -> bool:
        """Whether something stands, or is wrong, in the folded fields."""
        return any(one.errors or one.value() for one in self.more_fields())

    @property
    def dated(self) -> bool:
        """Whether its kind has days with hours."""
        return self.cleaned_data.get("kind") in (Opening.Kind.ONE_OFF, Opening.Kind.SHORT_TERM)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last, begins, finishes = (values.get(name) for name in ("first_day", "last_day", "begins", "finishes"))
        if first and first < self.today:
            self.add_error("first_day", _("This day is over. Please choose another one."))
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first."))
        if self.dated and not self.errors.keys() & {"begins", "finishes"}:
            for name in ("begins", "finishes"):
                if not values.get(name):
                    self.add_error(name, _("Please write a time like 14:00."))
        if begins and finishes and finishes <= begins:
            self.add_error("finishes", _("The end lies before the beginning."))
        if values.get("kind") == Opening.Kind.SHORT_TERM and not last and "last_day" not in self.errors:
            self.add_error("last_day", _("Please say until when."))
        if values.get("kind") == Opening.Kind.SHORT_TERM and first and last and last - first >= MOST_SHIFTS * WEEK:
            self.add_error("last_day", _("That is more than 60 weeks. Please choose an earlier day, or “Regularly”."))
        if values.get("kind") == Opening.Kind.PROJECT and not values.get("project_hours"):
            self.add_error("project_hours", _("Please say how many hours a week the project takes."))
        if not values.get("where") and not values.get("online") and "where" not in self.errors:
            self.add_error("where", _("Please say where it is, or that people help online."))
        return values

    def texts(self) -> dict[str, str]:
        """The texts by column."""
        return {name: self.cleaned_data[name] for name in ("title_ja", "summary_ja")}

    def columns(self) -> dict[str, Any]:
        """The columns as the service takes them."""
        values = self.cleaned_data
        kind, first = values["kind"], values["first_day"]
        last = values["last_day"] or first + LASTS.get(kind, timedelta(0))
        columns = {name: values[name] for name in ("kind", "field", "online", "money", "with_children")}
        columns |= where_columns(values["where"])
        columns |= {
            "on_site": bool(values["where"]),
            "starts": first,
            "ends": first if kind == Opening.Kind.ONE_OFF else last,
            "languages": dict.fromkeys(values["languages"], int(Level.CONVERSATIONAL)),
            "project_hours": values["project_hours"] or 0 if kind == Opening.Kind.PROJECT else 0,
            "answer": Opening.Answer.WE_CHOOSE if kind == Opening.Kind.PROJECT else Opening.Answer.AT_ONCE,
        }
        if kind == Opening.Kind.ONGOING and values["begins"] and values["finishes"]:
            columns["slots"] = slots_between(*self._times(first))
        return columns

    def plans(self) -> list[ShiftPlan]:
        """One shift, one a week, or only a number of people."""
        values = self.cleaned_data
        if not self.dated:
            return [ShiftPlan(values["places"])]
        day, last = values["first_day"], values["first_day"]
        if values["kind"] == Opening.Kind.SHORT_TERM:
            last = values["last_day"]
        found: list[ShiftPlan] = []
        while day <= last and len(found) < MOST_SHIFTS:
            found.append(ShiftPlan(values["places"], *self._times(day)))
            day += WEEK
        return found

    def _times(self, day: date) -> tuple[datetime, datetime]:
        begins, finishes = self.cleaned_data["begins"], self.cleaned_data["finishes"]
        return datetime.combine(day, begins, JAPAN), datetime.combine(day, finishes, JAPAN)


class ReasonForm(forms.Form):
    """A reason that the people concerned will read, and the revision the decision is made on."""

    reason = ParagraphsField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
