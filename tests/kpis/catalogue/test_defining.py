"""A definition changes by a version with a reason; two editors never overwrite each other; old values keep theirs."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from kpis.catalogue import defining
from kpis.catalogue.defining import EDITED, DefinedMeanwhileError, change_definition
from kpis.catalogue.models import Definition, Indicator
from kpis.measurements.entering import approve_entry
from kpis.measurements.models import Closing, Measurement
from kpis.rollups.services import roll_up
from kpis.sources.source import SOURCES, Source
from portal.accounts.models import Post
from portal.shared.japan import JAPAN
from portal.shared.models import Act
from tests.factories import make_person
from tests.kpis import factories
from tests.organizations.places.interleaving import meanwhile
from tests.volunteers import factories as make
from volunteers.openings.models import Opening

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=JAPAN)
THIS_YEAR = date(2026, 4, 1)


def _listings() -> Indicator:
    return factories.make_indicator("t-listings", "items-published", unit="items", name_ko="공고")


def _columns(indicator: Indicator, **changed: Any) -> dict[str, Any]:
    latest = defining.latest_definition(indicator.pk)
    kept = {name: getattr(latest, name) or "" for name in EDITED - {"starts", "reason"}}
    return {**kept, "starts": THIS_YEAR, "reason": "数え方をそろえる", **changed}


def _change(indicator: Indicator, version: int = 1, **changed: Any) -> Definition:
    who = {"by": make_person("official").pk, "post_id": Post.objects.create(kind=Post.Kind.OFFICIAL).pk, "now": NOW}
    return change_definition(indicator_id=indicator.pk, version=version, columns=_columns(indicator, **changed), **who)


def _night(indicator: Indicator, day: date) -> None:
    roll_up(night=day, now=datetime(day.year, day.month, day.day, 3, tzinfo=JAPAN), cursor=indicator.pk - 1)


def test_the_next_night_counts_open_periods_by_the_new_version_and_says_so():
    listings = _listings()
    make.make_opening("in spring", now=datetime(2026, 5, 5, 12, tzinfo=JAPAN))
    make.make_opening("last year", now=datetime(2025, 5, 5, 12, tzinfo=JAPAN))
    _night(listings, date(2026, 11, 22))
    new = _change(listings, source="matches-by-portal", method_ja="成立した申込みを数える")
    _night(listings, date(2026, 11, 23))
    may = Measurement.objects.filter(indicator=listings, first=date(2026, 5, 1)).order_by("revision")
    assert [(one.definition.version, int(one.value or 0), one.reason) for one in may] == [
        (1, 1, "first"), (2, 0, "definition"),
    ]  # fmt: skip
    year = Measurement.objects.filter(indicator=listings, first=THIS_YEAR, last=date(2027, 3, 31)).order_by("-revision")
    assert (year[0].definition, year[0].reason) == (new, "definition")
    before = Measurement.objects.filter(indicator=listings, first__lt=THIS_YEAR)
    assert {one.definition.version for one in before} == {1} and before.exists()
    act = Act.objects.get(verb="change_definition", object_id=listings.pk)
    assert act.reason == "数え方をそろえる"
    assert act.detail["before"] == {"method_ja": None, "source": "items-published"}


def test_a_version_to_come_stops_no_count_of_today():
    listings = _listings()
    make.make_opening("in spring", now=datetime(2026, 5, 5, 12, tzinfo=JAPAN))
    _change(listings, source="", starts=date(2027, 4, 1))
    _change(listings, 2, source="volunteer-pool", period="month", starts=date(2027, 4, 1))
    _night(listings, date(2026, 11, 23))
    year = Measurement.objects.get(indicator=listings, first=THIS_YEAR, last=date(2027, 3, 31))
    assert (year.value, year.definition.version) == (1, 1)


def test_an_entered_value_keeps_the_version_it_was_made_by():
    entry = factories.make_entry(NOW)
    entered = Indicator.objects.get(code="t-entered")
    new = _change(entered, source="matches-by-portal", starts=date(2025, 4, 1))
    approve_entry(entry_id=entry.pk, by=make_person("colleague").pk, post_id=entry.entered_post_id, now=NOW)
    _night(entered, date(2026, 11, 23))
    value = Measurement.objects.filter(indicator=entered, first=entry.first, last=entry.last).order_by("-revision")[0]
    assert (value.definition.version, value.value, value.revision) == (1, Decimal(7), 1)
    assert Measurement.objects.filter(indicator=entered, definition=new, first=THIS_YEAR).exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name_ja": " "}, "name_ja"),
        ({"reason": " "}, "reason"),
        ({"unit": "percent", "source": ""}, "adds_up"),
        ({"adds_up": "ratio", "source": ""}, "unit"),
        ({"unit": "percent", "adds_up": "latest"}, "source"),
        ({"source": "t-share"}, "unit"),
        ({"source": "of-my-own"}, "source"),
        ({"starts": date(2026, 4, 2)}, "starts"),
        ({"starts": date(2026, 5, 1)}, "starts"),
        ({"starts": date(2206, 4, 1)}, "starts"),
        ({"starts": date(1999, 4, 1)}, "starts"),
        ({"starts": date(2025, 4, 1)}, "starts"),
        ({"unit": "apples"}, "unit"),
        ({}, "__all__"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(changed: dict[str, Any], field: str, monkeypatch):
    share = Source("t-share", lambda span: Opening.objects.all(), out_of=lambda span: Decimal(10))
    monkeypatch.setitem(SOURCES._known, "t-share", share)
    listings = _listings()
    post = Post.objects.create(kind=Post.Kind.OFFICIAL)
    Closing.objects.create(fiscal_year=2025, number="KPI-2025", report=[], closed=NOW, closed_post=post)
    with pytest.raises(ValidationError) as refused:
        _change(listings, **changed)
    found = refused.value.message_dict if hasattr(refused.value, "error_dict") else {"__all__": refused.value.messages}
    assert set(found) == {field}
    assert listings.definitions.count() == 1


def test_other_languages_go_on_while_the_japanese_is_the_same():
    listings = _listings()
    assert _change(listings, name_en="Calls").name_ko == "공고"
    assert not _change(listings, 2, name_ja="募集").name_ko


def test_on_the_same_day_the_later_version_corrects_the_earlier():
    listings = _listings()
    wrong, right = _change(listings, source=""), _change(listings, 2, method_ja="公開日で数える")
    assert wrong.starts == right.starts
    _night(listings, date(2026, 11, 23))
    assert defining.latest_definition(listings.pk) == right


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_the_second_is_told():
    listings = _listings()

    def second() -> Definition:
        return _change(listings, method_ja="二人目の案")

    with transaction.atomic():
        first = _change(listings, method_ja="一人目の案")
        with meanwhile(second) as other:
            pass
    with pytest.raises(DefinedMeanwhileError) as found:
        other.result()
    assert found.value.latest == first
    assert list(listings.definitions.values_list("method_ja", flat=True)) == [None, "一人目の案"]
