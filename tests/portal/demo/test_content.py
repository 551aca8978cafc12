"""What the demo ward is made of: the same for the same seed, believable, and nobody's real number."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from organizations.places.choices import AddressVisibility, HoursKnown
from organizations.places.types import DATA as PLACE_TYPES
from organizations.towns.table import towns_of
from portal.demo.content import MUNICIPALITY, PATTERNS, OrganizationSpec, PlaceSpec, make_content
from portal.demo.seeding import _plan
from portal.shared.geo import metres_between
from portal.shared.languages import BY_CODE, LANGUAGES
from portal.shared.plain_japanese import kanji_without_furigana
from portal.shared.ruby import strip_ruby


@pytest.fixture(scope="module")
def content() -> tuple[list[OrganizationSpec], list[PlaceSpec]]:
    return make_content(scale=1, seed=2026)


def test_the_same_seed_makes_the_same_ward(content: tuple[list[OrganizationSpec], list[PlaceSpec]]) -> None:
    assert make_content(scale=1, seed=2026) == content
    assert make_content(scale=1, seed=2027) != content


@pytest.mark.parametrize("scale", [1, 3])
def test_names_tell_everything_apart(scale: int) -> None:
    organizations, places = make_content(scale=scale, seed=2026)
    assert 45 * scale <= len(organizations) <= 70 * scale
    assert len(places) == 200 * scale
    for specs in (organizations, places):
        names = Counter(spec.texts["name"]["ja"] for spec in specs)
        assert [name for name, times in names.items() if times > 1] == []


def test_every_place_belongs_to_somebody_and_nobody_has_too_many(
    content: tuple[list[OrganizationSpec], list[PlaceSpec]],
) -> None:
    organizations, places = content
    owned = Counter(place.organization_key for place in places)
    assert set(owned) == {one.key for one in organizations}
    assert max(owned.values()) <= 4


def test_places_stand_in_their_town(content: tuple[list[OrganizationSpec], list[PlaceSpec]]) -> None:
    known = {town.code13 for town in towns_of(MUNICIPALITY)}
    for place in content[1]:
        assert place.town.code13 in known
        assert metres_between(place.latitude, place.longitude, place.town.latitude, place.town.longitude) < 250


def test_what_is_said_is_what_the_portal_knows(content: tuple[list[OrganizationSpec], list[PlaceSpec]]) -> None:
    slugs = {one["slug"] for one in json.loads(PLACE_TYPES.read_text(encoding="utf-8"))}
    for place in content[1]:
        assert place.type_slug in slugs
        assert place.visibility in AddressVisibility.values
        assert place.pattern.known in HoursKnown.values
        assert {row["language"] for row in place.languages} <= set(BY_CODE)
        assert (place.capacity is not None) == bool(place.hazards)


def test_texts_have_columns_that_exist_and_readings_for_every_kanji(
    content: tuple[list[OrganizationSpec], list[PlaceSpec]],
) -> None:
    columns = {one.column for one in LANGUAGES}
    for spec in [*content[0], *content[1]]:
        for texts in spec.texts.values():
            assert set(texts) <= columns and texts["ja"]
            assert "{town}" not in "".join(texts.values())
            plain = texts.get("ja_simple", "")
            assert kanji_without_furigana(plain) == [], plain
            assert not set("{|}") & set(strip_ruby(plain))


def test_nobody_is_rung_up_or_written_to_by_mistake(content: tuple[list[OrganizationSpec], list[PlaceSpec]]) -> None:
    for spec in [*content[0], *content[1]]:
        assert spec.phone.startswith("03-0000-"), "a block that is not given out"
    for organization in content[0]:
        assert organization.email.endswith("@example.org")
        assert 1985 <= organization.founded_year <= 2024


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_each_pattern_of_hours_can_be_stored(name: str) -> None:
    for pattern in PATTERNS[name]:
        assert _plan(pattern).faults() == []


def test_the_ward_is_full_of_life(content: tuple[list[OrganizationSpec], list[PlaceSpec]]) -> None:
    """Every kind of hours, of address and of freshness is there to be tried."""
    places = content[1]
    assert {place.visibility for place in places} == set(AddressVisibility.values)
    assert {place.pattern.known for place in places} == {"hours", "appointment", "unknown"}
    assert {place.confirmed_days_ago is None for place in places} == {True, False}
    spoken = Counter(row["language"] for place in places for row in place.languages)
    assert {"en", "zh-hans", "vi", "ne"} <= set(spoken)
    assert any(row["weekdays"] and row["mode"] == "interpreter" for place in places for row in place.languages)
