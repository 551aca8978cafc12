"""A night runs once, records what it did, and may be run again."""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from organizations.places.models import Place
from portal import nightly, tasks
from portal.shared.models import NightRun
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
    def fails(_: datetime) -> dict[str, int]:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(nightly, "STEPS", (nightly.Step("fails", fails), *nightly.STEPS))
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


def test_the_tick_waits_for_the_wards_hour(db: None, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    def at(hour: int) -> Any:
        monkeypatch.setattr(tasks.timezone, "localtime", lambda: now.replace(hour=hour))
        return tasks.nightly()

    assert at(3) == "not the hour"
    assert at(2) == "done"
