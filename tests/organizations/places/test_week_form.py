"""The editor of the week: what it understands, what it refuses and where it says so."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from organizations.places import services
from organizations.places.models import OpeningException, OpeningHours, Place
from organizations.places.opening_plan import OpeningPlan, PlannedException, PlannedHours
from organizations.places.week_form import MOST_FORMS, WeekEditor, with_one_more
from tests import factories
from tests.organizations.places.editor_data import query, week

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(now: datetime) -> Place:
    return factories.make_place(now=now)


def read(place: Place, **typed: Any) -> OpeningPlan:
    editor = WeekEditor(place, week(**typed))
    assert editor.is_valid(), (editor.problems, editor.hours.errors, editor.exceptions.errors)
    return editor.plan()


@pytest.mark.parametrize(
    ("typed", "planned"),
    [
        ({"hours_0_opens": "9", "hours_0_closes": "17"}, PlannedHours(0, 540, 1020)),
        ({"hours_4_opens": "18:00", "hours_4_closes": "26:00"}, PlannedHours(4, 1080, 1560)),
        ({"hours_4_opens": "18:00", "hours_4_closes": "0:00"}, PlannedHours(4, 1080, 1440)),
        ({"hours_4_opens": "0:00", "hours_4_closes": "0:00"}, PlannedHours(4, 0, 1440)),
        (
            {
                "hours_2_opens": "13時",
                "hours_2_closes": "16:30",
                "hours_2_last_reception": "16",
                "hours_2_weeks": "2,4",
            },
            PlannedHours(2, 780, 990, frozenset({2, 4}), 960),
        ),
    ],
)
def test_a_row_becomes_an_interval(place: Place, typed: dict[str, str], planned: PlannedHours) -> None:
    plan = read(place, **typed)
    assert plan.hours == (planned,)
    assert (plan.known, plan.holidays, plan.closed_at_year_end, plan.exceptions) == ("hours", "closed", True, ())


@pytest.mark.parametrize(
    ("typed", "planned"),
    [
        ({"first": "2026-12-01"}, PlannedException(date(2026, 12, 1), date(2026, 12, 1))),
        (
            {"first": "2026/12/01", "last": "2026-12-03", "note": " 棚卸し "},
            PlannedException(date(2026, 12, 1), date(2026, 12, 3), note="棚卸し"),
        ),
        (
            {"first": "2026-12-01", "opens": "10", "closes": "0:00"},
            PlannedException(date(2026, 12, 1), date(2026, 12, 1), 600, 1440),
        ),
    ],
)
def test_a_day_that_differs(place: Place, typed: dict[str, str], planned: PlannedException) -> None:
    days = {f"days_0_{name}": value for name, value in typed.items()}
    plan = read(place, hours_0_opens="9", hours_0_closes="17", **days)
    assert plan.exceptions == (planned,)


@pytest.mark.parametrize(
    ("typed", "row", "field", "words"),
    [
        ({"opens": "9:00"}, "hours", "closes", "both times"),
        ({"closes": "9:00"}, "hours", "opens", "both times"),
        ({"last_reception": "9:00"}, "hours", "opens", "opening time too"),
        ({"opens": "17:00", "closes": "9:00"}, "hours", "closes", "26:00"),
        ({"opens": "9:00", "closes": "9:00"}, "hours", "closes", "later than the first"),
        ({"opens": "25:00", "closes": "26:00"}, "hours", "opens", "begins before 24:00"),
        ({"opens": "9:00", "closes": "17:00", "last_reception": "18:00"}, "hours", "last_reception", "between"),
        ({"opens": "9:00", "closes": "17:00", "last_reception": "8:59"}, "hours", "last_reception", "between"),
        ({"opens": "early", "closes": "17:00"}, "hours", "opens", "Write the time like"),
        ({"opens": "9:00", "closes": "17:00", "weeks": "7"}, "hours", "weeks", "valid choice"),
        ({"note": "棚卸し"}, "days", "first", "first day"),
        ({"last": "2026-12-03"}, "days", "first", "first day"),
        ({"opens": "0:00", "closes": "9:00"}, "days", "first", "first day"),
        ({"first": "2026-12-03", "last": "2026-12-01"}, "days", "last", "before the first"),
        ({"first": "2026-12-03", "opens": "9:00"}, "days", "closes", "neither"),
        ({"first": "2026-12-03", "closes": "9:00"}, "days", "opens", "neither"),
        ({"first": "2026-12-03", "opens": "17:00", "closes": "9:00"}, "days", "closes", "later than the first"),
        ({"first": "2026-12-03", "opens": "25:00", "closes": "26:00"}, "days", "opens", "begins before 24:00"),
        ({"first": "3 December"}, "days", "first", "valid date"),
        ({"first": "2026-12-03", "note": "あ" * 201}, "days", "note", "200"),
    ],
)
def test_a_row_that_cannot_be_meant_is_marked_at_its_field(
    place: Place, typed: dict[str, str], row: str, field: str, words: str
) -> None:
    editor = WeekEditor(place, week(**{f"{row}_0_{name}": value for name, value in typed.items()}))
    assert not editor.is_valid()
    forms = editor.hours if row == "hours" else editor.exceptions
    assert list(forms.errors[0]) == [field]
    assert words in " ".join(forms.errors[0][field])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "hours of at least one day"),
        ({"hours_0_opens": "9", "hours_0_closes": "17", "holiday_treatment": "own"}, "You chose own hours"),
        ({"hours_0_opens": "9", "hours_0_closes": "17", "hours_7_opens": "9", "hours_7_closes": "12"}, "“Own hours”"),
        ({"hours_0_opens": "9", "hours_0_closes": "17", "hours_known": "unknown"}, "nobody would see them"),
        (
            {
                "hours_0_opens": "9", "hours_0_closes": "17", "hours_1_opens": "9", "hours_1_closes": "12",
                "holiday_treatment": "shift",
            },
            "different hours",
        ),
        (
            {"hours_0_opens": "9", "hours_0_closes": "17", "hours_7_weekday": "0", "hours_7_opens": "16", "hours_7_closes": "18"},
            "overlap",
        ),
    ],
)  # fmt: skip
def test_a_week_that_contradicts_itself_is_explained(place: Place, typed: dict[str, str], words: str) -> None:
    editor = WeekEditor(place, week(**typed))
    assert not editor.is_valid()
    assert len(editor.problems) == 1 and words in editor.problems[0]


def test_two_rows_of_the_same_day_may_not_contradict_each_other(place: Place) -> None:
    hours = {"hours_0_opens": "9", "hours_0_closes": "17"}
    days = {"days_0_first": "2026-12-01", "days_1_first": "2026-12-01", "days_1_opens": "9", "days_1_closes": "12"}
    editor = WeekEditor(place, week(**hours, **days, **{"days-TOTAL_FORMS": 2}))
    assert not editor.is_valid()
    assert "contradict each other" in editor.problems[0]


def test_hours_that_stood_may_rest_while_they_are_not_known(place: Place, now: datetime) -> None:
    stored = OpeningPlan("hours", (PlannedHours(0, 540, 1020), PlannedHours(1, 540, 1020)))
    services.replace_opening_hours(place_id=place.pk, revision=1, plan=stored, by=None, now=now)
    place.refresh_from_db()
    monday = {"hours_0_opens": "9", "hours_0_closes": "17", "hours_known": "unknown"}
    assert WeekEditor(place, week(**monday)).is_valid()
    assert not WeekEditor(place, week(**monday, hours_2_opens="9", hours_2_closes="17")).is_valid()


@pytest.mark.parametrize(
    "more",
    [
        {"hours-TOTAL_FORMS": ""},
        {"hours-TOTAL_FORMS": "many"},
        {"hours-TOTAL_FORMS": "9999"},
        {"days-TOTAL_FORMS": "9999"},
    ],
)
def test_a_form_whose_rows_cannot_be_counted_says_so(place: Place, more: dict[str, str]) -> None:
    data = week(hours_0_opens="9", hours_0_closes="17")
    for name, value in more.items():
        data[name] = value
    editor = WeekEditor(place, data)
    assert not editor.is_valid()
    assert editor.problems and all(editor.problems)


def test_a_row_marked_for_deletion_is_gone_whatever_it_says(place: Place) -> None:
    typed = {"days_0_first": "2026-12-03", "days_0_opens": "late", "days_0_DELETE": "on"}
    plan = read(place, hours_0_opens="9", hours_0_closes="17", **typed)
    assert plan.exceptions == ()


def test_the_editor_begins_with_what_stands_and_a_free_row_for_each_day(place: Place, now: datetime) -> None:
    empty = {number: len(rows) for number, _label, rows in WeekEditor(place).days()}
    assert empty == {**dict.fromkeys(range(7), 2), 7: 1}
    OpeningHours.objects.create(place=place, weekday=2, opens=780, closes=1500, weeks=[2, 4])
    OpeningException.objects.create(place=place, first=date(2026, 12, 1), last=date(2026, 12, 2), note="棚卸し")
    editor = WeekEditor(place)
    rows = {number: rows for number, _label, rows in editor.days()}
    assert [len(rows[number]) for number in range(8)] == [1, 1, 2, 1, 1, 1, 1, 1]
    assert [rows[2][0][name].value() for name in ("opens", "closes", "weeks")] == ["13:00", "25:00", "2,4"]
    assert [form["note"].value() for form in editor.exceptions] == ["棚卸し", None]
    assert editor.stored_plan().hours == (PlannedHours(2, 780, 1500, frozenset({2, 4})),)


def test_what_is_shown_can_be_sent_back_unchanged(place: Place, now: datetime) -> None:
    stored = OpeningPlan(
        "hours",
        (PlannedHours(2, 780, 1500, frozenset({1, 2, 4, 5}), 900), PlannedHours(7, 600, 900)),
        "own",
        False,
        (PlannedException(date(2026, 12, 1), date(2026, 12, 2), note="棚卸し"),),
    )
    services.replace_opening_hours(place_id=place.pk, revision=1, plan=stored, by=None, now=now)
    place.refresh_from_db()
    shown = WeekEditor(place)
    data = QueryDict(mutable=True)
    for form in (
        shown.known,
        shown.hours.management_form,
        shown.exceptions.management_form,
        *shown.hours,
        *shown.exceptions,
    ):
        for field in form:
            if field.name != "DELETE" and field.value() not in (None, False):
                data[field.html_name] = str(field.value())
    editor = WeekEditor(place, data)
    assert editor.is_valid(), editor.problems
    assert editor.plan() == stored
    assert editor.save(revision=2, by=None, now=now) == 2, "nothing was changed"


def test_both_versions_are_told_in_words(place: Place, now: datetime) -> None:
    theirs = OpeningPlan("hours", (PlannedHours(0, 600, 900),))
    services.replace_opening_hours(place_id=place.pk, revision=1, plan=theirs, by=None, now=now)
    place.refresh_from_db()
    editor = WeekEditor(place, week(hours_0_opens="9", hours_0_closes="17"))
    assert editor.is_valid()
    assert editor.versions(place) == [("Monday", "9:00–17:00", "10:00–15:00", "0")]


def test_what_the_service_refuses_is_shown(place: Place) -> None:
    editor = WeekEditor(place, week())
    editor.refuse(ValidationError(["one", "two"]))
    assert editor.problems == ["one", "two"]


@pytest.mark.parametrize(
    ("wanted", "changed"),
    [
        ("0", {"hours-TOTAL_FORMS": "9", "hours-8-weekday": "0"}),
        ("7", {"hours-TOTAL_FORMS": "9", "hours-8-weekday": "7"}),
        ("days", {"days-TOTAL_FORMS": "2"}),
        ("8", {}),
        ("²", {}),
        ("🦊", {}),
        ("", {}),
    ],
)
def test_one_more_row(wanted: str, changed: dict[str, str]) -> None:
    data = week()
    found = with_one_more(data, wanted)
    assert {name: found[name] for name in found if found[name] != data.get(name)} == changed


@pytest.mark.parametrize("total", ["²", "9" * 5000, "-1", "", "many", "①"])
def test_rows_that_cannot_be_counted_begin_anew(total: str) -> None:
    data = week()
    data["hours-TOTAL_FORMS"] = total
    assert with_one_more(data, "0")["hours-TOTAL_FORMS"] == "1"


@pytest.mark.parametrize(("prefix", "wanted"), [("hours", "3"), ("days", "days"), ("language", "language")])
def test_no_more_rows_than_the_form_can_hold(prefix: str, wanted: str) -> None:
    data = query({f"{prefix}-TOTAL_FORMS": MOST_FORMS[prefix]})
    assert with_one_more(data, wanted)[f"{prefix}-TOTAL_FORMS"] == str(MOST_FORMS[prefix])
