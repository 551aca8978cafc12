"""One stage of the rollup's bench in a process of its own: `python -m bench.rollup_worker <stage> <night>`.

sql: the plain statements, compared with what the rollup has counted; late: some records of one day come in; forget: as
if no night had been; any other: the night counts. Answers seconds of the clock, of this process and
of PostgreSQL, the most memory, and queries, as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from time import perf_counter, process_time
from typing import Any, Final

import django
from django.db import connection

django.setup()

from bench import processes  # noqa: E402
from bench.rollup_sql import STATEMENTS, answer  # noqa: E402
from kpis.catalogue.models import Definition  # noqa: E402
from kpis.management.commands.rollup_kpis import STEP  # noqa: E402
from kpis.measurements.selectors import current_values  # noqa: E402
from kpis.rollups import services  # noqa: E402
from kpis.rollups.models import Rollup  # noqa: E402
from kpis.rollups.spans import is_month, last_day  # noqa: E402
from kpis.sources.catalogue import SOURCES  # noqa: E402
from kpis.sources.source import Source, Span  # noqa: E402
from portal.shared.fiscal import FIRST_MONTH, fiscal_year  # noqa: E402
from portal.shared.japan import JAPAN  # noqa: E402
from portal.shared.nights.services import run_night  # noqa: E402
from volunteers.matching.memory import peak_megabytes  # noqa: E402

LATE_DAYS: Final = 40
SHOWN: Final = 9
"""So many differences are named."""
Answer = dict[tuple[date, bool], Decimal]
_LATE: Final = (
    """INSERT INTO volunteers_hours (person_id, organization_id, day, minutes, status, confirmed)
       SELECT 100 + n, 1, %(day)s, 90, 'confirmed', now() FROM generate_series(1, 20) n""",
    """INSERT INTO accounts_activityday (day, person_id) SELECT %(day)s, id FROM accounts_person ORDER BY id DESC LIMIT 50
       ON CONFLICT DO NOTHING""",
    "UPDATE reach_pageviews SET views = views + 5 WHERE day = %(day)s",
    """UPDATE volunteers_application SET status = 'declined' WHERE status = 'accepted'
       AND (decided AT TIME ZONE 'Asia/Tokyo')::date = %(day)s""",
    """UPDATE volunteers_opening SET published = published - interval '40 days'
       WHERE id = (SELECT max(id) FROM volunteers_opening)""",
)


def main() -> None:
    """Two arguments; a third is how many fiscal years back (5)."""
    stage, night = sys.argv[1], date.fromisoformat(sys.argv[2])
    if len(sys.argv) > 3:
        services.YEARS_BACK = int(sys.argv[3])
    stages: dict[str, Callable[[date], dict[str, Any]]] = {"sql": _plain, "late": _come_late, "forget": _forget}
    print(json.dumps(stages.get(stage, _roll_up)(night)))


def _measured(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    counted, pid = [0], _backend()

    def count(execute: Any, *arguments: Any) -> Any:
        counted[0] += 1
        return execute(*arguments)

    begun, own, database = perf_counter(), process_time(), _seconds(pid)
    with connection.execute_wrapper(count):
        found = work()
    spent = {"seconds": perf_counter() - begun, "own": process_time() - own, "database": _seconds(pid) - database}
    return {**found, **{name: round(one, 3) for name, one in spent.items()}, "queries": counted[0],
            "peak_mb": round(peak_megabytes(), 1)}  # fmt: skip


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _seconds(pid: int) -> float:
    times = processes.times_of(pid)
    return times.own if times else 0.0


def _roll_up(night: date) -> dict[str, Any]:
    def work() -> dict[str, Any]:
        (line,) = run_night([STEP], night=night, now=datetime.combine(night, time(3), JAPAN))
        return {**line["counts"], "error": line["error"]}

    found = _measured(work)
    rows = Rollup.objects.values_list("indicator__code", "seconds", "error")
    return {**found, "indicators": {code: round(seconds, 3) for code, seconds, _ in rows},
            "errors": {code: error for code, _, error in rows if error}}  # fmt: skip


def _plain(night: date) -> dict[str, Any]:
    """Each statement once for every indicator that has its source."""
    last = last_day(night)
    first = date(fiscal_year(last) - services.YEARS_BACK, FIRST_MONTH, 1)
    newest = Definition.objects.order_by("indicator_id", "-version").distinct("indicator_id")
    wanted = [one for one in newest.select_related("indicator") if one.source in STATEMENTS]
    answers: dict[str, Answer] = {}
    seconds: dict[str, float] = {}

    def work() -> dict[str, Any]:
        for definition in wanted:
            begun, code = perf_counter(), definition.indicator.code
            answers[code] = answer(definition.source, first, last)
            seconds[code] = round(perf_counter() - begun, 3)
        return {"indicators": seconds}

    found = _measured(work)
    sources = {one.indicator.code: SOURCES[one.source] for one in wanted}
    told = {code: _remembered(plain, sources[code], night) for code, plain in answers.items()}
    different = [one for code, plain in told.items() for one in _differ(code, plain)]
    return {**found, "different": different[:SHOWN]}


def _remembered(plain: Answer, source: Source, night: date) -> Answer:
    """Days whose records would be erased by now are not counted."""
    return {key: value for key, value in plain.items() if source.remembers(Span(key[0], key[0]), night)}


def _differ(code: str, plain: Answer) -> list[str]:
    """Where the rollup says something else; months before the first record it leaves out."""
    counted = {
        (one.first, not is_month(one.first, one.last)): one.value
        for one in current_values().filter(indicator__code=code)
    }
    if len(plain) == 1:  # a stock, which is told of its year as of its month
        counted = {key: value for key, value in counted.items() if key in plain}
    if not any(year for _, year in counted):  # asked for by the month alone
        plain = {key: value for key, value in plain.items() if not key[1]}
    return [
        f"{code} {first} {'year' if year else 'month'}: {counted.get((first, year))}, not {plain.get((first, year), 0)}"
        for first, year in sorted({*plain, *counted})
        if (counted.get((first, year)) or 0) != plain.get((first, year), 0)
    ]


def _forget(night: date) -> dict[str, Any]:
    """As if no night had ever counted."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE kpis_measurement, kpis_rollup, kpis_breakdown")
    return {}


def _come_late(night: date) -> dict[str, Any]:
    day = date.fromordinal(night.toordinal() - LATE_DAYS)
    with connection.cursor() as cursor:
        for statement in _LATE:
            cursor.execute(statement, {"day": day})
    return {"day": str(day)}


if __name__ == "__main__":
    main()
