"""No small group can be worked out of a broken down number: the attacker lists every world that looks the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.dashboards.group_suppression import groups_told, overlapping_told
from kpis.dashboards.suppression import LEAST

SMALL = set(range(1, LEAST))
Table = Mapping[str, int]
Rule = Callable[[Table], frozenset[str]]


def uncovered(sizes: Table) -> frozenset[str]:
    """The rule with the complement off: small groups alone are hidden."""
    return frozenset(one for one, size in sizes.items() if size >= LEAST)


def smallest_cover(sizes: Table) -> frozenset[str]:
    """What seems natural, and tells: the smallest of the others is hidden with them."""
    told = sorted(uncovered(sizes), key=lambda one: (sizes[one], one))
    hidden = sum(size for one, size in sizes.items() if one not in told)
    while hidden and hidden < 2 * LEAST - 1 and told:
        hidden += sizes[told.pop(0)]
    return frozenset(told)


def seen(sizes: Table, rule: Rule) -> object:
    """All that is published: who is shown with which size, and what the hidden ones are together.

    The attacker knows which groups there are, except where nothing is told.
    """
    told = rule(sizes)
    shown = tuple(sorted((one, sizes[one]) for one in told))
    return sum(sizes.values()), shown, frozenset(sizes) if told else None


def divisions(total: int, parts: int, least: int) -> Iterator[tuple[int, ...]]:
    if parts == 1:
        if total >= least:
            yield (total,)
        return
    for one in range(least, total - least * (parts - 1) + 1):
        for rest in divisions(total - one, parts - 1, least):
            yield one, *rest


def possible(sizes: Table, rule: Rule) -> dict[str, set[int]]:
    """Group → the sizes it has in worlds that look like this one to somebody who knows the rule.

    Every world is tried, until each small group has been everything small.
    """
    page, told = seen(sizes, rule), rule(sizes)
    names = [one for one in sorted(sizes) if one not in told]
    found: dict[str, set[int]] = {one: set() for one in names}
    total = sum(sizes[one] for one in names)
    for tried in divisions(total, len(names), 1 if told else 0) if names else ():
        world = {**sizes, **dict(zip(names, tried, strict=True))}
        if seen({one: size for one, size in world.items() if size}, rule) == page:
            for one in names:
                found[one].add(world[one])
            if all(found[one] >= SMALL for one in names if sizes[one] in SMALL):
                break
    return found


def pinned(sizes: Table, rule: Rule) -> list[str]:
    """Small groups of which not every small size is possible any more."""
    found = possible(sizes, rule)
    return [one for one, size in sizes.items() if size in SMALL and not found.get(one, set()) >= SMALL]


tables = st.lists(st.one_of(st.integers(1, 7), st.integers(1, 12)), min_size=1, max_size=4).map(
    lambda sizes: {"abcd"[place]: size for place, size in enumerate(sizes)}
)


@given(tables)
@settings(max_examples=80, deadline=None)
def test_every_small_group_may_be_anything_small(sizes: Table) -> None:
    if sum(sizes.values()) >= LEAST and len(sizes) > 1:  # a smaller whole is not told at all
        assert pinned(sizes, groups_told) == []


@pytest.mark.parametrize(
    ("rule", "sizes"),
    [
        (uncovered, {"a": 20, "b": 3, "c": 30}),
        (uncovered, {"a": 20, "b": 4, "c": 4}),
        (uncovered, {"a": 20, "b": 1, "c": 1, "d": 1}),
        (smallest_cover, {"a": 3, "b": 6, "c": 6, "d": 30}),
    ],
)
def test_the_attacker_finds_what_a_weaker_rule_tells(rule: Rule, sizes: Table) -> None:
    assert pinned(sizes, rule) != []
    assert pinned(sizes, groups_told) == []


def test_in_a_large_table_the_hidden_ones_together_leave_every_size_open() -> None:
    """As many towns as a ward has: too many worlds to list, so by what the rule promises."""
    for seed in range(200):
        chance = Random(seed)
        sizes = {f"{place:03}": 1 + int(chance.paretovariate(0.6)) for place in range(150)}
        told = groups_told(sizes)
        small = [size for size in sizes.values() if size < LEAST]
        hidden = [size for one, size in sizes.items() if one not in told]
        assert all(sizes[one] >= LEAST for one in told)
        if len(hidden) == len(small):
            assert len(small) + 3 <= sum(hidden) <= 4 * len(small) - 3
        elif told:
            assert sum(hidden) >= 4 * len(small) + 5 * (len(hidden) - len(small))
        assert len(told) >= 30


def test_little_is_hidden() -> None:
    assert groups_told({"a": 20, "b": 3, "c": 30, "d": 25}) == {"a", "d"}
    assert groups_told({"a": 20, "b": 9}) == {"a", "b"}
    assert groups_told({"a": 20, "b": 3}) == frozenset(), "two groups: either tells the other"
    assert groups_told({"a": 20, "b": 25, "c": 1}) == {"b"}, "round: after the last comes the first"
    assert groups_told({"a": 20, "b": 1, "c": 3, "d": 4}) == {"a"}, "small ones that hide each other"


def test_groups_that_overlap_tell_neither_those_within_nor_those_without() -> None:
    sizes = {"ja": 38, "en": 40, "vi": 12, "ne": 4}
    assert overlapping_told(sizes, 40) == {"en", "vi"}
