"""A night runs once, records what it did, and may be run again."""

import time
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from organizations.places.models import Place
from portal import nightly, tasks
from portal.pages.management.commands import nightly as nightly_command
from portal.shared.models import NightRun, Ward
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_night_moves_the_two_weeks_on(now: datetime) -> None:
    place = factories.make_place(now=now, hours=[(2, 600, 1020)])
    later = now + timedelta(days=7)
    report = nightly.run_night(night=later.date(), now=later)
    assert report[0]["counts"]["changed"] == 1
    minute = int((now + timedelta(days=21)).timestamp() // 60)
    assert Place.objects.open_at(minute).filter(pk=place.pk).exists()
    again = nightly.run_night(night=later.date(), now=later)
    assert again[0]["counts"]["changed"] == 0


def test_two_nights_at_once_are_one(now: datetime) -> None:
    with nightly.night_lock(), pytest.raises(nightly.NightIsRunning):
        nightly.run_night(night=now.date(), now=now)


def test_a_failed_step_leaves_its_reason(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "STEPS", (_failing(), *nightly.STEPS))
    report = nightly.run_night(night=now.date(), now=now)
    assert [bool(line["error"]) for line in report] == [True] + [False] * (len(nightly.STEPS) - 1)
    assert "disk is full" in NightRun.objects.get(step="fails").error


def test_command_reports_and_refuses_unknown_steps(now: datetime) -> None:
    out = StringIO()
    call_command("nightly", "--json", stdout=out)
    assert '"refresh_places"' in out.getvalue()
    for arguments in (["--step", "nothing"], ["--date", "yesterday"]):
        with pytest.raises(CommandError, match=arguments[1]):
            call_command("nightly", *arguments)


def _failing(message: str = "the disk is full") -> nightly.Step:
    def fails(_: datetime) -> dict[str, int]:
        raise RuntimeError(message)

    return nightly.Step("fails", fails)


def _steps(report: list[dict[str, Any]]) -> list[str]:
    return [line["step"] for line in report]


ALL = [step.name for step in nightly.STEPS]


@pytest.mark.parametrize(
    ("hour", "at", "expected"),
    [
        (2, datetime(2026, 11, 18, 1, 59), date(2026, 11, 17)),
        (2, datetime(2026, 11, 18, 2, 0), date(2026, 11, 18)),
        (2, datetime(2026, 11, 18, 23, 59), date(2026, 11, 18)),
        (0, datetime(2026, 11, 18, 0, 0), date(2026, 11, 18)),
        (23, datetime(2027, 1, 1, 22, 5), date(2026, 12, 31)),
        (23, datetime(2027, 1, 1, 23, 5), date(2027, 1, 1)),
    ],
)
def test_which_night_is_the_last_one(hour: int, at: datetime, expected: date) -> None:
    assert nightly.last_night(hour=hour, now=at) == expected


def test_a_due_night_runs_once_however_often_the_clock_ticks(now: datetime) -> None:
    assert _steps(nightly.run_due_night(hour=2, now=now)) == ALL
    for later in (timedelta(0), timedelta(minutes=5), timedelta(hours=13)):
        assert nightly.run_due_night(hour=2, now=now + later) == []
    assert NightRun.objects.count() == len(ALL)
    assert _steps(nightly.run_due_night(hour=2, now=now + timedelta(days=1))) == ALL


def test_a_night_whose_hour_was_missed_is_made_up_for(now: datetime) -> None:
    """The machine was off at two o'clock, and again the whole next day."""
    nightly.run_due_night(hour=2, now=now.replace(hour=9))
    assert set(NightRun.objects.values_list("night", flat=True)) == {now.date()}
    later = now.replace(hour=1) + timedelta(days=2)
    assert _steps(nightly.run_due_night(hour=2, now=later)) == ALL
    assert NightRun.objects.filter(night=now.date() + timedelta(days=1)).count() == len(ALL)


def test_a_clock_that_steps_back_an_hour_repeats_nothing(now: datetime) -> None:
    two = now.replace(hour=2, minute=5)
    assert _steps(nightly.run_due_night(hour=2, now=two)) == ALL
    before = two - timedelta(hours=1)
    assert _steps(nightly.run_due_night(hour=2, now=before)) == ALL, "the night before had never run"
    assert nightly.run_due_night(hour=2, now=before + timedelta(minutes=10)) == []
    assert nightly.run_due_night(hour=2, now=two + timedelta(minutes=10)) == []


def test_a_killed_step_is_run_again_by_the_next_tick_and_the_others_are_not(now: datetime) -> None:
    nightly.run_due_night(hour=2, now=now)
    NightRun.objects.filter(step=ALL[0]).update(finished=None)
    assert _steps(nightly.run_due_night(hour=2, now=now + timedelta(hours=1))) == [ALL[0]]
    assert nightly.run_due_night(hour=2, now=now + timedelta(hours=2)) == []


def test_a_step_that_always_fails_is_tried_three_times(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "STEPS", (_failing(), *nightly.STEPS))
    reports = [_steps(nightly.run_due_night(hour=2, now=now + timedelta(hours=n))) for n in range(5)]
    assert reports == [["fails", *ALL], ["fails"], ["fails"], [], []]
    assert _steps(nightly.run_due_night(hour=2, now=now + timedelta(days=1))) == ["fails", *ALL]


def test_a_report_longer_than_the_column_is_cut(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "STEPS", (_failing("x" * 5000),))
    nightly.run_night(night=now.date(), now=now)
    assert len(NightRun.objects.get().error) == 2000


def test_each_step_has_its_own_beginning_and_end(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def rests(_: datetime) -> dict[str, int]:
        time.sleep(0.05)
        return {}

    monkeypatch.setattr(nightly, "STEPS", (nightly.Step("first", rests), nightly.Step("second", rests)))
    nightly.run_night(night=now.date(), now=now)
    first, second = NightRun.objects.order_by("id")
    assert first.finished is not None and second.finished is not None
    assert now <= first.started and first.started + timedelta(milliseconds=50) <= first.finished <= second.started
    assert second.finished - second.started >= timedelta(milliseconds=50)


def test_one_step_alone_leaves_the_others_due(now: datetime) -> None:
    nightly.run_night(night=now.date(), now=now, only=ALL[1])
    assert _steps(nightly.run_due_night(hour=2, now=now)) == [name for name in ALL if name != ALL[1]]


def test_the_lock_is_let_go_after_a_night_that_broke(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(nightly, "STEPS", (nightly.Step("breaks", breaks),))  # type: ignore[arg-type]
        with pytest.raises(KeyboardInterrupt):
            nightly.run_night(night=now.date(), now=now)
    assert NightRun.objects.get(step="breaks").finished is None
    assert _steps(nightly.run_night(night=now.date(), now=now)) == ALL


def test_a_lost_connection_of_the_lock_does_not_hide_the_nights_own_error(now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), nightly.night_lock():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        raise ZeroDivisionError


def test_the_lock_outlives_the_pages_own_connection(now: datetime) -> None:
    """It is held on a connection of its own: closing the one of the work does not open the door."""
    with nightly.night_lock():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
        with pytest.raises(nightly.NightIsRunning), nightly.night_lock():
            pass


def _tick(at: datetime, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(tasks.timezone, "localtime", lambda: at)
    return tasks.nightly()


def test_the_tick_runs_the_night_from_the_wards_hour_on(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    Ward.objects.create(pk=1, municipality_code="131041", night_hour=4)
    assert _tick(now.replace(hour=4), monkeypatch) == "done"
    assert set(NightRun.objects.values_list("night", flat=True)) == {now.date()}
    assert _tick(now.replace(hour=5), monkeypatch) == "nothing due"
    assert _tick(now.replace(hour=3) + timedelta(days=1), monkeypatch) == "nothing due"
    assert _tick(now.replace(hour=4) + timedelta(days=1), monkeypatch) == "done"


def test_the_tick_steps_aside_while_a_night_runs(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    with nightly.night_lock():
        assert _tick(now, monkeypatch) == "already running"
    assert not NightRun.objects.exists()


def test_the_command_says_that_another_night_runs() -> None:
    with nightly.night_lock(), pytest.raises(CommandError, match="Another night is running"):
        call_command("nightly")


def test_the_command_prints_a_line_for_each_step_and_fails_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    out = StringIO()
    call_command("nightly", "--date", "2026-11-17", stdout=out)
    assert [line.split()[0] for line in out.getvalue().splitlines()] == ALL
    assert set(NightRun.objects.values_list("night", flat=True)) == {date(2026, 11, 17)}
    monkeypatch.setattr(
        nightly_command, "run_night", lambda **_: [{"error": "x", "step": "s", "seconds": 0, "counts": {}}]
    )
    with pytest.raises(CommandError, match="At least one step failed"):
        call_command("nightly", stdout=StringIO())
