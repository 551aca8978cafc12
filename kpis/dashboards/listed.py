"""Which indicators the dashboard shows, and who is responsible for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from kpis.catalogue.models import Indicator
from kpis.catalogue.selectors import plain
from portal.shared.texts import shown_texts


class Listed(NamedTuple):
    """An indicator in its area; `names`: the area's."""

    pk: int
    code: str
    level: str
    owner: str
    area: str
    policy: str
    names: dict[str, Any]


def listed_tiles(language: str) -> list[Listed]:
    """All of them in their order; one query."""
    rows = plain(Indicator).filter(role=Indicator.Role.TILE).order_by("place", "id")
    names = shown_texts("name", language)
    columns = ("pk", "code", "level", "owner", "area__code", "area__policy", *(f"area__{one}" for one in names))
    return [Listed._make((*row[:6], dict(zip(names, row[6:], strict=True)))) for row in rows.values_list(*columns)]


def owners_of(tiles: Iterable[Listed]) -> dict[str, str]:
    """Responsible section → the policy of its first tile; by name."""
    found: dict[str, str] = {}
    for one in tiles:
        found.setdefault(one.owner, one.policy)
    return {owner: found[owner] for owner in sorted(found) if owner}
