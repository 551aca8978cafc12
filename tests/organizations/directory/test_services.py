"""Writes to organisations, on the real database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from organizations.directory import services
from organizations.directory.models import Membership, Organization, OrganizationQuerySet
from portal.shared.models import Act
from tests import factories
from tests.organizations.places.interleaving import meanwhile

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


def _public(made: Organization) -> None:
    Organization.objects.filter(pk=made.pk).update(status="published", phone="03-3209-1111")


def test_a_corporate_number_belongs_to_one_organization(now: datetime) -> None:
    _public(_create(now, corporate_number="7000012050002"))
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


def test_members_are_added_accepted(cast: factories.Cast, now: datetime) -> None:
    made, person = _create(now), cast.outsider.person_id
    assert person is not None
    services.add_member(organization_id=made.pk, person_id=person, role=Membership.Role.MANAGER, by=None, now=now)
    assert Organization.objects.managed_by(cast.outsider).get() == made


def test_what_is_published_keeps_a_way_to_be_reached(cast: factories.Cast, now: datetime) -> None:
    with pytest.raises(ValidationError) as refused:
        _update(cast.organization, now, columns={"address": ""})
    assert list(refused.value.message_dict) == ["phone"]
    _update(cast.organization, now, columns={"address": "", "email": "we@example.org"})


def _update(organization: Organization, now: datetime, **more: Any) -> datetime:
    values = {"texts": {}, "columns": {}, "by": None, **more}
    return services.update_organization(
        organization_id=organization.pk, seen=organization.updated, now=now + timedelta(minutes=1), **values
    )


def test_an_edit_leaves_before_and_after(cast: factories.Cast, now: datetime) -> None:
    made = _create(now, phone="119", languages=["vi"])
    columns = {"phone": "110", "languages": ["vi", "ne"], "founded": date(2001, 4, 1), "email": ""}
    _update(made, now, columns=columns, texts={"name_en": "Circle"}, by=cast.manager.person_id)
    act = Act.objects.get(verb="update_organization")
    assert act.person_id == cast.manager.person_id
    before, after = act.detail["before"], act.detail["after"]
    assert (before["phone"], before["languages"], before["founded"]) == ("119", ["vi"], None)
    assert (after["phone"], after["languages"], after["founded"]) == ("110", ["vi", "ne"], "2001-04-01")
    assert "email" not in after and after["name_en"] == "Circle"


def test_saving_what_stands_leaves_no_trace_and_no_new_moment(now: datetime) -> None:
    made = _create(now, phone="119")
    assert _update(made, now, columns={"phone": "119", "email": ""}, texts={"name_ja": "学びの会"}) == now
    made.refresh_from_db()
    assert (made.updated, made.edited_by_hand) == (now, None)
    assert not Act.objects.filter(verb="update_organization").exists()


@pytest.mark.parametrize("name", ["", "  ", "\u200b"])
def test_a_name_nobody_can_see_is_no_name(now: datetime, name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _create(now, name)
    assert list(refused.value.message_dict) == ["name_ja"]
    made = _create(now)
    with pytest.raises(ValidationError):
        _update(made, now, texts={"name_ja": name})
    made.refresh_from_db()
    assert made.name_ja == "学びの会"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "sect"),
        ("languages", ["x" * 11]),
        ("fields_of_activity", ["99"]),
        ("email", "nobody"),
        ("url", "javascript:alert(1)"),
        ("social_urls", ["not an address"]),
        ("postal_code", "123"),
        ("municipality_code", "13104"),
        ("legal_name", "あ" * 201),
        ("legal_name", "a\x00b"),
        ("address", "\ud800"),
        ("founded", "yesterday"),
    ],
)
def test_what_cannot_be_stored_is_refused_by_column(now: datetime, column: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        _create(now, **{column: value})
    assert list(refused.value.message_dict) == [column]
    assert not Organization.objects.exists()


def test_an_organization_may_take_back_its_own_number(now: datetime) -> None:
    made = _create(now, corporate_number="7000012050002")
    _update(made, now, columns={"corporate_number": "7000-0120-50002", "phone": "119"})
    made.refresh_from_db()
    assert (made.corporate_number, made.phone) == ("7000012050002", "119")


def test_a_number_already_taken_is_refused_whole(now: datetime) -> None:
    _public(_create(now, corporate_number="7000012050002"))
    made = _create(now, "別の会")
    with pytest.raises(ValidationError) as refused:
        _update(made, now, columns={"corporate_number": "7000012050002", "phone": "119"})
    assert list(refused.value.message_dict) == ["corporate_number"]
    made.refresh_from_db()
    assert (made.corporate_number, made.phone) == (None, "")


def test_another_fault_of_the_database_is_not_called_a_taken_number(now: datetime) -> None:
    def write() -> None:
        Organization.objects.create(name_ja="")

    with pytest.raises(IntegrityError, match="has_name_ja"):
        services._store(write)


def test_adding_a_member_twice_changes_the_role(cast: factories.Cast, now: datetime) -> None:
    person = cast.outsider.person_id
    assert person is not None
    for role in (Membership.Role.STAFF, Membership.Role.MANAGER):
        services.add_member(
            organization_id=cast.organization.pk, person_id=person, role=role, by=cast.official.person_id, now=now
        )
    assert Membership.objects.get(person_id=person).role == "manager"
    acts = Act.objects.filter(verb="add_member").order_by("pk")
    assert [act.detail["role"] for act in acts] == ["staff", "manager"]
    with pytest.raises(ValueError, match="boss"):
        services.add_member(organization_id=cast.organization.pk, person_id=person, role="boss", by=None, now=now)


def _add(organization: Organization, person_id: int | None, role: str, now: datetime) -> Membership:
    assert person_id is not None
    return services.add_member(organization_id=organization.pk, person_id=person_id, role=role, by=None, now=now)


def test_the_last_manager_stays_one(cast: factories.Cast, now: datetime) -> None:
    with pytest.raises(ValidationError) as refused:
        _add(cast.organization, cast.manager.person_id, Membership.Role.STAFF, now)
    assert refused.value.messages == [
        "An organisation needs at least one manager. Please make somebody else a manager first."
    ]
    assert Membership.objects.get(person=cast.manager.person).role == "manager"
    _add(cast.organization, cast.manager.person_id, Membership.Role.MANAGER, now)
    _add(cast.organization, cast.staff.person_id, Membership.Role.MANAGER, now)
    assert _add(cast.organization, cast.manager.person_id, Membership.Role.STAFF, now).role == "staff"


def test_a_manager_who_has_not_accepted_or_is_elsewhere_does_not_count(cast: factories.Cast, now: datetime) -> None:
    _add(cast.organization, cast.other_manager.person_id, Membership.Role.STAFF, now)
    Membership.objects.filter(person=cast.staff.person).update(role="manager", accepted=None)
    with pytest.raises(ValidationError):
        _add(cast.organization, cast.manager.person_id, Membership.Role.STAFF, now)


@pytest.mark.django_db(transaction=True)
def test_of_two_managers_who_step_back_at_once_one_stays(cast: factories.Cast, now: datetime) -> None:
    _add(cast.organization, cast.staff.person_id, Membership.Role.MANAGER, now)
    with transaction.atomic():
        _add(cast.organization, cast.manager.person_id, Membership.Role.STAFF, now)
        with meanwhile(lambda: _add(cast.organization, cast.staff.person_id, Membership.Role.STAFF, now)) as second:
            assert second.is_alive(), "the second waits for the first"
    with pytest.raises(ValidationError):
        second.result()
    assert Membership.objects.get(organization=cast.organization, role="manager").person == cast.staff.person


def test_saving_confirms_and_so_does_making(now: datetime) -> None:
    made, later = _create(now), now + timedelta(days=3)
    assert made.confirmed == now.date()
    moment = services.update_organization(
        organization_id=made.pk, seen=now, texts={"name_ja": "学びの会"}, columns={}, by=None, now=later
    )
    made.refresh_from_db()
    assert (made.confirmed, moment) == (later.date(), later)
    detail = Act.objects.get(verb="update_organization").detail
    assert detail == {"before": {"confirmed": "2026-11-18"}, "after": {"confirmed": "2026-11-21"}}


def test_the_day_of_confirming_is_japans(now: datetime) -> None:
    night = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)
    assert _create(night).confirmed == date(2026, 11, 19)


@pytest.mark.parametrize("minor", [True, False])
def test_a_minor_change_leaves_translations_valid(now: datetime, minor: bool) -> None:
    made = services.create_organization(
        texts={"name_ja": "会", "summary_ja": "一", "summary_en": "one"}, by=None, now=now
    )
    _update(made, now, texts={"summary_ja": "一。"}, minor=minor)
    made.refresh_from_db()
    state = made.translation_state["summary"]["en"]["state"]
    assert state == ("human" if minor else "outdated")


EDITORS = 6


@pytest.mark.django_db(transaction=True)
def test_of_many_editors_at_once_one_wins_and_the_others_are_told(
    now: datetime, run_at_once: Callable[..., list[str]]
) -> None:
    made, names = _create(now), [f"会{number}" for number in range(EDITORS)]

    def edit() -> str:
        name = names.pop()
        try:
            _update(made, now, texts={"name_ja": name})
        except services.OrganizationEditedMeanwhileError as error:
            return f"told {error.organization.name_ja}"
        return name

    outcomes = run_at_once(edit, EDITORS)
    stored = Organization.objects.get(pk=made.pk).name_ja
    assert sorted(outcomes) == sorted([stored, *[f"told {stored}"] * (EDITORS - 1)])
    assert Act.objects.filter(verb="update_organization").count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_more_than_one_editor_wins(
    now: datetime, run_at_once: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, everybody_has_read = _create(now), threading.Barrier(EDITORS)
    monkeypatch.setattr(OrganizationQuerySet, "select_for_update", lambda self, **_options: self.all())
    check = services.checked_columns

    def meet(*arguments: Any) -> Any:
        if "name_ja" in arguments[1]:
            everybody_has_read.wait(20)
        return check(*arguments)

    monkeypatch.setattr(services, "checked_columns", meet)
    numbers = list(range(EDITORS))

    def edit() -> str:
        _update(made, now, texts={"name_ja": f"会{numbers.pop()}"})
        return "stored"

    assert run_at_once(edit, EDITORS) == ["stored"] * EDITORS


@pytest.mark.django_db(transaction=True)
def test_a_corporate_number_taken_by_many_at_once_goes_to_one(
    now: datetime, run_at_once: Callable[..., list[str]]
) -> None:
    public = [_create(now, f"会{number}") for number in range(4)]
    for made in public:
        _public(made)

    def take() -> str:
        try:
            _update(public.pop(), now, columns={"corporate_number": "7000012050002"})
        except ValidationError as error:
            return " ".join(error.message_dict)
        return "taken"

    assert sorted(run_at_once(take, 4)) == ["corporate_number"] * 3 + ["taken"]
    assert Organization.objects.filter(corporate_number="7000012050002").count() == 1
