"""Two posts decide on the same organisation at once, in processes of their own, many rounds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from organizations.directory.models import Organization
from portal import embedded
from portal.accounts.models import Post
from portal.shared.models import Act
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
RUN = "import django; django.setup(); from tests.organizations.registry.deciders import main; main()"
PROCESSES, ROUNDS = 4, 15
VERBS = ("publish", "return")


@contextmanager
def _deciders(*words: str) -> Iterator[list[subprocess.Popen[str]]]:
    parts = urlsplit(settings.DATABASE_URL or embedded.addresses().database_url)
    query = f"?{parts.query}" if parts.query else ""
    address = f"{parts.scheme}://{parts.netloc}/{connection.settings_dict['NAME']}{query}"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "DATABASE_URL": address}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", RUN, *words],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    try:
        assert [_line(one) for one in started] == ["ready"] * PROCESSES
        yield started
    finally:
        for one in started:
            one.kill()
            one.communicate(timeout=30)


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _officials(now: datetime) -> list[int]:
    found = []
    for number in range(PROCESSES):
        user = factories.make_user(f"desk{number}@example.org")
        holding = factories.make_post(user, Post.Kind.OFFICIAL, now)
        Post.objects.filter(pk=holding.post_id).update(title_ja=f"窓口{number}", title_en=f"Desk {number}")
        assert user.person_id is not None
        found.append(user.person_id)
    return found


def _round(
    deciders: list[subprocess.Popen[str]], officials: list[int], now: datetime
) -> tuple[Organization, list[str]]:
    organization = factories.make_organization("新しい会", status=Organization.Status.SUBMITTED)
    for number, (process, person_id) in enumerate(zip(deciders, officials, strict=True)):
        assert process.stdin is not None
        order = {
            "organization_id": organization.pk, "verb": VERBS[number % 2], "revision": 1, "by": person_id,
            "now": now.isoformat(),
        }  # fmt: skip
        process.stdin.write(json.dumps(order) + "\n")
    for process in deciders:
        assert process.stdin is not None
        process.stdin.flush()
    said = [_line(one) for one in deciders]
    organization.refresh_from_db()
    return organization, said


def test_one_wins_and_the_others_are_told_by_whom(now: datetime) -> None:
    officials = _officials(now)
    winners = set()
    with _deciders() as deciders:
        for _ in range(ROUNDS):
            organization, said = _round(deciders, officials, now)
            assert said.count("decided") == 1, said
            winner = said.index("decided")
            winners.add(winner)
            assert organization.status == {"publish": "published", "return": "returned"}[VERBS[winner % 2]]
            told = [words for words in said if words != "decided"]
            assert all(words.startswith("told ") and f"窓口{winner}" in words for words in told), said
            act = Act.objects.get(object_type="organizations.organization", object_id=organization.pk)
            assert act.person_id == officials[winner]
    assert len(winners) > 1, "not always the same one"


def test_control_without_lock_and_comparison_more_than_one_wins(now: datetime) -> None:
    officials = _officials(now)
    with _deciders("control") as deciders:
        rounds = [_round(deciders, officials, now)[1] for _ in range(ROUNDS)]
    assert max(said.count("decided") for said in rounds) > 1, rounds
