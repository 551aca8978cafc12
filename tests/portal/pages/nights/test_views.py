"""The page of the nights: steps in words, what went wrong, progress, the clock; and a failed step is run again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from portal.shared.models import Act
from portal.shared.nights import services
from portal.shared.nights.models import StepRun

pytestmark = pytest.mark.django_db
PAGE = "/en/ward/nightly/"
STEP = "refresh_places"


def make_run(moment: datetime, **columns: Any) -> StepRun:
    values = {"step": STEP, "status": "finished", "counts": {"places": 12, "changed": 3}, "milliseconds": 1234}
    return StepRun.objects.create(
        **{**values, "day": moment.date(), "started": moment, "finished": moment, "attempt": 1, **columns}
    )


def failed(moment: datetime, **columns: Any) -> StepRun:
    error = "OperationalError: server closed the connection"
    return make_run(moment, status="failed", counts={}, error=error, tries=3, attempt=3, **columns)


def test_nights_are_told_in_words(desk: Client, moment: datetime) -> None:
    services.keep_heartbeat(now=moment)
    make_run(moment)
    make_run(moment, step="forget_sessions", counts={"sessions": 7})
    make_run(moment, step="of_an_older_release", counts={"rows": 9})
    page = desk.get(PAGE).content.decode()
    for words in ("12 places brought up to date, 3 of them changed", "7 ended sign-ins", "rows 9", "1.2", "All done"):
        assert words in page, words
    assert "stands still" not in page and "has not run" not in page and "hx-get" not in page
    assert page.index("12 places") < page.index("7 ended") < page.index("rows 9"), "in the order of the night"


def test_a_clock_that_stands_still_and_a_night_that_did_not_run_are_said(desk: Client, moment: datetime) -> None:
    page = desk.get(PAGE).content.decode()
    assert "It has not been seen yet" in page and "has not run" in page
    services.keep_heartbeat(now=moment - timedelta(hours=2))
    make_run(moment)
    page = desk.get(PAGE).content.decode()
    assert "Its last sign of life came at" in page and "has not run" not in page


def test_progress_is_shown_and_asked_for_while_a_step_runs(desk: Client, moment: datetime) -> None:
    run = make_run(moment, status="running", done=500, total=2000, finished=None)
    page = desk.get(PAGE).content.decode()
    assert f'<progress id="progress-{run.pk}" max="2000" value="500">' in page
    assert 'hx-trigger="every 3s"' in page and "style=" not in page
    StepRun.objects.update(total=None, step="forget_sessions")
    assert f'<progress id="progress-{run.pk}"></progress>' in desk.get(PAGE).content.decode()


def test_a_failed_step_is_red_and_officials_run_it_again(desk: Client, auditor: Client, moment: datetime) -> None:
    run = failed(moment)
    page = desk.get(PAGE).content.decode()
    assert "badge--stop" in page and "The database could not be reached" in page and "before the next night" in page
    assert f"{PAGE}{run.pk}/again/" in page
    assert "/again/" not in auditor.get(PAGE).content.decode()
    assert auditor.post(f"{PAGE}{run.pk}/again/").status_code == 403
    response = desk.post(f"{PAGE}{run.pk}/again/", follow=True)
    assert "tried again within ten minutes" in response.content.decode()
    run.refresh_from_db()
    assert (run.status, run.tries) == ("waiting", 0)
    assert Act.objects.filter(verb="run_step_again", object_id=run.pk).count() == 1
    assert "can be run again" in desk.post(f"{PAGE}{run.pk}/again/", follow=True).content.decode(), "pressed twice"


def test_what_a_later_night_does_anyway_is_not_run_again(desk: Client, moment: datetime) -> None:
    run = failed(moment, day=moment.date() - timedelta(days=1))
    make_run(moment)
    assert "/again/" not in desk.get(PAGE).content.decode()
    assert "A later night" in desk.post(f"{PAGE}{run.pk}/again/", follow=True).content.decode()
    assert not Act.objects.exists()


@pytest.mark.parametrize("count", [3, 40])
def test_queries_do_not_grow(desk: Client, moment: datetime, count: int, django_assert_max_num_queries: Any) -> None:
    for number in range(count):
        make_run(moment, day=moment.date() - timedelta(days=number))
        make_run(moment, hour=number % 24, step=f"s{number}")
    with django_assert_max_num_queries(12):
        assert desk.get(PAGE).status_code == 200
