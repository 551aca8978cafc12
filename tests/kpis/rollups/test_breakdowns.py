"""The groups of a value: counted with it, adding up to it, kept with a closed year."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from kpis.catalogue.models import Indicator
from kpis.measurements.models import Closing, Measurement
from kpis.rollups.models import Breakdown
from kpis.rollups.services import roll_up
from kpis.sources.breakdowns import UNKNOWN, breakdowns_of, count_groups, rows_of_group
from kpis.sources.catalogue import SOURCES
from kpis.sources.source import Span
from organizations.places.models import Place
from portal.accounts.models import ActivityDay, Post
from portal.shared.japan import JAPAN
from portal.shared.reach.models import PageViews
from tests.factories import Cast, make_person
from tests.kpis import factories
from tests.volunteers import factories as make
from volunteers.applications.models import Application
from volunteers.hours.models import Hours
from volunteers.openings.models import Opening

pytestmark = pytest.mark.django_db
NIGHT = date(2026, 6, 11)
NOW = datetime(2026, 6, 11, 3, tzinfo=JAPAN)
NOON = datetime(2026, 6, 10, 12, tzinfo=JAPAN)
YEAR = (date(2026, 4, 1), date(2027, 3, 31))
LAST_YEAR = (date(2025, 4, 1), date(2026, 3, 31))
SPAN = Span(YEAR[0], date(2026, 6, 10))
EAST, NEXT_DOOR, WEST = "1310110001001", "1310110001002", "1310110002001"
_C, _S = Application.Channel, Application.Status


@pytest.fixture
def matches() -> Indicator:
    return factories.make_indicator("t-matches", "matches-by-portal")


def _match(town: str, field: str = "1", when: datetime = NOON, channel: str = _C.SEARCH) -> Application:
    number = Application.objects.count()
    opening = make.make_opening(f"opening {number}", now=when, field=field)
    shift = make.make_shift(opening, now=when, places=9)
    profile = make.make_profile(f"helper {number}", now=when, town_code=town)
    return make.make_application(profile, shift, now=when, channel=channel, status=_S.ACCEPTED)


def _night(indicator: Indicator, night: date = NIGHT, now: datetime = NOW) -> None:
    roll_up(night=night, now=now, cursor=indicator.pk - 1)


def _groups(indicator: Indicator, by: str, days: tuple[date, date] = YEAR) -> dict[str, int]:
    rows = Breakdown.objects.filter(indicator=indicator, by=by, first=days[0], last=days[1])
    return {one.group: int(one.value) for one in rows}


def test_matches_by_town_field_channel_and_kind(matches: Indicator) -> None:
    _match(EAST), _match(NEXT_DOOR, "11", channel=_C.NIGHT), _match(WEST, "11"), _match("", "6")
    _match(EAST, when=NOW.replace(hour=12))  # today, which is not over
    _night(matches)
    assert _groups(matches, "town") == {EAST[:10]: 2, WEST[:10]: 1, UNKNOWN: 1}
    assert _groups(matches, "field") == {"1": 1, "11": 2, "6": 1}
    assert _groups(matches, "channel") == {"search": 3, "night": 1}
    assert _groups(matches, "opening-kind") == {"one-off": 4}
    assert not Breakdown.objects.filter(indicator=matches, first=date(2026, 6, 1)).exists(), "beside years no months"
    assert Measurement.objects.get(indicator=matches, first=YEAR[0], last=YEAR[1]).value == 4


def test_the_same_night_again_changes_no_row_and_the_next_replaces_them(matches: Indicator) -> None:
    left = _match(EAST)
    _match(WEST)
    _night(matches)
    before = list(Breakdown.objects.order_by("pk").values())
    _night(matches, now=NOW + timedelta(hours=4))
    assert list(Breakdown.objects.order_by("pk").values()) == before
    Application.objects.filter(pk=left.pk).update(status=_S.WITHDRAWN)
    _match(WEST, "11")
    _night(matches, NIGHT + timedelta(days=1), NOW + timedelta(days=1))
    assert _groups(matches, "town") == {WEST[:10]: 2}


def test_a_closed_year_keeps_its_groups(matches: Indicator) -> None:
    _match(EAST, when=datetime(2025, 6, 5, tzinfo=JAPAN))
    _night(matches)
    post = Post.objects.create(kind=Post.Kind.OFFICIAL)
    Closing.objects.create(fiscal_year=2025, number="2025-1", report={}, closed=NOW, closed_post=post)
    _match(WEST, when=datetime(2025, 6, 6, tzinfo=JAPAN))
    _night(matches, NIGHT + timedelta(days=1), NOW + timedelta(days=1))
    assert _groups(matches, "town", LAST_YEAR) == {EAST[:10]: 1}


def test_an_indicator_without_years_is_broken_down_by_this_month_and_the_last() -> None:
    listings = factories.make_indicator("t-listings", "items-published", period="month")
    for month in (4, 5, 6):
        make.make_opening(f"opening {month}", now=NOON.replace(month=month), field="11")
    _night(listings)
    found = Breakdown.objects.filter(indicator=listings, by="field").order_by("first")
    assert [(one.first.month, one.group, int(one.value)) for one in found] == [(5, "11", 1), (6, "11", 1)]


def test_groups_add_up_to_the_value_and_to_its_records_in_every_source(cast: Cast) -> None:
    """Minutes that make no whole hours among them; each group's records are as many as it says."""
    for number in range(7):
        given = _match((EAST, WEST, "")[number % 3], field=str(number % 2 + 1), channel=_C.values[number % 5])
        make.make_hours(given, now=NOON, minutes=20, day=date(2026, 6, 1), status=Hours.Status.CONFIRMED)
    Opening.objects.filter(pk=Opening.objects.latest("pk").pk).update(languages_welcome=("vi",))
    ActivityDay.objects.create(person=make_person("somebody"), day=date(2026, 6, 1))
    PageViews.objects.create(day=date(2026, 6, 1), kind="home", language="vi", views=7)
    PageViews.objects.create(day=date(2026, 6, 2), kind="map", language="vi", views=5)
    parted = 0
    for key in SOURCES:
        source = SOURCES[key]
        whole = source.count(SPAN)
        assert whole.records or not source.by, f"{key} has something to count"
        for by in breakdowns_of(source):
            groups = count_groups(source, SPAN, by)
            for group, counted in groups.items():
                rows = rows_of_group(source, SPAN, by, group)
                assert rows.count() == counted.records > 0, (key, by, group)
                people = rows.values(source.of_person).distinct().count() if source.of_person else None
                assert counted.people == people, (key, by, group)
            if by in source.by:
                parted += 1
                assert sum(one.value or 0 for one in groups.values()) == whole.value, (key, by)
                assert sum(one.records for one in groups.values()) == whole.records, (key, by)
    assert parted >= 20
    assert count_groups(SOURCES["page-views"], SPAN, "language")["vi"].value == 12


def test_whoever_speaks_two_languages_is_in_both_groups() -> None:
    for number, spoken in enumerate((("ja",), ("ja", "vi"), ("ja", "vi"), ())):
        make.make_profile(f"speaker {number}", now=NOON, languages_basic=spoken)
    pool = factories.make_indicator("t-pool", "volunteer-pool", adds_up="latest", period="total")
    _night(pool)
    assert _groups(pool, "spoken") == {"ja": 3, "vi": 2, UNKNOWN: 1}


def test_an_organization_is_in_the_town_of_its_first_place_on_the_map(cast: Cast) -> None:
    source = SOURCES["organizations-on-map"]
    place = (
        Place.objects.published().filter(public_latitude__isnull=False, organization=cast.organization).earliest("pk")
    )
    Place.objects.filter(pk=place.pk).update(municipality_code="131016", town_code="0001001")
    groups = count_groups(source, SPAN, "town")
    rows = rows_of_group(source, SPAN, "town", "1310160001")
    assert cast.organization in rows and groups["1310160001"].records == len(rows)
    Place.objects.filter(pk=place.pk).update(town_code="")
    assert cast.organization in rows_of_group(source, SPAN, "town", UNKNOWN)
