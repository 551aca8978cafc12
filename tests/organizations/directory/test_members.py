"""Inviting, joining, leaving: by the pages, as managers, invited people and strangers meet them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from organizations.directory import invitations, members
from organizations.directory.models import Invitation, JoinRequest, Membership, Organization
from portal.accounts.models import Person, User
from portal.shared.models import Act
from portal.shared.outbox.models import Message
from portal.shared.transitions import MoveRefusedError
from tests import factories
from tests.ward_people import signed_in

pytestmark = pytest.mark.django_db
SITE = "https://portal.example"


def _page(organization: Organization) -> str:
    return f"/en/npo/organizations/{organization.pk}/members/"


def _invite(cast: factories.Cast, email: str = "new@example.org", role: str = "staff") -> Invitation:
    data = {"email": email, "role": role, "language": "en"}
    answer = signed_in(cast.manager).post(_page(cast.organization), data)
    assert answer.status_code == 302, answer.content.decode()
    return Invitation.objects.latest("pk")


def _answer(user: User, invitation: Invitation, verb: str = "accept") -> Any:
    return signed_in(user).post(f"/en/npo/invitations/{invitation.token}/", {"verb": verb})


def _mails(template: str) -> list[str]:
    return list(Message.objects.filter(template=template).order_by("pk").values_list("to", flat=True))


def test_the_invited_person_alone_comes_in_and_needs_a_second_factor(cast: factories.Cast) -> None:
    invitation = _invite(cast)
    assert _mails("invitation") == ["new@example.org"]
    assert str(invitation.token) in Message.objects.get(template="invitation").values["url"]
    assert b"Sign up" in Client().get(f"/en/npo/invitations/{invitation.token}/").content
    assert Client().post(f"/en/npo/invitations/{invitation.token}/", {"verb": "accept"}).status_code == 302
    assert _answer(cast.outsider, invitation).status_code == 403
    invited = factories.make_user("New@example.org")
    invited.emailaddress_set.update(verified=False)
    assert _answer(invited, invitation).status_code == 403, "an address nobody has confirmed"
    invited.emailaddress_set.update(verified=True)
    assert _answer(invited, invitation).status_code == 302
    member = Membership.objects.get(person_id=invited.person_id)
    assert (member.organization_id, member.role) == (cast.organization.pk, "staff")
    assert Person.objects.get(pk=invited.person_id).mfa_required
    assert signed_in(invited).get(_page(cast.organization))["Location"].endswith("/accounts/second-factor/")
    assert _mails("member_joined") == [cast.manager.email]
    assert _answer(invited, invitation).status_code in (302, 403), "an invitation is used once"
    assert Membership.objects.filter(person_id=invited.person_id).count() == 1


def test_whether_an_address_has_an_account_stays_hidden(cast: factories.Cast) -> None:
    answers = []
    for email in (cast.outsider.email, "nobody@example.org"):
        data = {"email": email, "role": "staff", "language": "en"}
        answer = signed_in(cast.manager).post(_page(cast.organization), data, follow=True)
        answers.append(answer.content.decode().count("fourteen days"))
    assert answers == [1, 1]
    assert not Membership.objects.filter(person_id=cast.outsider.person_id).exists()


def test_one_open_invitation_for_an_address(cast: factories.Cast) -> None:
    first = _invite(cast, "Two@example.org")
    data = {"email": "two@EXAMPLE.org", "role": "manager", "language": "en"}
    assert signed_in(cast.manager).post(_page(cast.organization), data).status_code == 422
    Invitation.objects.filter(pk=first.pk).update(invited=F_AGO, expires=F_AGO + timedelta(days=1))
    assert _invite(cast, "two@example.org").pk != first.pk
    first.refresh_from_db()
    assert first.status == "withdrawn", "what had run out made room"


F_AGO = datetime(2026, 1, 1, tzinfo=timezone.get_current_timezone())


def test_members_and_strangers_are_not_invited_by_staff(cast: factories.Cast) -> None:
    data = {"email": "x@example.org", "role": "manager", "language": "en"}
    assert signed_in(cast.staff).get(_page(cast.organization)).status_code == 200
    assert signed_in(cast.staff).post(_page(cast.organization), data).status_code == 403
    assert (
        signed_in(cast.manager).post(_page(cast.organization), {**data, "email": cast.staff.email}).status_code == 422
    )
    Organization.objects.filter(pk=cast.organization.pk).update(status="suspended")
    assert signed_in(cast.manager).post(_page(cast.organization), data).status_code == 403
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("ended", ["expired", "withdrawn", "declined", "again"])
def test_an_ended_invitation_opens_nothing(cast: factories.Cast, ended: str) -> None:
    invitation, invited = _invite(cast), factories.make_user("new@example.org")
    act = f"/en/npo/organizations/{cast.organization.pk}/invitations/{invitation.pk}/"
    if ended == "expired":
        Invitation.objects.update(invited=F_AGO, expires=F_AGO + timedelta(days=14))
    elif ended == "declined":
        assert _answer(invited, invitation, "decline").status_code == 302
    elif ended == "withdrawn":
        signed_in(cast.manager).post(act, {"verb": "withdraw"})
    else:
        signed_in(cast.manager).post(act, {"verb": "again"})
        assert Message.objects.filter(template="invitation").count() == 1, "not twice within ten minutes"
        Invitation.objects.update(invited=timezone.now() - timedelta(hours=1))
        signed_in(cast.manager).post(act, {"verb": "again"})
        assert Message.objects.filter(template="invitation").count() == 2
    assert _answer(invited, invitation).status_code == (404 if ended == "again" else 403)
    assert not Membership.objects.filter(person_id=invited.person_id).exists()


def test_who_manages_is_not_made_staff_by_an_invitation(cast: factories.Cast, now: datetime) -> None:
    invitation = _invite(cast)
    invited = factories.make_user("new@example.org")
    factories.make_member(invited, cast.organization, now, "manager")
    _answer(invited, invitation)
    assert Membership.objects.get(person_id=invited.person_id).role == "manager"


def test_the_last_manager_neither_leaves_nor_steps_down_nor_is_removed(cast: factories.Cast) -> None:
    mine = Membership.objects.get(person=cast.manager.person)
    act = f"{_page(cast.organization)}{mine.pk}/"
    for data in ({"verb": "remove"}, {"verb": "role", "role": "staff"}):
        page = signed_in(cast.manager).post(act, data, follow=True).content.decode()
        assert "at least one manager" in page
    mine.refresh_from_db()
    assert mine.role == "manager"
    theirs = Membership.objects.get(person=cast.staff.person)
    signed_in(cast.manager).post(f"{_page(cast.organization)}{theirs.pk}/", {"verb": "role", "role": "manager"})
    signed_in(cast.manager).post(act, {"verb": "remove"})
    assert not Membership.objects.filter(pk=mine.pk).exists()
    assert _mails("member_left") == [cast.staff.email]


def test_removal_lifts_the_second_factor_when_nothing_else_asks_for_it(cast: factories.Cast, now: datetime) -> None:
    theirs = Membership.objects.get(person=cast.staff.person)
    members.settle_second_factor(theirs.person_id, by=None, now=now)
    elsewhere = factories.make_member(cast.staff, cast.other_organization, now, "staff")
    by = cast.manager.person_id
    assert by is not None
    members.remove_member(membership_id=theirs.pk, by=by, now=now, site=SITE)
    person = Person.objects.get(pk=theirs.person_id)
    assert person.mfa_required, "the other organisation still asks"
    members.remove_member(membership_id=elsewhere.pk, by=theirs.person_id, now=now, site=SITE)
    person.refresh_from_db()
    assert not person.mfa_required
    assert _mails("member_left") == [cast.staff.email, cast.other_manager.email]
    assert [act.verb for act in Act.objects.filter(verb__contains="organization").order_by("pk")] == [
        "leave_organization"
    ]


def test_a_staff_member_touches_nobody(cast: factories.Cast, now: datetime) -> None:
    theirs = Membership.objects.get(person=cast.manager.person)
    assert signed_in(cast.staff).post(f"{_page(cast.organization)}{theirs.pk}/", {"verb": "remove"}).status_code == 403
    with pytest.raises(MoveRefusedError):
        members.remove_member(membership_id=theirs.pk, by=cast.staff.person_id or 0, now=now, site=SITE)
    foreign = Membership.objects.get(person=cast.other_manager.person)
    assert (
        signed_in(cast.manager).post(f"{_page(cast.organization)}{foreign.pk}/", {"verb": "remove"}).status_code == 404
    )


def test_who_asks_to_join_is_let_in_or_told(cast: factories.Cast) -> None:
    for verb, joined in (("decline", False), ("accept", True)):
        signed_in(cast.outsider).post(f"/en/npo/organizations/{cast.organization.pk}/join/", {"title": "会計"})
        asked = JoinRequest.objects.get(status="open")
        assert "会計" in signed_in(cast.manager).get(_page(cast.organization)).content.decode()
        act = f"/en/npo/organizations/{cast.organization.pk}/requests/{asked.pk}/"
        signed_in(cast.manager).post(act, {"verb": verb})
        assert Membership.objects.filter(person=cast.outsider.person, title="会計").exists() is joined
    assert _mails("join_requested") == [cast.manager.email] * 2
    assert _mails("join_answered") == [cast.outsider.email] * 2


@pytest.mark.django_db(transaction=True)
def test_two_managers_who_remove_each_other_at_once_leave_one(
    cast: factories.Cast, now: datetime, run_at_once: Any
) -> None:
    Membership.objects.filter(person=cast.staff.person).update(role="manager")
    first = Membership.objects.get(person=cast.manager.person)
    second = Membership.objects.get(person=cast.staff.person)
    pairs = [(first.pk, second.person_id), (second.pk, first.person_id)]

    def remove() -> str:
        membership_id, by = pairs.pop()
        try:
            members.remove_member(membership_id=membership_id, by=by, now=now, site=SITE)
        except MoveRefusedError as error:
            return error.denial.code
        return "removed"

    assert sorted(run_at_once(remove, 2)) in (["not-a-manager", "removed"], ["last-manager", "removed"])
    assert Membership.objects.filter(organization=cast.organization, role="manager").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_invitation_taken_and_withdrawn_at_once_is_one_of_both(
    cast: factories.Cast, now: datetime, run_at_once: Any
) -> None:
    by = cast.manager.person_id
    made = invitations.invite(
        organization_id=cast.organization.pk, email=cast.outsider.email, role="staff", by=by, now=now, site=SITE
    )
    turns = ["accept", "withdraw"]

    def act() -> str:
        verb = turns.pop()
        try:
            if verb == "accept":
                invitations.answer_invitation(
                    invitation_id=made.pk, verb="accept", user=cast.outsider, now=now, site=SITE
                )
            else:
                invitations.withdraw_invitation(invitation_id=made.pk, by=by or 0, now=now)
        except MoveRefusedError:
            return "told"
        return verb

    done = run_at_once(act, 2)
    made.refresh_from_db()
    joined = Membership.objects.filter(person=cast.outsider.person).exists()
    assert "told" in done and joined is (made.status == "accepted")
