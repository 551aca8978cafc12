"""A night counts what is over, once, and says why a value changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from kpis.measurements.models import Closing, Measurement
from kpis.references.models import Series
from kpis.rollups import services
from kpis.rollups.models import Rollup
from kpis.rollups.services import roll_up
from kpis.sources.source import SOURCES, Source, Span
from organizations.directory.models import Organization
from portal.accounts.models import ActivityDay, Post
from portal.accounts.selectors import ACTIVITY_DAYS
from portal.shared.japan import JAPAN
from tests.factories import make_organization
from tests.kpis import factories
from tests.volunteers import factories as make
from volunteers.openings.models import Opening

pytestmark = pytest.mark.django_db
NIGHT = date(2026, 6, 11)
NOW = datetime(2026, 6, 11, 3, tzinfo=JAPAN)
JUNE, YEAR = (date(2026, 6, 1), date(2026, 6, 30)), (date(2026, 4, 1), date(2027, 3, 31))


@pytest.fixture
def listings():
    return factories.make_indicator("t-listings", "items-published")


def _night(night: date = NIGHT, now: datetime = NOW) -> dict[str, int]:
    sums: dict[str, int] = {}
    cursor = None
    while True:
        chunk = roll_up(night=night, now=now, cursor=cursor)
        for name, number in chunk.counts.items():
            sums[name] = sums.get(name, 0) + number
        cursor = chunk.cursor
        if cursor is None:
            return sums


def _published(*moments: datetime) -> None:
    for moment in moments:
        make.make_opening(f"opening {moment}", now=moment)


def _values(indicator, days: tuple[date, date]) -> list[tuple[int, int, str]]:
    rows = Measurement.objects.filter(indicator=indicator, first=days[0], last=days[1]).order_by("revision")
    return [(one.revision, int(one.value), one.reason) for one in rows]


def test_a_night_counts_days_that_are_over_and_twice_is_once(listings):
    _published(datetime(2026, 6, 10, 23, 59, tzinfo=JAPAN), datetime(2026, 6, 11, 0, 0, tzinfo=JAPAN))
    first = _night()
    assert _values(listings, JUNE) == [(1, 1, "first")]
    assert _values(listings, YEAR) == [(1, 1, "first")]
    before = Measurement.objects.count()
    again = _night(now=NOW + timedelta(hours=5))
    assert first["values"] and not again["values"]
    assert Measurement.objects.count() == before


def test_the_next_night_goes_on_and_late_records_are_a_revision_with_its_reason(listings):
    _published(datetime(2026, 6, 29, 12, tzinfo=JAPAN))
    _night(date(2026, 6, 30), datetime(2026, 6, 30, 3, tzinfo=JAPAN))
    _published(datetime(2026, 6, 30, 12, tzinfo=JAPAN))
    _night(date(2026, 7, 1), datetime(2026, 7, 1, 3, tzinfo=JAPAN))
    _published(datetime(2026, 6, 2, 12, tzinfo=JAPAN))
    _night(date(2026, 7, 2), datetime(2026, 7, 2, 3, tzinfo=JAPAN))
    assert _values(listings, JUNE) == [(1, 1, "first"), (2, 2, "running"), (3, 3, "late")]


def test_what_comes_after_a_night_that_found_nothing_new_is_late(listings):
    _published(datetime(2026, 6, 20, 12, tzinfo=JAPAN))
    for day in (date(2026, 6, 25), date(2026, 7, 1)):
        _night(day, datetime(day.year, day.month, day.day, 3, tzinfo=JAPAN))
    assert _values(listings, JUNE) == [(1, 1, "first")]
    _published(datetime(2026, 6, 2, 12, tzinfo=JAPAN))
    _night(date(2026, 7, 15), datetime(2026, 7, 15, 3, tzinfo=JAPAN))
    assert _values(listings, JUNE) == [(1, 1, "first"), (2, 2, "late")]


def test_fiscal_years_part_at_midnight_in_japan(listings):
    _published(datetime(2026, 3, 31, 23, 59, 59, tzinfo=JAPAN), datetime(2026, 4, 1, tzinfo=JAPAN))
    _night()
    assert _values(listings, (date(2025, 4, 1), date(2026, 3, 31))) == [(1, 1, "first")]
    assert _values(listings, YEAR) == [(1, 1, "first")]


def test_a_new_definition_holds_from_its_day_and_old_values_keep_theirs(listings):
    _published(datetime(2026, 5, 5, tzinfo=JAPAN), datetime(2026, 6, 5, tzinfo=JAPAN))
    _night()
    old = listings.definitions.get()
    new = factories.make_definition(listings, 2, "matches-by-portal", starts=date(2026, 6, 1), reason="clearer")
    _night(NIGHT + timedelta(days=1))
    may = Measurement.objects.get(indicator=listings, first=date(2026, 5, 1))
    june = Measurement.objects.filter(indicator=listings, first=JUNE[0], last=JUNE[1]).order_by("revision")
    assert may.definition == old
    assert [(one.definition, int(one.value), one.reason) for one in june] == [(old, 1, "first"), (new, 0, "definition")]


def test_before_the_first_record_nothing_was_counted(listings):
    _published(datetime(2024, 2, 5, tzinfo=JAPAN), datetime(2024, 4, 5, tzinfo=JAPAN))
    _night()
    rows = Measurement.objects.filter(indicator=listings).order_by("first", "-last")
    assert [(one.first, int(one.value or 0)) for one in rows[:4]] == [
        (date(2023, 4, 1), 1), (date(2024, 2, 1), 1), (date(2024, 3, 1), 0), (date(2024, 4, 1), 1),
    ]  # fmt: skip


def test_days_whose_records_are_erased_by_now_are_not_counted_anew():
    """Of a month whose first days are gone the rest would be too few."""
    active = factories.make_indicator("t-active", "active-users", unit="people", adds_up="distinct")
    person = factories.make_person("Clerk")
    gone = NIGHT - timedelta(days=ACTIVITY_DAYS)
    for day in (gone, gone + timedelta(days=1), gone + timedelta(days=40)):
        ActivityDay.objects.create(person=person, day=day)
    _night()
    first = Measurement.objects.filter(indicator=active).earliest("first", "-last")
    assert (first.first, first.last, first.value) == (date(2024, 6, 1), date(2024, 6, 30), 1)


def test_a_part_that_hangs_on_the_list_of_its_days_is_looked_for_in_each_of_them():
    """Of the list of 2017 two were still there in 2022; of the list of 2018 nobody was in 2023."""
    continuity = factories.make_indicator("t-five", "npos-continuing-5-years", unit="percent", adds_up="ratio")
    numbers = ["1011101000001", "1011101000002", "1011101000003"]
    for number in numbers:
        closed = number == numbers[2]
        status = Organization.Status.CLOSED if closed else Organization.Status.PUBLISHED
        make_organization(number, kind="npo", corporate_number=number, status=status)
    factories.make_reference(Series.MULTICULTURAL_NPOS, date(2017, 6, 15), numbers=numbers[:2])
    factories.make_reference(Series.MULTICULTURAL_NPOS, date(2018, 6, 15), numbers=numbers[2:])
    _night()
    year = Measurement.objects.get(indicator=continuity, first=date(2022, 4, 1), last=date(2023, 3, 31))
    assert (year.value, year.records) == (100, 2)


def test_a_closed_year_stays_as_it_was(listings):
    _published(datetime(2025, 6, 5, tzinfo=JAPAN))
    _night()
    post = Post.objects.create(kind=Post.Kind.OFFICIAL)
    Closing.objects.create(fiscal_year=2025, number="2025-1", report={}, closed=NOW, closed_post=post)
    _published(datetime(2025, 6, 6, tzinfo=JAPAN))
    _night(NIGHT + timedelta(days=1))
    assert _values(listings, (date(2025, 4, 1), date(2026, 3, 31))) == [(1, 1, "first")]


def test_a_source_that_fails_makes_its_own_indicator_stale_alone(listings, monkeypatch):
    def broken(span: Span) -> QuerySet[Opening]:
        return Opening.objects.extra(where=["no_such_column = 1"])

    monkeypatch.setitem(SOURCES._known, "broken", Source("broken", broken))
    factories.make_indicator("t-broken", "broken")
    factories.make_indicator("t-after", "items-published")
    _published(datetime(2026, 6, 5, tzinfo=JAPAN))
    assert _night()["failed"] == 1
    stale = Rollup.objects.get(indicator__code="t-broken")
    assert stale.failed == NOW and "no_such_column" in stale.error and stale.counted is None
    assert Rollup.objects.get(indicator__code="t-after").counted == NOW


def test_a_stock_is_told_of_today_alone():
    pool = factories.make_indicator("t-pool", "volunteer-pool", adds_up="latest", period="total")
    make.make_profile("here", now=NOW)
    _night()
    assert Measurement.objects.filter(indicator=pool).count() == 2
    assert _values(pool, JUNE) == [(1, 1, "first")]


def test_measurements_cannot_be_changed_or_deleted(listings):
    _night()
    for sql in ("UPDATE kpis_measurement SET value = 9", "DELETE FROM kpis_measurement"):
        with pytest.raises(DatabaseError, match="only_added"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_a_year_that_is_closed_while_it_is_counted_stays_as_it_was(listings, monkeypatch: pytest.MonkeyPatch):
    _published(datetime(2026, 3, 10, 12, tzinfo=JAPAN), datetime(2026, 6, 2, 12, tzinfo=JAPAN))
    real = services.hold_indicator

    def slow(indicator_id: int) -> None:
        post = Post.objects.create(kind=Post.Kind.OFFICIAL)
        Closing.objects.get_or_create(
            fiscal_year=2025, defaults={"number": "KPI-2025", "report": [], "closed": NOW, "closed_post": post}
        )
        real(indicator_id)

    monkeypatch.setattr(services, "hold_indicator", slow)
    _night()
    assert _values(listings, JUNE) == [(1, 1, "first")]
    assert not Measurement.objects.filter(indicator=listings, last__lt=date(2026, 4, 1)).exists()
