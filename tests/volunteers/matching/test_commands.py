"""`run_matching` and `bench_matching` as somebody types them, also wrongly, or too early."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from portal.shared.japan import JAPAN
from tests.volunteers.factories import make_opening, make_profile, make_shift
from volunteers.management.commands import bench_matching
from volunteers.matching.models import MatchingRun, Proposal

pytestmark = pytest.mark.django_db


def said(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.fixture
def unmigrated() -> Iterator[None]:
    """A schema in which there is nothing yet."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA nothing")
        cursor.execute("SET LOCAL search_path TO nothing")
        yield
        cursor.execute("SET LOCAL search_path TO public")


@pytest.mark.parametrize("name", ["run_matching", "bench_matching"])
def test_a_database_that_is_not_migrated_is_said_with_the_next_step(unmigrated: None, name: str) -> None:
    with pytest.raises(CommandError, match=r"manage\.py migrate"):
        said(name)


def test_the_report_is_that_of_the_night_and_a_second_run_is_none() -> None:
    now = timezone.now().astimezone(JAPAN)
    make_profile("one", now=now)
    make_shift(make_opening(now=now), now=now)
    report: dict[str, Any] = json.loads(said("run_matching", "--json"))
    run = MatchingRun.objects.get()
    assert (report["night"], report["score"], report["bound"]) == (str(run.night), run.score, run.bound)
    assert (report["reached"], report["reachable"], report["new"], report["gap"]) == (1, 1, 1, 0.0)
    assert report["peak_mb"] > 0 and report["most_per_volunteer"] == 1
    assert "new                      0" in said("run_matching")
    assert Proposal.objects.count() == 1
    later = now.date() + timedelta(days=1)
    assert json.loads(said("run_matching", "--json", "--date", str(later)))["night"] == str(later)


def test_the_benchmark_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_matching, "SAMPLE", 200)
    report: dict[str, Any] = json.loads(said("bench_matching", "--volunteers", "300", "--openings", "20", "--json"))
    assert 0 < report["score"] <= report["bound"] and 0 < report["reached"] <= report["reachable"]
    assert report["ratio"] > 0 and {"read", "candidates", "assignment", "write"} <= report["phases"].keys()
    assert not MatchingRun.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'bench_matching_%'")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    "words",
    [
        ("run_matching", "--date", "yesterday"),
        ("run_matching", "--date", "0001-01-01"),
        ("bench_matching", "--volunteers", "0"),
        ("bench_matching", "--openings", "-3"),
        ("bench_matching", "--openings", "99999999"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="--"):
        said(*words)
