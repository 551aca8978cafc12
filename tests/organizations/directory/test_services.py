"""Writes to organisations, on the real database."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from organizations.directory import services
from organizations.directory.models import Membership, Organization
from portal.shared.models import Act
from tests import factories

pytestmark = pytest.mark.django_db


def _create(now: datetime, name: str = "学びの会", **columns: object) -> Organization:
    return services.create_organization(texts={"name_ja": name}, columns=columns, by=None, now=now)


def test_a_new_organization_is_a_draft_with_its_trace(now: datetime) -> None:
    made = _create(now, legal_kana="マナビノカイ", phone="0332091111", founded=date(2001, 4, 1))
    made.refresh_from_db()
    assert (made.status, made.phone, made.founded) == ("draft", "03-3209-1111", date(2001, 4, 1))
    assert made.sort_key.startswith("まなひのかい")
    act = Act.objects.get(verb="create_organization")
    assert act.object_id == made.pk and act.detail["after"]["founded"] == "2001-04-01"


@pytest.mark.parametrize(
    ("number", "stored"),
    [("7000012050002", "7000012050002"), ("７０００-０１２０-５０００２", "7000012050002"), ("", None)],
)
def test_a_corporate_number_is_brought_to_thirteen_digits(now: datetime, number: str, stored: str | None) -> None:
    assert _create(now, corporate_number=number).corporate_number == stored


@pytest.mark.parametrize("number", ["7000012050003", "700001205000", "70000120500022", "abcdefghijklm"])
def test_a_wrong_corporate_number_is_refused(now: datetime, number: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _create(now, corporate_number=number)
    assert list(refused.value.message_dict) == ["corporate_number"]
    assert not Organization.objects.exists()


def test_a_corporate_number_belongs_to_one_organization(now: datetime) -> None:
    _create(now, corporate_number="7000012050002")
    with pytest.raises(ValidationError) as refused:
        _create(now, "別の会", corporate_number="7000012050002")
    assert "already" in refused.value.message_dict["corporate_number"][0]
    assert Organization.objects.count() == 1


@pytest.mark.parametrize("phone", ["call me", "03-1", "1" * 40, "<script>"])
def test_a_number_nobody_could_dial_is_refused(now: datetime, phone: str) -> None:
    with pytest.raises(ValidationError):
        _create(now, phone=phone)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("03(3209)1111", "03-3209-1111"),
        ("０９０１２３４５６７８", "090-1234-5678"),
        ("119", "119"),
        ("#7119", "#7119"),
        ("+81 3 3209 1111", "03-3209-1111"),
    ],
)
def test_telephone_numbers_have_one_form(now: datetime, typed: str, stored: str) -> None:
    assert _create(now, phone=typed).phone == stored


def test_an_edit_needs_the_moment_the_editor_has_seen(now: datetime) -> None:
    made, later = _create(now), now + timedelta(minutes=1)
    services.update_organization(
        organization_id=made.pk, seen=now, texts={"name_ja": "学びの広場", "name_en": "Learning Plaza"}, columns={},
        by=None, now=later,
    )  # fmt: skip
    with pytest.raises(services.OrganizationEditedMeanwhileError) as refused:
        services.update_organization(
            organization_id=made.pk, seen=now, texts={"name_ja": "別名"}, columns={}, by=None, now=later
        )
    assert refused.value.organization.name_ja == "学びの広場"
    services.update_organization(
        organization_id=made.pk,
        seen=later,
        texts={"name_ja": "学びの森"},
        columns={},
        by=None,
        now=later + timedelta(1),
    )
    made.refresh_from_db()
    assert made.translation_state["name"]["en"]["state"] == "outdated"
    assert Act.objects.filter(verb="update_organization").count() == 2


def test_columns_of_other_services_cannot_be_written(now: datetime) -> None:
    with pytest.raises(ValueError, match="status"):
        _create(now, status="published")


def test_publishing_twice_is_once_and_members_are_added_accepted(cast: factories.Cast, now: datetime) -> None:
    made = _create(now)
    for _round in range(2):
        services.publish_organization(organization_id=made.pk, by=cast.official.person_id, now=now)
    assert Act.objects.filter(verb="publish_organization").count() == 1
    person = cast.outsider.person_id
    assert person is not None
    services.add_member(organization_id=made.pk, person_id=person, role=Membership.Role.MANAGER, by=None, now=now)
    assert Organization.objects.managed_by(cast.outsider).get() == made
