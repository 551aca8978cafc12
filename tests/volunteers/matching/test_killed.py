"""A matching killed after each of its phases leaves the old proposals or the new ones; with a control that does not."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from portal.shared.nights.services import run_night
from portal.shared.nights.steps import Step
from tests.children import BUSY, begin, ended
from tests.volunteers.factories import make_opening, make_profile, make_shift
from volunteers.matching import services, writing
from volunteers.matching.models import MatchingRun, NotReached, Proposal
from volunteers.matching.services import match_volunteers, run_matching

pytestmark = pytest.mark.django_db(transaction=True)
STEP = Step("run_matching", match_volunteers, "", "")
PHASES = (
    (services, "release_overdue"),
    (services, "read_volunteers"),
    (services, "read_openings"),
    (services, "solve"),
    (writing, "write_columns"),
    (services, "write_run"),
    (services, "leave_out_overtaken"),
)
Rows = list[Any]


def contents() -> Rows:
    asked = Proposal.objects.order_by("profile_id", "opening_id")
    rows: Rows = list(asked.values_list("profile_id", "opening_id", "status", "score", "parts", "run__night"))
    runs = MatchingRun.objects.order_by("night").values_list("night", "proposals", "score", "reached", "reachable")
    return [*rows, *runs, *NotReached.objects.order_by("id").values_list("run__night", "opening_id")]


def two_nights(now: datetime) -> datetime:
    """One night is done, and its proposals are overdue; the moment of the next one."""
    for number in range(4):
        make_profile(f"p{number}", now=now, languages_basic=("ja", "vi") if number else ("ja",))
        fields = {"languages_basic": ("ne",)} if number == 3 else {}
        make_shift(make_opening(f"手伝い{number}", now=now, **fields), now=now, days=20)
    run_matching(night=now.date(), now=now)
    for number in range(3):
        make_shift(make_opening(f"あとの手伝い{number}", now=now), now=now, days=20)
    return now + timedelta(days=3)


def test_killed_in_any_phase_it_leaves_the_old_set_or_the_new(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    later = two_nights(now)
    old = contents()

    def night() -> None:
        run_night([STEP], night=later.date(), now=later)

    for module, name in PHASES:
        with monkeypatch.context() as patched:
            patched.setattr(module, name, _fatal(getattr(module, name)))
            assert ended(begin(night)) == -signal.SIGKILL, name
        assert contents() == old, name
    children = [begin(night), begin(night)]
    assert sorted(map(ended, children)) in ([0, BUSY], [0, 0])
    new = contents()
    assert MatchingRun.objects.count() == 2 and new != old
    assert any(row[2] == Proposal.Status.EXPIRED for row in new if len(row) == 6)
    assert ended(begin(night)) == 0
    assert contents() == new


def test_without_its_transaction_the_same_kill_leaves_a_mixture(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the comparison above can fail."""
    later = two_nights(now)
    old = contents()
    loose: Callable[..., Any] = run_matching.__wrapped__  # type: ignore[attr-defined]
    with monkeypatch.context() as patched:
        patched.setattr(writing, "write_columns", _fatal(writing.write_columns))
        assert ended(begin(lambda: loose(night=later.date(), now=later))) == -signal.SIGKILL
    assert contents() != old
    assert not NotReached.objects.filter(run__night=later.date()).exists()


def _fatal(real: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return call
