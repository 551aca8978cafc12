"""The nights of before came over: a row for each attempt became a row for each step of a night."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 17, 17, 5, tzinfo=UTC)
NIGHT = date(2026, 11, 18)


@pytest.fixture
def old_state() -> Any:
    """The tables as they were: the old one is made again for the test, the new one stands empty."""
    state = MigrationExecutor(connection).loader.project_state([("shared", "0004_history"), ("nights", "0001_initial")])
    old = state.apps.get_model("shared", "NightRun")
    with connection.schema_editor() as editor:
        editor.create_model(old)
    yield state.apps
    with connection.schema_editor() as editor:
        editor.delete_model(old)


def test_old_nights_are_kept_with_their_attempts_and_go_back(old_state: Any) -> None:
    migration = import_module("portal.shared.nights.migrations.0002_old_nights")
    old, new = old_state.get_model("shared", "NightRun"), old_state.get_model("nights", "StepRun")
    for minutes, error in ((0, "disk"), (60, "")):
        at = AT + timedelta(minutes=minutes)
        counts = {"places": 3, "milliseconds": 250} if not error else {"milliseconds": 1}
        old.objects.create(night=NIGHT, step="a", started=at, finished=at, error=error, counts=counts)
    old.objects.create(night=NIGHT, step="b", started=AT, finished=AT, error="disk")
    old.objects.create(night=NIGHT, step="c", started=AT)
    migration.bring_over(old_state, None)
    a, b, c = new.objects.order_by("step")
    assert (a.day, a.hour, a.status, a.attempt, a.counts, a.milliseconds) == (
        NIGHT,
        None,
        "finished",
        2,
        {"places": 3},
        250,
    )
    assert (a.started, a.finished) == (AT, AT + timedelta(hours=1))
    assert [line["error"] for line in a.history] == ["disk", ""]
    assert [(one.status, one.tries, one.error) for one in (b, c)] == [("failed", 1, "disk"), ("running", 1, "")]
    old.objects.all().delete()
    migration.take_back(old_state, None)
    back = old.objects.order_by("step").values_list("step", "error", "counts__milliseconds")
    assert back.first() == ("a", "", 250)
    assert old.objects.count() == 3 and not new.objects.exists()
