"""Fills a bench database with up to a million places in minutes: `python -m bench.seed_growth <places>`.

A thousand places come from the demo's content and the portal's own index writer; SQL multiplies them.
Each copy has a position, an address and a reading of its own: four kana that no other place has, written
into every derived column as the index writer would, so that searches see a vocabulary that grows. Some copies
are compared with what the index writer makes of them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import django
from django.db import connection, transaction
from django.utils import timezone

django.setup()

from bench import seed  # noqa: E402
from bench.words import KANA, MIXER, WORDS  # noqa: E402
from organizations.places.indexing import DERIVED, index_places  # noqa: E402
from organizations.places.models import LanguageService, OpeningHours, Place  # noqa: E402
from portal.demo import content  # noqa: E402

TEMPLATES = 1000
LANGUAGES = ("ja", "ja_simple", "en")
KEPT_INDEX_WORDS = ("pkey", "_key", "uniq")

CELL = """
CREATE FUNCTION bench_spread(v bigint) RETURNS bigint IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
  v := (v | (v << 16)) & x'0000FFFF0000FFFF'::bigint;
  v := (v | (v << 8)) & x'00FF00FF00FF00FF'::bigint;
  v := (v | (v << 4)) & x'0F0F0F0F0F0F0F0F'::bigint;
  v := (v | (v << 2)) & x'3333333333333333'::bigint;
  RETURN (v | (v << 1)) & x'5555555555555555'::bigint;
END $$;
CREATE FUNCTION bench_cell(latitude float8, longitude float8) RETURNS bigint IMMUTABLE LANGUAGE sql RETURN
  bench_spread(floor((longitude + 180) / 360 * 4194304)::bigint)
  | (bench_spread(floor((1 - ln(tan(radians(latitude)) + 1 / cos(radians(latitude))) / pi()) / 2 * 4194304)::bigint) << 1);
"""
SOURCE = f"""
SELECT t.*, n AS number,
  substr('{KANA}', m % 46 + 1, 1) || substr('{KANA}', m / 46 % 46 + 1, 1)
  || substr('{KANA}', m / 2116 % 46 + 1, 1) || substr('{KANA}', m / 97336 + 1, 1) AS word,
  (n * 7919::bigint % 10007) / 10007.0 - 0.5 AS north, (n * 104729::bigint % 10009) / 10009.0 - 0.5 AS east
FROM (SELECT n, (n * {MIXER}::bigint % {WORDS})::int AS m FROM generate_series({{first}}, {{last}}) n) numbers
JOIN bench_place t ON t.template = (n - 1) % {TEMPLATES}
"""
PAIRS = "ARRAY[substr(word, 1, 2), substr(word, 2, 2), substr(word, 3, 2)]::varchar[]"
NORTH, EAST = "public_latitude + north * 0.012", "public_longitude + east * 0.016"
EXACT = "address_visibility = 'public' AND public_latitude IS NOT NULL"
OWN = {
    "id": "number",
    "uid": "gen_random_uuid()",
    "kana": "word",
    "latitude": "latitude + north * 0.012",
    "longitude": "longitude + east * 0.016",
    "public_latitude": f"CASE WHEN {EXACT} THEN {NORTH} ELSE public_latitude END",
    "public_longitude": f"CASE WHEN {EXACT} THEN {EAST} ELSE public_longitude END",
    "map_cell": f"CASE WHEN {EXACT} THEN bench_cell({NORTH}, {EAST}) ELSE map_cell END",
    "search_text": "search_text || E'\\n' || word",
    "bigrams": f"bigrams || {PAIRS}",
    "name_bigrams": f"name_bigrams || {PAIRS} || ARRAY[E'\\n' || left(word, 1), right(word, 1) || E'\\n']::varchar[]",
    "name_key": "name_key || word || E'\\n'",
    "sort_key": "word || ' ' || word",
    "search_hash": "''",
}


def main() -> None:
    """One argument: how many places."""
    size, now = int(sys.argv[1]), timezone.now()
    organizations, places = content.make_content(scale=TEMPLATES // seed.PLACES_IN_SCALE, seed=1)
    seed.fill(organizations, [_short(one) for one in places], size=TEMPLATES, now=now)
    _keep_templates()
    dropped = _drop_indexes()
    for start in range(1, size + 1, 50_000):
        _copy(start, min(start + 49_999, size))
    _restore_indexes(dropped)
    _run("ALTER TABLE organizations_place RESET (autovacuum_enabled)")
    _check_copies([size * share // 7 for share in range(1, 8)], now)
    seed.settle()


def _short(spec: content.PlaceSpec) -> content.PlaceSpec:
    texts = {
        name: {column: text for column, text in forms.items() if column in LANGUAGES}
        for name, forms in spec.texts.items()
    }
    return replace(spec, texts=texts)


def _keep_templates() -> None:
    _run(CELL)
    _run(
        "CREATE TABLE bench_place AS SELECT *, row_number() OVER (ORDER BY id) - 1 AS template FROM organizations_place"
    )
    for model in (OpeningHours, LanguageService):
        table = model._meta.db_table
        _run(
            f"CREATE TABLE bench_{table} AS SELECT h.*, t.template FROM {table} h JOIN bench_place t ON t.id = h.place_id"
        )
    _run("TRUNCATE organizations_place CASCADE")
    _run("ALTER TABLE organizations_place SET (autovacuum_enabled = off)")


def _drop_indexes() -> list[str]:
    """Every plain index of the filled tables goes; answers how to make it again."""
    tables = [model._meta.db_table for model in (Place, OpeningHours, LanguageService)]
    found = _rows("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)", tables)
    plain = [(name, definition) for name, definition in found if not name.endswith(KEPT_INDEX_WORDS)]
    for name, _ in plain:
        _run(f'DROP INDEX "{name}"')
    return [definition for _, definition in plain]


def _restore_indexes(definitions: Sequence[str]) -> None:
    _run("SET maintenance_work_mem = '512MB'")
    for definition in definitions:
        _run(definition)


@transaction.atomic
def _copy(first: int, last: int) -> None:
    """Places of these numbers, with what hangs on them."""
    _run("SET LOCAL work_mem = '64MB'")
    _insert(Place, OWN, SOURCE.format(first=first, last=last))
    for model in (OpeningHours, LanguageService):
        source = (
            "SELECT t.*, n AS number FROM generate_series({first}, {last}) n "
            f"JOIN bench_{model._meta.db_table} t ON t.template = (n - 1) % {TEMPLATES}"
        )
        _insert(model, {"place_id": "number"}, source.format(first=first, last=last), without="id")


def _check_copies(ids: Sequence[int], now: datetime) -> None:
    """Raises RuntimeError when the SQL above has written something else than the portal's index writer would."""
    written = _derived(ids)
    index_places(ids, now=now)
    for number, (ours, theirs) in enumerate(zip(written, _derived(ids), strict=True)):
        wrong = [name for name in ours if ours[name] != theirs[name]]
        if wrong:
            raise RuntimeError(f"copy {ids[number]} is not as the index writer has it: {', '.join(wrong)}")


def _derived(ids: Sequence[int]) -> list[dict[str, Any]]:
    """Derived columns by id; arrays and lines of text as sets, because their order means nothing."""
    rows = Place.objects.filter(id__in=ids).order_by("id").values(*(set(DERIVED) - {"search_hash"}))
    return [
        row
        | {name: frozenset(row[name]) for name in ("tags", "bigrams", "name_bigrams")}
        | {name: frozenset(row[name].split("\n")) for name in ("search_text", "name_key")}
        for row in rows
    ]


def _insert(model: Any, own: dict[str, str], source: str, without: str = "") -> None:
    columns = [one.column for one in model._meta.local_fields if one.column != without]
    values = ", ".join(own.get(one, f'"{one}"') for one in columns)
    names = ", ".join(f'"{one}"' for one in columns)
    _run(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} FROM ({source}) s")


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _rows(sql: str, *params: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


if __name__ == "__main__":
    main()
