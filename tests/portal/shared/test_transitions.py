"""A status moves by its table alone, once, with its act; whoever comes second is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from organizations.directory.models import Organization
from portal.shared.models import Act
from portal.shared.transitions import LONGEST_REASON, MoveRefusedError, Transition, TransitionTable, move
from tests import factories

Status = Organization.Status
TABLE = TransitionTable(
    [
        Transition("submit", frozenset({Status.DRAFT, Status.RETURNED}), Status.SUBMITTED, frozenset({"member"})),
        Transition("return", frozenset({Status.SUBMITTED}), Status.RETURNED, frozenset({"ward"}), needs_reason=True),
        Transition("approve", frozenset({Status.SUBMITTED}), Status.PUBLISHED, frozenset({"ward"})),
    ]
)


def refused(organization: Organization, verb: str, now: datetime, reason: str = "") -> str:
    with pytest.raises(MoveRefusedError) as caught:
        move(organization, verb, table=TABLE, by=None, now=now, reason=reason)
    assert caught.value.denial.reason and caught.value.denial.next_step
    return caught.value.denial.code


@pytest.mark.django_db
def test_a_move_sets_status_and_columns_and_leaves_an_act(now: datetime) -> None:
    person = factories.make_person()
    organization = factories.make_organization(status=Status.SUBMITTED)
    columns = {"phone": "03-1234-5678"}
    move(
        organization,
        "return",
        table=TABLE,
        by=person.pk,
        now=now,
        reason=" The telephone rings nobody. ",
        columns=columns,
    )
    stored = Organization.objects.get()
    assert stored.status == organization.status == Status.RETURNED
    assert stored.phone == organization.phone == "03-1234-5678"
    act = Act.objects.get()
    assert (act.verb, act.person_id, act.at) == ("return_organization", person.pk, now)
    assert act.reason == "The telephone rings nobody."
    assert act.detail == {"before": {"status": "submitted"}, "after": {"status": "returned"}}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "verb", "reason", "code"),
    [
        (Status.DRAFT, "approve", "", "other-state"),
        (Status.PUBLISHED, "approve", "", "other-state"),
        (Status.SUBMITTED, "return", " \n", "reason-needed"),
        (Status.SUBMITTED, "return", "x" * (LONGEST_REASON + 1), "reason-too-long"),
    ],
)
def test_what_the_table_does_not_allow_changes_nothing(
    now: datetime, status: str, verb: str, reason: str, code: str
) -> None:
    organization = factories.make_organization(status=status)
    assert refused(organization, verb, now, reason) == code
    assert Organization.objects.get().status == status and not Act.objects.exists()


@pytest.mark.django_db
def test_who_decided_on_an_old_reading_is_told_the_state_of_today(now: datetime) -> None:
    organization = factories.make_organization(status=Status.SUBMITTED)
    Organization.objects.update(status=Status.RETURNED)
    assert refused(organization, "approve", now) == "moved-meanwhile"
    assert organization.status == Status.RETURNED and not Act.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_one_moves_it(now: datetime, run_at_once: Callable[..., list[Any]]) -> None:
    key = factories.make_organization(status=Status.SUBMITTED).pk

    def decide() -> str:
        try:
            move(Organization.objects.get(pk=key), "approve", table=TABLE, by=None, now=now)
        except MoveRefusedError as error:
            return error.denial.code
        return "moved"

    found = run_at_once(decide, 8)
    assert found.count("moved") == 1 and set(found) <= {"moved", "moved-meanwhile", "other-state"}
    assert Act.objects.count() == 1


def test_the_table_answers_what_a_page_offers() -> None:
    assert TABLE.verbs_from(Status.SUBMITTED, "ward") == ["return", "approve"]
    assert TABLE.verbs_from(Status.SUBMITTED, "member") == []
    with pytest.raises(ValueError, match="twice"):
        TransitionTable([TABLE["submit"], TABLE["submit"]])
    with pytest.raises(KeyError):
        TABLE["delete"]
