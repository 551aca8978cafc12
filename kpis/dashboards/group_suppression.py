"""Which groups of a broken down number may be read, so that none of fewer than five people can be worked out. Pure.

The number itself is known to the reader, so what is hidden is known together. Small groups are hidden. Where they are
neither nearly all ones nor nearly all fours, each of them may still be anything from one to four. Else the groups that
follow the first small one, by their code and round, are hidden with them, until the hidden ones together are at least
4 for each small one and 5 for each other. All this hangs on how many are hidden and on their sum, on no single size, so
it holds for a reader who knows this very rule and which groups there are. Why it suffices: with small ones alone, any
other division into small ones is seen alike, as long as the sum is. With one cover, the small ones may be all fours but
for the one looked at, or all ones, and the cover takes the rest. With more covers there is another world in which all
covers but the last are small; the sum suffices there as well, and the same groups are hidden.

Several breakdowns of one number need no more: whatever one of them tells, every division of the number into the others'
groups remains possible.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpis.dashboards.suppression import LEAST

NONE: frozenset[str] = frozenset()


def groups_told(sizes: Mapping[str, int], *, once: bool = True) -> frozenset[str]:
    """Of groups that make up a whole those that may be read; none where nothing may. `sizes`: people in each.

    `once`: nobody is in two of them. Else small groups alone may be the same few people, and a larger one goes with them.
    """
    order = sorted(sizes)
    small = [one for one in order if 0 < sizes[one] < LEAST]
    if not small:
        return frozenset(order)
    hidden, together = list(small), sum(sizes[one] for one in small)
    if once and len(small) + LEAST - 2 <= together <= (LEAST - 1) * len(small) - LEAST + 2:
        return frozenset(order) - frozenset(small)
    start = order.index(small[0])
    covers = [one for one in (*order[start:], *order[:start]) if one not in small]
    for number, cover in enumerate(covers, 1):
        hidden.append(cover)
        together += sizes[cover]
        if together >= (LEAST - 1) * len(small) + LEAST * number:
            return frozenset(order) - frozenset(hidden)
    return NONE


def overlapping_told(sizes: Mapping[str, int], whole: int) -> frozenset[str]:
    """Of groups in which somebody may be several times: neither those within nor those without may be few."""
    return frozenset(group for group, size in sizes.items() if not _few(size) and not _few(whole - size))


def _few(size: int) -> bool:
    return 0 < size < LEAST
