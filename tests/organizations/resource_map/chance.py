"""Many places with chance values, and the same questions answered in plain Python."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from hypothesis import strategies as st

from organizations.places.choices import AddressVisibility
from organizations.places.indexing import index_places
from organizations.places.models import LanguageService, OpeningHours, Place
from organizations.places.opening_state import epoch_minute
from organizations.resource_map.query import MapQuery
from portal.shared.geo import metres_between
from portal.shared.japan import JAPAN
from tests import factories
from tests.conftest import NOW

TYPES = ["library", "japanese-class", "food-support"]
LANGUAGES = ["vi", "ne", "zh-hans"]
FIELDS = ["11", "17"]
AUDIENCES = ["children", "women"]
FACTS = ["free", "no-booking", "online"]
HAZARDS = ["flood", "earthquake"]
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
TIMES = ["morning", "afternoon", "evening"]
TOWNS = [("0004001", "若葉一丁目"), ("0004002", "若葉二丁目"), ("0002000", "早稲田南町"), ("", "")]
POINTS = [(35.685, 139.725), (35.690, 139.730), (35.705, 139.723), (35.80, 139.60), (None, None)]


def make_many(count: int, seed: int = 7) -> list[Place]:
    """Places with chance values, indexed at once."""
    chance = Random(seed)
    types = [factories.place_type(slug) for slug in TYPES]

    def some(values: list[str]) -> list[str]:
        return chance.sample(values, chance.randint(0, len(values)))

    places = []
    for number in range(count):
        town_code, town = chance.choice(TOWNS)
        latitude, longitude = chance.choice(POINTS)
        hours_known = chance.choice(["hours", "hours", "unknown", "appointment"])
        name = chance.choice(["四谷日本語教室", "相談の家", "図書館", "こども食堂"]) + str(number % 5)
        place = Place.objects.create(
            name=name,
            name_ja=name,
            type=chance.choice(types),
            status=chance.choice(["published"] * 4 + ["draft", "suspended", "closed"]),
            address_visibility=chance.choice(AddressVisibility.values),
            municipality_code="131041" if town_code else chance.choice(["131041", "131130", ""]),
            town_code=town_code,
            town=town,
            latitude=latitude,
            longitude=longitude,
            facts=some(FACTS),
            audiences=some(AUDIENCES),
            fields_of_activity=some(FIELDS),
            hazards=some(HAZARDS),
            hours_known=hours_known,
            confirmed=chance.choice([None, NOW.date(), NOW.date() - timedelta(days=chance.randint(0, 3))]),
        )
        places.append(place)
        if hours_known == "hours":
            for weekday in chance.sample(range(7), 4):
                opens = chance.choice([540, 600, 780, 1320])
                OpeningHours.objects.create(
                    place=place, weekday=weekday, opens=opens, closes=opens + chance.choice([60, 240, 480])
                )
        for language in some(LANGUAGES):
            LanguageService.objects.create(place=place, language=language, weekdays=chance.sample(range(7), 3))
    index_places([one.pk for one in places], now=NOW)
    saved = Place.objects.filter(pk__in=[one.pk for one in places])
    return list(saved.select_related("type").prefetch_related("language_services", "opening_hours"))


def fits(place: Place, query: MapQuery, now: datetime) -> bool:
    """The same question in plain Python, from the record's own columns."""
    services = place.language_services.all()
    day = f"l:{query.lang}@{now.astimezone(JAPAN).date()}"
    shown = place.address_visibility != "never"
    position = (place.public_latitude, place.public_longitude)
    minute = epoch_minute(now)
    tests: list[bool] = [
        place.status == "published",
        not query.type or place.type.slug in query.type,
        not query.field or bool(set(query.field) & set(place.fields_of_activity)),
        not query.audience or bool(set(query.audience) & set(place.audiences)),
        set(query.facts) <= set(place.facts),
        set(query.hazard) <= set(place.hazards),
        not query.lang or any(one.language == query.lang for one in services),
        not query.today or day in place.tags,
        not query.area or (shown and (place.municipality_code + place.town_code).startswith(query.area)),
        not query.open or any(start <= minute < end for start, end in place.open_ranges or []),
        not (query.day or query.time) or any(_opens(row, query) for row in place.opening_hours.all()),
        not query.near
        or (position[0] is not None and metres_between(*query.near, *position) <= query.radius * 1000 + 0.5),
    ]
    return all(tests)


PARTS = {"morning": (0, 720), "afternoon": (720, 1020), "evening": (1020, 2880)}


def _opens(row: OpeningHours, query: MapQuery) -> bool:
    """The places of chance open every week, for an hour or more; one Monday of the two weeks is no holiday."""
    spans = [PARTS[one] for one in query.time or PARTS]
    in_part = any(min(row.closes, last) - max(row.opens, first) >= 30 for first, last in spans)
    return in_part and (not query.day or DAYS[row.weekday] in query.day)


def ordered(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(values), max_size=2).map(lambda found: tuple(sorted(found, key=values.index)))


def subset(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=2).map(lambda found: tuple(sorted(found)))


FILTERS = st.builds(
    MapQuery,
    type=subset(TYPES),
    field=subset(FIELDS),
    audience=subset(AUDIENCES),
    facts=subset(FACTS),
    hazard=subset(HAZARDS),
    lang=st.sampled_from(["", "", *LANGUAGES]),
    area=st.sampled_from(["", "", "131041", "1310410004", "1310410004002"]),
    near=st.sampled_from([None, None, (35.685, 139.725), (35.70, 139.72)]),
    radius=st.sampled_from([0.5, 2.0, 5.0, 20.0]),
    open=st.booleans(),
    day=st.one_of(st.just(()), ordered(DAYS)),
    time=st.one_of(st.just(()), ordered(TIMES)),
).flatmap(lambda query: st.sampled_from([query, query.with_changes(today=bool(query.lang))]))
