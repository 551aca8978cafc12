"""Asks the portal for pages within this process, on one connection: told by lines of JSON on standard input.

{"case": name, "times": n} is answered with latencies and the database's share, in seconds.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote
from wsgiref.util import setup_testing_defaults

import django
from django.db import connection

django.setup()

from bench.rows import STREET_BOX, WARD_BOX  # noqa: E402
from bench.words import WORDS, word_of  # noqa: E402
from organizations.resource_map.cursors import Cursor  # noqa: E402
from portal.wsgi import application  # noqa: E402

PAGE = 20


def main() -> None:
    """Say which cases there are, then serve until the input ends."""
    cases = dict(_cases())
    print(json.dumps({"cases": list(cases)}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(_measure(cases[asked["case"]], asked["times"])), flush=True)


def _cases() -> Iterator[tuple[str, list[str]]]:
    size = _one("SELECT max(id) FROM organizations_place")
    words = [word_of(size * share // 10) for share in range(1, 10)]
    ids = [size * share // 23 for share in range(1, 23)]
    yield "list, first page", ["/en/map/"]
    yield "list, last page", [f"/en/map/?after={_last('rank', 'rank', 'rank, id DESC')}"]
    yield "list by name, last page", [f"/en/map/?sort=kana&after={_last('kana', 'sort_key', 'sort_key DESC, id DESC')}"]
    yield "list, filtered, first page", ["/en/map/?lang=vi&today=1&facts=free"]
    yield "list, filtered by town", [f"/en/map/?area={_one(_COMMON_TOWN)}&lang=en"]
    yield "list, near", ["/en/map/?near=35.69380,139.70340&radius=1"]
    yield "place", [f"/en/places/{one}/" for one in ids]
    yield "box of streets, zoom 18", [f"/map/points?{STREET_BOX}&zoom=18"]
    yield "whole ward, zoom 13", [f"/map/points?{WARD_BOX}&zoom=13"]
    yield "word, rare", [_search(one) for one in words]
    yield "word, common", [_search("日本語教室")]
    yield "word, absent", [_search(word_of(WORDS - 7 * one)) for one in range(1, 5)]
    yield "two letters, common", [_search("相談")]
    yield "two letters, some", [_search(one[:2]) for one in words]
    yield "two letters, absent", [_search("鮭鱒")]
    yield "one letter", [_search("に")]
    yield "one letter, absent", [_search("鮭")]


_COMMON_TOWN = "SELECT municipality_code || left(town_code, 4) FROM organizations_place GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"


def _search(words: str) -> str:
    return f"/ja/map/?q={quote(words)}"


def _last(phase: str, column: str, order: str) -> Cursor:
    """The cursor behind which the last page begins."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column}, id FROM organizations_place WHERE status = 'published' "
            f"ORDER BY {order} OFFSET {PAGE} LIMIT 1"
        )
        return Cursor(phase, tuple(cursor.fetchone()))


def _one(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def _measure(paths: list[str], times: int) -> dict[str, list[float]]:
    pages, database = [], []
    for number in range(times):
        spent = [0.0]

        def clock(execute: Any, *arguments: Any, spent: list[float] = spent) -> Any:
            begun = time.perf_counter()
            try:
                return execute(*arguments)
            finally:
                spent[0] += time.perf_counter() - begun

        begun = time.perf_counter()
        with connection.execute_wrapper(clock):
            _get(paths[number % len(paths)])
        pages.append(time.perf_counter() - begun)
        database.append(spent[0])
    return {"pages": pages, "database": database}


def _get(path: str) -> None:
    """One GET through the whole application, body included. Raises RuntimeError unless the answer is 200."""
    address, _, query = path.partition("?")
    environ: dict[str, Any] = {
        "PATH_INFO": unquote(address).encode().decode("latin-1"),
        "QUERY_STRING": query,
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "wsgi.input": io.BytesIO(),
    }
    setup_testing_defaults(environ)
    statuses: list[str] = []

    def start(status: str, headers: Any, failed: Any = None, /) -> Any:
        statuses.append(status)

    answer = application(environ, start)
    for _ in answer:
        pass
    answer.close()
    if not statuses[0].startswith("200"):
        raise RuntimeError(f"{path}: {statuses[0]}")


if __name__ == "__main__":
    main()
