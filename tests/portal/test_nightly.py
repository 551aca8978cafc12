"""The portal's own steps, the command, and the ticks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from organizations.places.models import Place
from portal import nightly, tasks
from portal.pages.management.commands import nightly as nightly_command
from portal.shared.models import Ward
from portal.shared.nights.lock import HOUR_LOCK, NIGHT_LOCK, hold_lock
from portal.shared.nights.models import Heartbeat, StepRun
from portal.shared.nights.services import run_night
from portal.shared.versions import content_version
from tests import factories
from tests.portal.shared.nights.working import counting, failing, make_table

pytestmark = pytest.mark.django_db
ALL = [step.name for step in nightly.NIGHTLY]


def test_the_night_moves_the_two_weeks_on(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("organizations.places.indexing.CHUNK", 1)
    places = [factories.make_place(now=now, hours=[(2, 600, 1020)]) for _ in range(2)]
    later = now + timedelta(days=7)
    for changed in (2, 0):
        report = run_night(nightly.NIGHTLY, night=later.date(), now=later)
        assert [line["step"] for line in report] == ALL
        assert report[0]["counts"] == {"places": 2, "changed": changed}
    run = StepRun.objects.get(step="refresh_places")
    assert (run.done, run.total) == (2, 2)
    minute = int((now + timedelta(days=21)).timestamp() // 60)
    assert set(Place.objects.open_at(minute)) == set(places)


def test_every_step_says_what_it_is_and_did(now: datetime) -> None:
    """Its words find their numbers among the counts."""
    for line, step in zip(run_night(nightly.NIGHTLY, night=now.date(), now=now), nightly.NIGHTLY, strict=True):
        assert str(step.words) % line["counts"] and str(step.title)
    assert len({step.name for step in (*nightly.NIGHTLY, *nightly.HOURLY)}) == len(nightly.NIGHTLY + nightly.HOURLY)


@pytest.mark.django_db(transaction=True)
def test_a_nights_end_is_new_content(now: datetime) -> None:
    before = content_version()
    run_night(nightly.NIGHTLY[:1], night=now.date(), now=now)
    assert content_version() == before + 1


def test_command_reports_and_refuses_what_it_does_not_know() -> None:
    out = StringIO()
    call_command("nightly", "--json", stdout=out)
    assert '"refresh_places"' in out.getvalue()
    for arguments in (["--step", "nothing"], ["--date", "yesterday"]):
        with pytest.raises(CommandError, match=arguments[1]):
            call_command("nightly", *arguments)
    with hold_lock(NIGHT_LOCK), pytest.raises(CommandError, match="Another night is running"):
        call_command("nightly")


def test_the_command_prints_a_line_for_each_step_and_fails_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    out = StringIO()
    call_command("nightly", "--date", "2026-11-17", stdout=out)
    assert [line.split()[0] for line in out.getvalue().splitlines()] == ALL
    assert set(StepRun.objects.values_list("day", flat=True)) == {date(2026, 11, 17)}
    monkeypatch.setattr(nightly_command, "NIGHTLY", (failing("fails"),))
    make_table()
    with pytest.raises(CommandError, match="At least one step failed"):
        call_command("nightly", stdout=StringIO())


def _tick(at: datetime, monkeypatch: pytest.MonkeyPatch, task: Any = tasks.nightly) -> str:
    monkeypatch.setattr(tasks.timezone, "localtime", lambda: at)
    return str(task())


def test_the_tick_runs_the_night_from_the_wards_hour_on(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    Ward.objects.create(pk=1, municipality_code="131041", night_hour=4)
    assert _tick(now.replace(hour=4), monkeypatch) == "done"
    assert set(StepRun.objects.values_list("day", flat=True)) == {now.date()}
    assert _tick(now.replace(hour=5), monkeypatch) == "nothing due"
    assert _tick(now.replace(hour=3) + timedelta(days=1), monkeypatch) == "nothing due"
    assert _tick(now.replace(hour=4) + timedelta(days=1), monkeypatch) == "done"


def test_each_tick_is_a_sign_of_life_and_does_the_hour_once(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    make_table()
    monkeypatch.setattr(tasks, "HOURLY", (counting("a", 2),))
    for minutes, answer in ((0, "done"), (10, "nothing due"), (30, "done")):
        at = now + timedelta(minutes=minutes)
        assert _tick(at, monkeypatch, tasks.hourly) == answer
        assert Heartbeat.objects.get().at == at


def test_the_ticks_step_aside_while_another_runs(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, task in ((NIGHT_LOCK, tasks.nightly), (HOUR_LOCK, tasks.hourly)):
        with hold_lock(key):
            assert _tick(now, monkeypatch, task) == "already running"
    assert not StepRun.objects.exists()
