"""The content's version: moves after the commit, never with a transaction that was taken back, seen by all."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from portal.shared import versions
from portal.shared.versions import content_changed, content_version

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _look_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "LOOK_AGAIN_SECONDS", 0)


def test_a_change_outside_a_transaction_counts_at_once() -> None:
    before = content_version()
    content_changed()
    assert content_version() == before + 1


def test_a_change_counts_when_it_is_committed_and_not_before() -> None:
    before = content_version()
    with transaction.atomic():
        content_changed()
        assert content_version() == before
    assert content_version() == before + 1


def test_a_change_that_is_taken_back_does_not_count() -> None:
    before = content_version()
    with pytest.raises(RuntimeError), transaction.atomic():
        content_changed()
        raise RuntimeError
    with transaction.atomic(), pytest.raises(RuntimeError), transaction.atomic():
        content_changed()
        raise RuntimeError
    assert content_version() == before, "also when only an inner part was taken back"


def test_editors_at_once_wait_for_nobody_and_every_change_counts(run_at_once: Any) -> None:
    """Each holds its transaction open until all have changed something: a row with a lock would block here."""
    before, all_changed = content_version(), threading.Barrier(6)

    def edit() -> None:
        with transaction.atomic():
            content_changed()
            all_changed.wait(20)

    run_at_once(edit, 6)
    assert content_version() == before + 6


def test_a_burst_of_readers_asks_once(monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any) -> None:
    monkeypatch.setattr(versions, "LOOK_AGAIN_SECONDS", 60)
    monkeypatch.setattr(versions._seen, "looked", float("-inf"))
    with django_assert_num_queries(1):
        assert len({content_version() for _ in range(50)}) == 1


def test_who_changed_something_sees_it_at_once_others_after_a_moment(
    monkeypatch: pytest.MonkeyPatch, run_at_once: Any
) -> None:
    monkeypatch.setattr(versions, "LOOK_AGAIN_SECONDS", 60)
    before = content_version()
    run_at_once(content_changed, 1)
    assert content_version() == before, "looked at a moment ago"
    content_changed()
    assert content_version() == before + 2
    assert run_at_once(content_version, 1) == [before + 2], "another thread looks for itself"


def test_a_version_that_never_moved_is_a_number_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value, is_called FROM content_version")
        last, called = cursor.fetchone()
    assert content_version() == last + int(called)
