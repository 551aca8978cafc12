"""What a resident asks of the map, as it stands in the address: every combination is a URL. Free of the ORM."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from organizations.resource_map.cursors import Cursor

VIEWS = ("list", "map", "print")
SORTS = ("kana", "near", "fresh")
DEFAULT_RADIUS_KM = 2.0


@dataclass(frozen=True, slots=True)
class MapQuery:
    """One search. Of types, fields, target groups, days and times of day any will do; facts and hazards all count."""

    q: str = ""
    type: tuple[str, ...] = ()
    field: tuple[str, ...] = ()
    lang: str = ""
    today: bool = False
    area: str = ""
    near: tuple[float, float] | None = None
    radius: float = DEFAULT_RADIUS_KM
    audience: tuple[str, ...] = ()
    open: bool = False
    day: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    hazard: tuple[str, ...] = ()
    sort: str = ""
    after: Cursor | None = None
    view: str = "list"

    def as_params(self) -> list[tuple[str, str]]:
        """Names and values in a stable order, defaults left out: equal searches have equal addresses."""
        return [(name, value) for name, value in _spell(self) if value]

    def query_string(self, **changes: Any) -> str:
        """The parameters as they stand behind the question mark; an empty search gives an empty text."""
        return urlencode(self.with_changes(**changes).as_params())

    def with_changes(self, **changes: Any) -> MapQuery:
        """Another search; whatever changes, it starts at its first page unless `after` is given."""
        if changes.keys() - {"view"}:
            changes.setdefault("after", None)
        return replace(self, **changes)

    def url(self, **changes: Any) -> str:
        """Address of the page in the reader's language, with changes such as `lang=""` or `view="map"`."""
        return join_url(reverse("organizations:map"), self.query_string(**changes))

    def without(self, name: str, value: str) -> MapQuery:
        """The search with one value of one filter taken away."""
        kept = getattr(self, name)
        if isinstance(kept, tuple) and name != "near":
            return self.with_changes(**{name: tuple(one for one in kept if one != value)})
        return self.with_changes(**{name: _DEFAULTS[name]})

    @property
    def order(self) -> str:
        """The order asked for; near before far when a place is given."""
        return self.sort or ("near" if self.near else "")

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.with_changes(view="list", sort="", after=None, radius=DEFAULT_RADIUS_KM).as_params())


_DEFAULTS: dict[str, Any] = {one.name: one.default for one in fields(MapQuery)}
PARAMETERS = tuple(_DEFAULTS)


def join_url(path: str, query_string: str) -> str:
    """Path and parameters; no question mark without parameters."""
    return f"{path}?{query_string}" if query_string else path


def _spell(query: MapQuery) -> Iterator[tuple[str, str]]:
    for name in PARAMETERS:
        value = getattr(query, name)
        if name == "near":
            yield name, f"{value[0]:.5f},{value[1]:.5f}" if value else ""
        elif name == "radius":
            yield name, f"{value:g}" if query.near and value != DEFAULT_RADIUS_KM else ""
        elif name == "view":
            yield name, "" if value == "list" else value
        elif isinstance(value, tuple):
            yield from ((name, one) for one in value)
        elif isinstance(value, bool):
            yield name, "1" if value else ""
        else:
            yield name, str(value or "")
