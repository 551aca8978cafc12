"""Each night once, in order, from where it stopped: the ledger, the chunks, what is made up for, the lock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, connection

from portal.shared.models import Act
from portal.shared.nights import ledger, runner, services
from portal.shared.nights.lock import NIGHT_LOCK, LockLost, NightIsRunning, hold_lock
from portal.shared.nights.models import Heartbeat, StepRun
from portal.shared.nights.periods import CatchUp, Period
from portal.shared.nights.services import run_due_hour, run_due_night, run_night
from portal.shared.nights.steps import Chunk, Step
from tests.portal.shared.nights.working import counting, failing, make_table, worked

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TERMINATE = (
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@pytest.fixture(autouse=True)
def _table() -> None:
    make_table()


def tick(now: datetime, *steps: Step, **more: Any) -> list[tuple[str, str, str]]:
    """What a tick at this moment ran: step, night, how it ended."""
    return [(line["step"], line["night"], line["status"]) for line in run_due_night(steps, hour=2, now=now, **more)]


def test_a_step_goes_through_its_chunks_and_is_summed_up(now: datetime) -> None:
    assert tick(now, counting("a", 3), counting("b", 1)) == [
        ("a", "2026-11-18", "finished"), ("b", "2026-11-18", "finished"),
    ]  # fmt: skip
    assert worked() == [(now.date(), "a", 0), (now.date(), "a", 1), (now.date(), "a", 2), (now.date(), "b", 0)]
    run = StepRun.objects.get(step="a")
    assert (run.counts, run.done, run.total, run.cursor, run.attempt, run.tries) == ({"rows": 3}, 3, 3, None, 1, 0)
    for later in (timedelta(0), timedelta(minutes=5), timedelta(hours=13)):
        assert tick(now + later, counting("a", 3), counting("b", 1)) == []
    assert tick(now + DAY, counting("a", 3)) == [("a", "2026-11-19", "finished")]


def test_a_failed_chunk_leaves_nothing_and_the_rerun_goes_on_there(now: datetime) -> None:
    broken = [True]

    def breaks(night: date, number: int) -> None:
        if number == 2 and broken:
            raise RuntimeError("the disk is full\nDETAIL: somebody@example.org")

    step = counting("a", 4, before=breaks)
    assert tick(now, step, counting("b", 1)) == [("a", "2026-11-18", "failed"), ("b", "2026-11-18", "finished")]
    run = StepRun.objects.get(step="a")
    assert (run.cursor, run.done, run.counts) == (2, 2, {"rows": 2})
    assert run.error == "RuntimeError: the disk is full", "further lines may hold what people typed"
    assert tick(now + timedelta(minutes=10), step) == [], "it rests first"
    broken.clear()
    assert tick(now + HOUR, step, counting("b", 1)) == [("a", "2026-11-18", "finished")]
    assert [number for _, name, number in worked() if name == "a"] == [0, 1, 2, 3]
    run.refresh_from_db()
    assert [(line["attempt"], line["error"]) for line in run.history] == [(1, run_error()), (2, "")]
    assert (run.counts, run.attempt) == ({"rows": 4}, 2) and now <= run.started < now + HOUR


def run_error() -> str:
    return "RuntimeError: the disk is full"


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (RuntimeError("refused: mai@example.org from 192.0.2.7"), "RuntimeError: refused: (address) from (network)"),
        (ValidationError({"name": ["Mai Zebra is too long."]}), "ValidationError"),
        (DataError("invalid input syntax: Mai Zebra"), "DataError"),
    ],
)
def test_a_kept_error_names_nobody(error: Exception, kept: str, now: datetime) -> None:
    def breaks(night: date, number: int) -> None:
        raise error

    tick(now, counting("a", 1, before=breaks))
    assert StepRun.objects.get().error == kept


def test_a_killed_step_goes_on_at_once_and_its_attempt_is_told(now: datetime) -> None:
    def killed(night: date, number: int) -> None:
        if number == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tick(now, counting("a", 3, before=killed))
    assert StepRun.objects.get().status == "running"
    assert tick(now, counting("a", 3)) == [("a", "2026-11-18", "finished")]
    assert [number for *_, number in worked()] == [0, 1, 2]
    assert [line["error"] for line in StepRun.objects.get().history] == ["interrupted", ""]


def test_what_gets_nowhere_is_tried_three_times_a_night(now: datetime) -> None:
    reports = [tick(now + n * HOUR, failing("a"), counting("b", 1)) for n in range(5)]
    assert [[step for step, *_ in report] for report in reports] == [["a", "b"], ["a"], ["a"], [], []]
    run = StepRun.objects.get(step="a")
    assert (run.tries, run.attempt, len(run.history)) == (3, 3, 3)
    assert tick(now + DAY, failing("a")) == [("a", "2026-11-19", "failed")]


def test_tries_without_progress_count_also_when_each_was_killed(now: datetime) -> None:
    def killed(night: date, number: int) -> None:
        raise KeyboardInterrupt

    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            tick(now, counting("a", 1, before=killed))
    assert tick(now, counting("a", 1)) == []
    run = StepRun.objects.get()
    assert (run.status, run.error, run.attempt) == ("failed", "interrupted", 3)


def test_each_missed_night_is_made_up_for_in_order_and_the_latest_does_for_the_others(now: datetime) -> None:
    every, latest = counting("every", 1, catch_up=CatchUp.EVERY_DAY), counting("latest", 1)
    tick(now, every, latest)
    assert tick(now + 7 * DAY, every, latest) == [
        *[("every", str((now + n * DAY).date()), "finished") for n in range(1, 8)], ("latest", "2026-11-25", "finished"),
    ]  # fmt: skip
    assert [night for night, step, _ in worked() if step == "every"] == [(now + n * DAY).date() for n in range(8)]


def test_a_night_that_fails_holds_up_the_later_ones_of_its_step_and_is_tried_each_night(now: datetime) -> None:
    bad = [(now + DAY).date()]

    def breaks(night: date, number: int) -> None:
        if night in bad:
            raise RuntimeError

    every, other = counting("every", 1, catch_up=CatchUp.EVERY_DAY, before=breaks), counting("other", 1)
    tick(now, every, other)
    for hours in range(4):
        assert len(tick(now + 3 * DAY + hours * HOUR, every, other)) == [2, 1, 1, 0][hours]
    assert tick(now + 4 * DAY, every) == [("every", "2026-11-19", "failed")]
    bad.clear()
    assert [night for _, night, _ in tick(now + 5 * DAY, every)] == [f"2026-11-{n}" for n in range(19, 24)]


def test_a_clock_that_steps_back_repeats_nothing_and_one_that_leapt_ahead_leaves_no_hole(now: datetime) -> None:
    every, latest = counting("every", 1, catch_up=CatchUp.EVERY_DAY), counting("latest", 1)
    for day in (0, 1, 2):
        tick(now + day * DAY, every, latest)
    for back in (HOUR, DAY, 2 * DAY):
        assert tick(now + 2 * DAY - back, every, latest) == []
    run_night([every], night=(now + 9 * DAY).date(), now=now + 9 * DAY)
    ran = tick(now + 4 * DAY, every, latest)
    assert [night for step, night, _ in ran if step == "every"] == ["2026-11-21", "2026-11-22"]
    assert len(worked()) == len(set(worked()))


def test_asked_for_by_hand_a_night_is_run_again_from_its_beginning(now: datetime) -> None:
    step = counting("a", 2)
    for attempt in (1, 2):
        report = run_night([step, counting("b", 1)], night=now.date(), now=now, only="a")
        assert [(line["step"], line["counts"]) for line in report] == [("a", {"rows": 2})]
        assert StepRun.objects.get().attempt == attempt
    with pytest.raises(KeyError):
        run_night([step], night=now.date(), now=now, only="z")


def test_a_night_pauses_between_chunks_and_goes_on(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [0.0]
    monkeypatch.setattr(runner, "time", SimpleNamespace(monotonic=lambda: passed[0]))
    step = counting("a", 2, before=lambda night, number: passed.append(passed.pop() + 60))
    assert tick(now, step, counting("b", 1), patience=50) == [("a", "2026-11-18", "waiting")]
    assert [number for *_, number in worked()] == [0]
    assert [name for name, *_ in tick(now, step, counting("b", 1), patience=61)] == ["a", "b"]
    assert [(name, number) for _, name, number in worked()] == [("a", 0), ("a", 1), ("b", 0)]


def test_hours_have_their_own_ledger_and_their_own_lock(now: datetime) -> None:
    step = counting("a", 1, catch_up=CatchUp.EVERY_DAY)
    with hold_lock(NIGHT_LOCK):
        assert [line["night"] for line in run_due_hour([step], now=now)] == ["2026-11-18 10:00"]
    assert run_due_hour([step], now=now + timedelta(minutes=29)) == []
    report = run_due_hour([step], now=now + 15 * HOUR)
    assert [line["night"][-8:] for line in report][-3:] == ["18 23:00", "19 00:00", "19 01:00"] and len(report) == 15
    assert tick(now, step) == [("a", "2026-11-18", "finished")], "the night of the same name is another matter"


def test_an_attempt_that_was_overtaken_writes_nothing(now: datetime) -> None:
    """The lock was lost with its connection, and another runner has begun the same step."""

    def overtaken(night: date, number: int) -> None:
        if number == 1:
            ledger.begin(step="a", period=Period(night), latest=night, now=now)

    report = run_due_night([counting("a", 3, before=overtaken)], hour=2, now=now)
    assert "Superseded" in report[0]["error"]
    assert [number for *_, number in worked()] == [0], "the chunk is undone with its claim"
    run = StepRun.objects.get()
    assert (run.status, run.cursor) == ("running", 1)


def test_a_stale_attempt_cannot_say_that_it_failed_or_paused(now: datetime) -> None:
    old = ledger.begin(step="a", period=Period(now.date()), latest=now.date(), now=now)
    ledger.begin(step="a", period=Period(now.date()), latest=now.date(), now=now)
    acts: list[Callable[[], None]] = [
        lambda: ledger.fail(old, "x", now=now),
        lambda: ledger.pause(old, now=now),
        lambda: ledger.keep_chunk(old, Chunk(None), milliseconds=1, now=now),
    ]
    for act in acts:
        with pytest.raises(ledger.Superseded):
            act()
    assert StepRun.objects.get().status == "running"


def test_a_night_whose_lock_is_gone_stops_before_its_next_chunk(now: datetime) -> None:
    def cut(night: date, number: int) -> None:
        if number == 1:
            with connection.cursor() as cursor:
                cursor.execute(TERMINATE)

    with pytest.raises(LockLost):
        run_due_night([counting("a", 4, before=cut), counting("b", 1)], hour=2, now=now)
    assert [(step, number) for _, step, number in worked()] == [("a", 0), ("a", 1)]
    assert StepRun.objects.get().error.startswith("LockLost")
    tick(now + HOUR, counting("a", 4), counting("b", 1))
    assert [number for _, step, number in worked() if step == "a"] == [0, 1, 2, 3]


def test_two_nights_at_once_are_one(now: datetime) -> None:
    with hold_lock(NIGHT_LOCK):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")  # it is not this connection that holds it
        for act in (
            lambda: tick(now, counting("a", 1)),
            lambda: run_night([counting("a", 1)], night=now.date(), now=now),
        ):
            with pytest.raises(NightIsRunning):
                act()
    assert not worked()


def test_a_lost_lock_does_not_hide_the_works_own_error() -> None:
    with pytest.raises(ZeroDivisionError), hold_lock(NIGHT_LOCK):
        with connection.cursor() as cursor:
            cursor.execute(TERMINATE)
        raise ZeroDivisionError


def test_a_failed_step_gets_its_tries_back_with_a_trace(now: datetime) -> None:
    for hours in range(3):
        tick(now + hours * HOUR, failing("a"))
    run = StepRun.objects.get()
    services.run_again([failing("a")], run_id=run.pk, by=7, now=now)
    act = Act.objects.get()
    assert (act.verb, act.person_id, act.object_id) == ("run_step_again", 7, run.pk)
    assert act.detail == {"step": "a", "period": "2026-11-18"}
    with pytest.raises(services.NotAgainError):
        services.run_again([failing("a")], run_id=run.pk, by=7, now=now)
    assert tick(now + 3 * HOUR, counting("a", 1)) == [("a", "2026-11-18", "finished")]
    with pytest.raises(StepRun.DoesNotExist):
        services.run_again([failing("a")], run_id=0, by=7, now=now)


def test_the_ledger_is_shortened_and_each_step_keeps_its_newest_night(now: datetime) -> None:
    def row(step: str, days: int, hour: int | None = None) -> None:
        StepRun.objects.create(step=step, day=now.date() - timedelta(days=days), hour=hour, started=now)

    for days in (0, 731, 733):
        row("a", days)
    row("gone", 999)
    for days in (14, 15):
        row("a", days, 3)
    assert services.forget_runs(now=now) == {"runs": 2}
    left = StepRun.objects.order_by("day", "hour").values_list("step", "hour")
    assert list(left) == [("gone", None), ("a", None), ("a", 3), ("a", None)]


def test_the_clock_leaves_its_latest_sign_of_life(now: datetime) -> None:
    for minutes in (0, 10):
        services.keep_heartbeat(now=now + timedelta(minutes=minutes))
    assert Heartbeat.objects.get().at == now + timedelta(minutes=10)
