"""The editor of language rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from organizations.places import services
from organizations.places.models import LanguageService, Place
from organizations.places.spoken import SpokenRow
from organizations.places.spoken_form import SpokenEditor, row_words
from tests import factories
from tests.organizations.places.editor_data import languages

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(now: datetime) -> Place:
    return factories.make_place(now=now)


@pytest.mark.parametrize(
    ("typed", "planned"),
    [
        ({"language": "vi"}, SpokenRow("vi")),
        (
            {
                "language": "jsl", "weekdays": ["1", "3"], "weeks": "2,4", "starts": "13時", "ends": "17:00",
                "mode": "video", "needs_booking": "on",
            },
            SpokenRow("jsl", frozenset({1, 3}), frozenset({2, 4}), 780, 1020, "video", True),
        ),
        ({"language": "vi", "starts": "18:00", "ends": "0:00"}, SpokenRow("vi", starts=1080, ends=1440)),
        ({"language": "vi", "starts": "18:00", "ends": "26:00"}, SpokenRow("vi", starts=1080, ends=1560)),
    ],
)  # fmt: skip
def test_a_row_becomes_a_value(place: Place, typed: dict[str, Any], planned: SpokenRow) -> None:
    editor = SpokenEditor(place, languages(typed))
    assert editor.is_valid(), editor.rows.errors
    assert editor.planned() == [planned]


@pytest.mark.parametrize("typed", [{}, {"mode": "staff"}, {"language": "", "starts": ""}])
def test_an_empty_row_says_nothing(place: Place, typed: dict[str, Any]) -> None:
    editor = SpokenEditor(place, languages({"language": "vi"}, typed))
    assert editor.is_valid() and [row.language for row in editor.planned()] == ["vi"]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"weekdays": ["1"]}, "language", "choose a language"),
        ({"weeks": "2,4"}, "language", "choose a language"),
        ({"needs_booking": "on"}, "language", "choose a language"),
        ({"starts": "0:00", "ends": "9:00"}, "language", "choose a language"),
        ({"language": "tlh"}, "language", "valid choice"),
        ({"language": "vi", "weekdays": ["9"]}, "weekdays", "valid choice"),
        ({"language": "vi", "weeks": "6"}, "weeks", "valid choice"),
        ({"language": "vi", "mode": "telepathy"}, "mode", "valid choice"),
        ({"language": "vi", "starts": "9:00"}, "ends", "only one of two times"),
        ({"language": "vi", "ends": "9:00"}, "starts", "only one of two times"),
        ({"language": "vi", "starts": "9:00", "ends": "9:00"}, "ends", "later than the first"),
        ({"language": "vi", "starts": "25:00", "ends": "26:00"}, "starts", "begins before 24:00"),
        ({"language": "vi", "starts": "soon", "ends": "9:00"}, "starts", "Write the time like"),
    ],
)
def test_a_row_that_cannot_be_meant_is_marked_at_its_field(
    place: Place, typed: dict[str, Any], field: str, words: str
) -> None:
    editor = SpokenEditor(place, languages(typed))
    assert not editor.is_valid()
    assert list(editor.rows.errors[0]) == [field] and words in " ".join(editor.rows.errors[0][field])


def test_rows_that_repeat_each_other_are_told(place: Place) -> None:
    editor = SpokenEditor(place, languages({"language": "vi"}, {"language": "vi"}))
    assert not editor.is_valid() and editor.problems == ["Two rows say the same. Please delete one of them."]


@pytest.mark.parametrize("total", ["", "9999", "many"])
def test_rows_that_cannot_be_counted_are_told(place: Place, total: str) -> None:
    editor = SpokenEditor(place, languages({"language": "vi"}, **{"language-TOTAL_FORMS": total}))
    assert not editor.is_valid() and editor.problems


def test_a_row_marked_for_deletion_is_gone_whatever_it_says(place: Place) -> None:
    wrong = {"language": "vi", "starts": "late", "DELETE": "on"}
    halfway = {"weekdays": ["1"], "DELETE": "on"}
    editor = SpokenEditor(place, languages(wrong, halfway, {"language": "ne"}))
    assert editor.is_valid() and [row.language for row in editor.planned()] == ["ne"]


def test_the_editor_begins_with_what_stands_and_a_free_row(place: Place, now: datetime) -> None:
    rows = [SpokenRow("vi", frozenset({3}), frozenset({1, 2}), 780, 1020, "volunteer", True), SpokenRow("jsl")]
    services.replace_language_services(place_id=place.pk, revision=1, rows=rows, by=None, now=now)
    editor = SpokenEditor(place)
    assert [form.title for form in editor.rows] == ["Tiếng Việt", "日本手話", ""]
    first = editor.rows[0]
    assert [first[name].value() for name in ("weekdays", "starts", "ends", "weeks")] == [[3], "13:00", "17:00", "1,2"]
    assert ("1,2", "1st, 2nd") in [(value, str(label)) for value, label in first.fields["weeks"].choices]


def test_both_versions_are_told_in_words(place: Place, now: datetime) -> None:
    theirs = [SpokenRow("ne", frozenset({1}), mode="telephone")]
    services.replace_language_services(place_id=place.pk, revision=1, rows=theirs, by=None, now=now)
    editor = SpokenEditor(place, languages({"language": "vi", "needs_booking": "on"}))
    assert editor.is_valid()
    assert editor.versions(place) == [
        ("Languages", "Tiếng Việt: whenever the place is open booking needed", "नेपाली: Tue by telephone")
    ]


def test_a_language_that_left_the_list_keeps_its_code() -> None:
    assert row_words(LanguageService(language="tlh", weekdays=[2])) == "tlh: Wed"


def test_what_the_service_refuses_is_shown(place: Place) -> None:
    editor = SpokenEditor(place, languages({"language": "vi"}))
    editor.refuse(ValidationError("too much"))
    assert editor.problems == ["too much"]
