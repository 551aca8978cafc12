"""What is measured, and where the bar lies (shared brief on quality, speed and size)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bench.client import Target

F0, F1, F3 = "F0", "F1", "F3"
LIST = "list"
RANKING = "candidates of an opening among 100,000 people"
MOST_OF_ANY = 15.0
FLOOR_ROWS = 10_000


@dataclass(frozen=True)
class Bar:
    """At most so many times a floor's processor time; at most so many queries and bytes on the wire."""

    times: float | None = None
    floor: str = F1
    queries: int | None = None
    bytes: int | None = None

    def words(self) -> str:
        """The bar as the table prints it."""
        parts = [f"≤ {self.times:g}×{self.floor}"] if self.times is not None else []
        parts += [f"≤ {self.queries} queries"] if self.queries is not None else []
        parts += [f"≤ {self.bytes // 1000} KB"] if self.bytes is not None else []
        return ", ".join(parts)


@dataclass(frozen=True)
class Row:
    """One line of the table: addresses asked for in turn, on a server with or without kept pages."""

    name: str
    targets: tuple[Target, ...]
    bar: Bar = Bar()
    cold: bool = True
    any_page: bool = True


LIST_BAR = Bar(times=3, queries=8)
CACHED_BAR = Bar(times=3, floor=F0)
DETAIL_BAR = Bar(times=2, queries=8)
POINTS_BAR = Bar(times=1, queries=3, bytes=30_000)
FILE_BAR = Bar(times=2, floor=F3)
RANKING_BAR = Bar(times=3, queries=15)
STAFF_BAR = Bar(times=6, queries=15)
# F3 alone is some nine times F1, so whole files are held to their own bar and not to that of any page.

LIST_QUERIES = (
    "",
    "q=相談",
    "q=日本語",
    "q=日本語教室",
    "q=shinjuku",
    "q=子ども食堂",
    "q=に",
    "q=鮭鱒鰤",
    "lang=en",
    "lang=vi&today=1",
    "lang=zh-hans&today=1&open=1",
    "open=1",
    "area=1310410004",
    "area=131041&lang=ne",
    "type=japanese-class",
    "type=japanese-class&type=children-cafeteria&type=evacuation-shelter",
    "facts=free&facts=no-card",
    "facts=free&lang=vi&open=1",
    "audience=foreign-residents&audience=women",
    "field=19&field=1",
    "hazard=earthquake",
    "near=35.69380,139.70340&radius=1",
    "near=35.69380,139.70340&radius=20&q=日本語",
    "q=相談&lang=en&today=1&area=131041&facts=free",
    "sort=kana",
    "sort=fresh",
    "view=map&lang=vi",
)
WARD_BOX = "bbox=139.672,35.672,139.747,35.730"
STREET_BOX = "bbox=139.7000,35.6900,139.7060,35.6945"


def floors() -> list[Row]:
    """The rows everything is compared with."""
    starts = range(0, FLOOR_ROWS - 100, 611)
    return [
        Row(F0, (Target("/bench/text"),), any_page=False),
        Row(F1, tuple(Target(f"/bench/rows?after={one}") for one in starts), any_page=False),
        Row(F3, (Target("/bench/points"),), any_page=False),
    ]


def list_targets(languages: Sequence[str] = ("ja", "ja-simple", "en")) -> tuple[Target, ...]:
    """The mixture of searches, in each language."""
    return tuple(_page(language, query) for query in LIST_QUERIES for language in languages)


def _page(language: str, query: str) -> Target:
    return Target(f"/{language}/map/{'?' if query else ''}{_quoted(query)}")


def _quoted(query: str) -> str:
    return "".join(one if one.isascii() else "".join(f"%{byte:02X}" for byte in one.encode()) for one in query)


def pages(facts: dict[str, Any], worst: Target) -> list[Row]:
    """The portal's rows. worst: the dearest single search of the mixture."""
    places = [f"/{_language(n)}/places/{one}/" for n, one in enumerate(facts["place_ids"])]
    organizations = [f"/{_language(n)}/organizations/{one}/" for n, one in enumerate(facts["organization_ids"])]
    return [
        *_volunteers(facts),
        *indicators(facts),
        *scoreboard(),
        Row(LIST, list_targets(), LIST_BAR),
        Row(f"worst single list: {worst.path}", (worst,), LIST_BAR),
        Row("list, repeated, kept pages", (_page("ja", "lang=vi"), _page("en", "")), CACHED_BAR, cold=False),
        Row("list, 100 on paper", (_page("ja", "view=print"),)),
        Row("home", (Target("/ja/"), Target("/en/"))),
        Row("home, repeated, kept pages", (Target("/ja/"), Target("/en/")), CACHED_BAR, cold=False),
        Row("place", tuple(map(Target, places)), DETAIL_BAR),
        Row("organisation, with the list of its places", tuple(map(Target, organizations)), LIST_BAR),
        Row("points, whole ward", (Target(f"/map/points?{WARD_BOX}&zoom=13"),), POINTS_BAR),
        Row("points, whole ward, filtered", tuple(map(Target, _filtered_points())), POINTS_BAR),
        Row("points, box of streets, zoom 18", (Target(f"/map/points?{STREET_BOX}&zoom=18"),), POINTS_BAR),
        Row("points, repeated, kept", (Target(f"/map/points?{WARD_BOX}&zoom=13"),), CACHED_BAR, cold=False),
        Row("places.csv, all", (Target("/open-data/places.csv"),), FILE_BAR, any_page=False),
        Row("places.csv, all, repeated, kept", (Target("/open-data/places.csv"),), FILE_BAR, cold=False),
        Row("places.geojson, all", (Target("/open-data/places.geojson"),), FILE_BAR, any_page=False),
        Row("places.json, all", (Target("/open-data/places.json"),), FILE_BAR, any_page=False),
    ]


def _volunteers(facts: dict[str, Any]) -> list[Row]:
    """What a ward with 100,000 volunteers asks: the ranking of all of them is part of the page."""
    openings, signed_in = facts["opening_ids"], (("Cookie", facts["manager"]),)
    desk = [f"/{('ja', 'en')[n % 2]}/npo/openings/{one}/" for n, one in enumerate(openings)]
    public = [f"/{_language(n)}/volunteer/openings/{one}/" for n, one in enumerate(openings)]
    return [
        Row(RANKING, tuple(Target(f"{one}candidates/", signed_in) for one in desk), RANKING_BAR),
        Row("opening at the desk, with its best three", tuple(Target(one, signed_in) for one in desk), STAFF_BAR),
        Row("openings of one organisation, desk", (Target("/ja/npo/openings/", signed_in),), STAFF_BAR),
        Row("openings, list", tuple(Target(f"/{_language(n)}/volunteer/openings/") for n in range(3)), LIST_BAR),
        Row("opening", tuple(map(Target, public)), DETAIL_BAR),
    ]


def indicators(facts: dict[str, Any]) -> list[Row]:
    """What an official of the ward asks, with five years of values of all indicators."""
    signed_in = (("Cookie", facts["official"]),)
    policies = ("multicultural", "npo-collaboration", "multi-actor", "funded-programme", "neighbour-support")
    dashboard = [f"/{('ja', 'en')[n % 2]}/ward/kpis/?policy={one}" for n, one in enumerate(policies)]
    pages = [f"/{language}/ward/kpis/{one}/" for language in ("ja", "en") for one in ("002-3-mau", "001-1-matches")]
    return [
        Row("dashboard of indicators", tuple(Target(one, signed_in) for one in dashboard), STAFF_BAR),
        Row("an indicator, five years of months", tuple(Target(one, signed_in) for one in pages), STAFF_BAR),
    ]


def scoreboard() -> list[Row]:
    """The same numbers as everybody reads them."""
    board = tuple(Target(f"/{_language(n)}/kpis/") for n in range(3))
    pages = tuple(Target(f"/{_language(n)}/kpis/{one}/") for n, one in enumerate(("002-3-mau", "001-1-matches")))
    return [
        Row("scoreboard for everybody", board),
        Row("scoreboard, repeated, kept pages", board, CACHED_BAR, cold=False),
        Row("a number for everybody", pages),
        Row("a number, repeated, kept pages", pages, CACHED_BAR, cold=False),
    ]


def _language(number: int) -> str:
    return ("ja", "ja-simple", "en")[number % 3]


def _filtered_points() -> list[str]:
    filters = ("lang=vi", "type=japanese-class", "open=1", _quoted("q=相談"), "facts=free&lang=en&today=1")
    return [f"/map/points?{WARD_BOX}&zoom=13&{one}" for one in filters]


def not_modified(fetch: Callable[[Target], Any], path: str) -> Row | None:
    """The same file asked for again by whoever has it; None when the server offers no validator."""
    headers = fetch(Target(path)).headers
    given = {"If-None-Match": headers.get("etag"), "If-Modified-Since": headers.get("last-modified")}
    asked = tuple((name, value) for name, value in given.items() if value)
    return Row(f"{path}, unchanged: 304", (Target(path, asked, status=304),)) if asked else None
