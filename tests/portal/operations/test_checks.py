"""Room for everybody's connections."""

from __future__ import annotations

import pytest
from django.core.checks import Tags, run_checks

from portal import gunicorn
from portal.operations import checks
from portal.shared.middleware import back_pressure


@pytest.mark.django_db
def test_the_usual_numbers_fit_the_usual_server() -> None:
    assert not [one for one in run_checks(tags=[Tags.database], databases=["default"]) if one.id == "operations.W001"]
    assert checks.connections_wanted(2, 4) <= 70


@pytest.mark.django_db
def test_too_many_are_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "JOBS", 1000)
    (warning,) = checks.check_connections(databases=["default"])
    assert "more than 70 %" in warning.msg and "WEB_PROCESSES" in str(warning.hint)
    assert checks.check_connections(databases=None) == []


def test_seventy_of_a_hundred_fit_and_seventy_one_do_not() -> None:
    assert checks._judged(70, 100) == [] and checks._judged(71, 100) != []


def test_the_server_has_threads_for_those_who_are_refused() -> None:
    """Else the crowd waits in the server's own queue, and nobody is told."""
    for places in (1, 4, 9):
        assert back_pressure.threads(places) > places + back_pressure.may_wait(places)
    assert gunicorn.threads == back_pressure.threads(4) and gunicorn.workers == 2
    assert gunicorn.limit_request_line > 4096 + len("GET /ja-simple/map/? HTTP/1.1")
