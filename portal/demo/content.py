"""What the demo ward is made of: organisations and places from themes and real towns, the same for the same seed.

Pure: no database. The towns are Shinjuku's (open data); the organisations are invented.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jaconv

from organizations.towns.table import Town, towns_of

DATA = Path(__file__).parent / "data"
MUNICIPALITY = "131041"
PLACES_PER_ORGANIZATION = 4

Weekly = tuple[int, int, int, tuple[int, ...]]


@dataclass(frozen=True)
class HoursPattern:
    """Weekly rows (weekday, opens, closes, weeks), and what holidays do."""

    weekly: tuple[Weekly, ...] = ()
    known: str = "hours"
    holidays: str = "closed"
    holiday_hours: tuple[tuple[int, int], ...] = ()
    last_reception_before: int | None = None
    closed_at_year_end: bool = True


def _days(days: tuple[int, ...], opens: int, closes: int, weeks: tuple[int, ...] = ()) -> tuple[Weekly, ...]:
    return tuple((day, opens, closes, weeks) for day in days)


WORKDAYS = (0, 1, 2, 3, 4)
PATTERNS: dict[str, list[HoursPattern]] = {
    "office": [
        HoursPattern(_days(WORKDAYS, 510, 1020)),
        HoursPattern(_days(WORKDAYS, 540, 720) + _days(WORKDAYS, 780, 1020), last_reception_before=30),
    ],
    "evening": [HoursPattern(_days((day,), opens, opens + 120)) for day in (0, 1, 2, 3, 4) for opens in (1110, 1140)]
    + [
        HoursPattern(_days((5,), 600, 720), holidays="open"),
        HoursPattern(_days((6,), 840, 960), holidays="open"),
    ],
    "afterschool": [
        HoursPattern(_days((1, 3), 930, 1110)),
        HoursPattern(_days((2,), 960, 1140) + _days((5,), 780, 1020)),
    ],
    "appointment": [HoursPattern(known="appointment")],
    "monthly": [
        HoursPattern(_days((2,), 1020, 1140, (2, 4))),
        HoursPattern(_days((5,), 690, 840, (1, 3)), holidays="open"),
        HoursPattern(_days((6,), 690, 840, (-1,)), holidays="open"),
    ],
    "weekly": [HoursPattern(_days((day,), 600, 900)) for day in WORKDAYS],
    "shift": [HoursPattern(_days((1, 2, 3, 4, 5, 6), 540, 990), holidays="shift", last_reception_before=30)],
    "library": [
        HoursPattern(
            _days((1, 2, 3, 4), 540, 1260) + _days((5, 6), 540, 1140),
            holidays="own",
            holiday_hours=((540, 1080),),
        )
    ],
    "centre": [HoursPattern(_days((0, 1, 2, 3, 4, 5, 6), 540, 1290), holidays="open", last_reception_before=60)],
    "night": [HoursPattern(_days((0, 2, 4), 1200, 1560), holidays="open", closed_at_year_end=False)],
    "unknown": [HoursPattern(known="unknown")],
}


@dataclass(frozen=True)
class OrganizationSpec:
    """One organisation to be created."""

    key: str
    kind: str
    texts: dict[str, dict[str, str]]
    fields_of_activity: list[str]
    audiences: list[str]
    languages: list[str]
    phone: str
    email: str
    founded_year: int


@dataclass(frozen=True)
class PlaceSpec:
    """One place to be created; texts are field → column → text."""

    organization_key: str
    type_slug: str
    texts: dict[str, dict[str, str]]
    town: Town
    block: str
    latitude: float
    longitude: float
    visibility: str
    phone: str
    facts: list[str]
    audiences: list[str]
    fields_of_activity: list[str]
    pattern: HoursPattern
    languages: list[dict[str, Any]] = field(default_factory=list)
    confirmed_days_ago: int | None = None
    hazards: list[str] = field(default_factory=list)
    capacity: int | None = None


def _themes() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DATA / "themes.json").read_text(encoding="utf-8"))
    return found


def _one_town_each() -> list[Town]:
    """The first chōme of each 大字, in reading order."""
    seen: dict[str, Town] = {}
    for town in towns_of(MUNICIPALITY):
        seen.setdefault(town.oaza, town)
    return list(seen.values())


def _named(texts: dict[str, str], town: Town, number: int) -> dict[str, str]:
    """The theme's texts with the town's name in each script; a number tells repeated names apart."""
    reading = jaconv.kata2hira(town.kana.split("1チョウメ")[0])
    latin = town.romaji.replace(" 1-chome", "")
    forms = {
        "ja": town.oaza,
        "ja_simple": f"{{{town.oaza}|{reading}}}",
        "zh_hans": town.oaza,
        "zh_hant": town.oaza,
    }
    ending = "" if number < 2 else f" {number}"
    return {column: text.replace("{town}", forms.get(column, latin)) + ending for column, text in texts.items()}


def make_content(*, scale: int, seed: int) -> tuple[list[OrganizationSpec], list[PlaceSpec]]:
    """About 60 organisations and 200 places for each unit of scale."""
    choose = random.Random(seed)
    towns = _one_town_each()
    organizations: dict[str, OrganizationSpec] = {}
    places: list[PlaceSpec] = []
    for theme_number, theme in enumerate(_themes()):
        for index in range(theme["count"] * scale):
            town = towns[(index * 7 + theme_number * 5) % len(towns)]
            group = index // PLACES_PER_ORGANIZATION
            key = f"{theme_number}-{group}"
            if key not in organizations:
                organizations[key] = _organization(key, theme, town, choose, index)
            places.append(_place(key, theme, town, index, choose, repeat=index // len(towns) + 1))
    return list(organizations.values()), places


def _organization(key: str, theme: dict[str, Any], town: Town, choose: random.Random, index: int) -> OrganizationSpec:
    repeat = index // len(_one_town_each()) + 1
    return OrganizationSpec(
        key=key,
        kind=theme["kind"],
        texts={"name": _named(theme["organization"], town, repeat), "summary": dict(theme["summary"])},
        fields_of_activity=theme["fields"],
        audiences=theme["audiences"],
        languages=sorted({language for language, _ in theme["speaks"]} | {"ja"}),
        phone=_phone(choose),
        email=f"desk-{key}@example.org",
        founded_year=choose.randint(1985, 2024),
    )


def _phone(choose: random.Random) -> str:
    """A number of a block that is not given out (03-0000-xxxx), so that nobody is rung up by mistake."""
    return f"03-0000-{choose.randint(1000, 9999)}"


def _place(key: str, theme: dict[str, Any], town: Town, index: int, choose: random.Random, *, repeat: int) -> PlaceSpec:
    pattern = choose.choice(PATTERNS[theme["hours"]])
    shelter = theme["slug"] == "evacuation-shelter"
    return PlaceSpec(
        organization_key=key,
        type_slug=theme["slug"],
        texts={"name": _named(theme["place"], town, repeat), "summary": dict(theme["summary"])},
        town=town,
        block=f"{choose.randint(1, 30)}-{choose.randint(1, 20)}",
        latitude=round(town.latitude + choose.uniform(-0.0012, 0.0012), 6),
        longitude=round(town.longitude + choose.uniform(-0.0015, 0.0015), 6),
        visibility=theme["visibility"][index % len(theme["visibility"])],
        phone=_phone(choose),
        facts=theme["facts"],
        audiences=theme["audiences"],
        fields_of_activity=theme["fields"],
        pattern=pattern,
        languages=list(_languages(theme, pattern, choose)),
        confirmed_days_ago=choose.choice([1, 3, 8, 15, 40, 75, 100, 130, 200, None]),
        hazards=["earthquake", "fire"] if shelter else [],
        capacity=choose.randint(150, 900) if shelter else None,
    )


def _languages(theme: dict[str, Any], pattern: HoursPattern, choose: random.Random) -> Iterator[dict[str, Any]]:
    for number, (language, mode) in enumerate(theme["speaks"]):
        if number and choose.random() < 0.35:
            continue
        days = sorted({row[0] for row in pattern.weekly})
        some = sorted(choose.sample(days, k=max(1, len(days) // 2))) if mode == "interpreter" and days else []
        row: dict[str, Any] = {
            "language": language,
            "weekdays": some,
            "mode": mode,
            "needs_booking": mode == "video",
        }
        if some and mode == "interpreter":
            row |= {"starts": 780, "ends": 1020}
        yield row
