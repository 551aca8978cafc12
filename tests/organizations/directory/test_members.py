"""Inviting, joining, leaving: by the pages, as managers, invited people and strangers meet them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from organizations.directory import invitations, joining, members
from organizations.directory.models import Invitation, JoinRequest, Membership, Organization
from portal.accounts.models import Person, User
from portal.shared.models import Act
from portal.shared.outbox.models import Message
from portal.shared.transitions import MoveRefusedError
from tests import factories
from tests.ward_people import just_signed_in, signed_in

pytestmark = pytest.mark.django_db


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
        page = just_signed_in(cast.manager).post(act, data, follow=True).content.decode()
        assert "at least one manager" in page
    mine.refresh_from_db()
    assert mine.role == "manager"
    theirs = Membership.objects.get(person=cast.staff.person)
    promote = f"{_page(cast.organization)}{theirs.pk}/", {"verb": "role", "role": "manager"}
    asked = signed_in(cast.manager).post(*promote)
    theirs.refresh_from_db()
    assert "reauthenticate" in asked["Location"] and theirs.role == "staff", "a role asks for the password once more"
    just_signed_in(cast.manager).post(*promote)
    just_signed_in(cast.manager).post(act, {"verb": "remove"})
    assert not Membership.objects.filter(pk=mine.pk).exists()
    assert _mails("member_left") == [cast.staff.email]


def test_removal_lifts_the_second_factor_when_nothing_else_asks_for_it(cast: factories.Cast, now: datetime) -> None:
    theirs = Membership.objects.get(person=cast.staff.person)
    members.settle_second_factor(theirs.person_id, by=None, now=now)
    elsewhere = factories.make_member(cast.staff, cast.other_organization, now, "staff")
    by = cast.manager.person_id
    assert by is not None
    members.remove_member(membership_id=theirs.pk, by=by, now=now)
    person = Person.objects.get(pk=theirs.person_id)
    assert person.mfa_required, "the other organisation still asks"
    members.remove_member(membership_id=elsewhere.pk, by=theirs.person_id, now=now)
    person.refresh_from_db()
    assert not person.mfa_required
    assert _mails("member_left") == [cast.staff.email, cast.other_manager.email]
    assert [act.verb for act in Act.objects.filter(verb__contains="organization").order_by("pk")] == [
        "leave_organization"
    ]


def test_a_staff_member_touches_nobody(cast: factories.Cast, now: datetime) -> None:
    theirs = Membership.objects.get(person=cast.manager.person)
    act = f"{_page(cast.organization)}{theirs.pk}/"
    assert just_signed_in(cast.staff).post(act, {"verb": "remove"}).status_code == 403
    with pytest.raises(MoveRefusedError):
        members.remove_member(membership_id=theirs.pk, by=cast.staff.person_id or 0, now=now)
    foreign = Membership.objects.get(person=cast.other_manager.person)
    act = f"{_page(cast.organization)}{foreign.pk}/"
    assert just_signed_in(cast.manager).post(act, {"verb": "remove"}).status_code == 404


def test_who_asks_to_join_is_let_in_or_told(cast: factories.Cast) -> None:
    for verb, joined in (("decline", False), ("accept", True)):
        signed_in(cast.outsider).post(f"/en/npo/organizations/{cast.organization.pk}/join/", {"title": "会計"})
        asked = JoinRequest.objects.get(status="open")
        assert "会計" in signed_in(cast.manager).get(_page(cast.organization)).content.decode()
        act = f"/en/npo/organizations/{cast.organization.pk}/requests/{asked.pk}/"
        signed_in(cast.manager).post(act, {"verb": verb})
        assert Membership.objects.filter(person=cast.outsider.person, title="会計").exists() is joined
        if verb == "decline":
            ask = f"/en/npo/organizations/{cast.organization.pk}/join/"
            told = signed_in(cast.outsider).post(ask, follow=True).content.decode()
            assert "has declined" in told and not JoinRequest.objects.filter(status="open").exists()
            JoinRequest.objects.update(answered=timezone.now() - timedelta(days=31))
    assert _mails("join_requested") == [cast.manager.email] * 2
    assert _mails("join_answered") == [cast.outsider.email] * 2


def test_who_came_in_meanwhile_keeps_the_role_and_is_asked_about_no_more(cast: factories.Cast, now: datetime) -> None:
    ask = {"organization_id": cast.organization.pk, "person_id": cast.outsider.person_id, "now": now}
    stale = joining.ask_to_join(**ask)  # type: ignore[arg-type]
    factories.make_member(cast.outsider, cast.organization, now, "manager")
    signed_in(cast.manager).post(
        f"/en/npo/organizations/{cast.organization.pk}/requests/{stale.pk}/", {"verb": "accept"}
    )
    assert Membership.objects.get(person=cast.outsider.person).role == "manager"
    asks_too = factories.make_user("new@example.org")
    waiting = joining.ask_to_join(**{**ask, "person_id": asks_too.person_id})  # type: ignore[arg-type]
    _answer(asks_too, _invite(cast))
    waiting.refresh_from_db()
    assert waiting.status == "accepted", "an invitation brought this person in"


def test_a_draft_nobody_has_seen_writes_to_nobody(cast: factories.Cast, now: datetime) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(status="draft", submitted_at=None)
    page, data = _page(cast.organization), {"email": "prey@example.org", "role": "staff", "language": "en"}
    assert "sent to the ward office" in signed_in(cast.manager).get(page).content.decode()
    assert signed_in(cast.manager).post(page, data).status_code == 422
    assert not Invitation.objects.exists() and _mails("invitation") == []
    Organization.objects.filter(pk=cast.organization.pk).update(submitted_at=now)
    _invite(cast, "prey@example.org")


def test_inviting_and_withdrawing_in_turns_floods_nobody(
    cast: factories.Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "MOST_A_DAY", 2)
    by, page = cast.manager.person_id or 0, _page(cast.organization)
    made = _invite(cast)
    invitations.withdraw_invitation(invitation_id=made.pk, by=by, now=now)
    data = {"email": "NEW@example.org", "role": "staff", "language": "en"}
    answer = signed_in(cast.manager).post(page, data)
    assert answer.status_code == 422 and "ten minutes" in answer.content.decode()
    assert "within a day" not in answer.content.decode()
    invitations.withdraw_invitation(invitation_id=_invite(cast, "second@example.org").pk, by=by, now=now)
    answer = signed_in(cast.manager).post(page, {**data, "email": "third@example.org"})
    assert answer.status_code == 422 and "within a day" in answer.content.decode()
    assert len(_mails("invitation")) == 2


def test_a_suspended_organization_changes_nothing_but_lets_people_go(cast: factories.Cast, now: datetime) -> None:
    made = _invite(cast)
    ask = {"organization_id": cast.organization.pk, "person_id": cast.outsider.person_id, "now": now}
    asked = joining.ask_to_join(**ask)  # type: ignore[arg-type]
    theirs = Membership.objects.get(person=cast.staff.person)
    Organization.objects.filter(pk=cast.organization.pk).update(status="suspended")
    Invitation.objects.update(invited=now - timedelta(hours=1))
    here, manager = f"/en/npo/organizations/{cast.organization.pk}/", just_signed_in(cast.manager)
    acts = [
        (f"members/{theirs.pk}/", {"verb": "role", "role": "manager"}), (f"members/{theirs.pk}/", {"verb": "remove"}),
        (f"invitations/{made.pk}/", {"verb": "again"}), (f"invitations/{made.pk}/", {"verb": "withdraw"}),
        (f"requests/{asked.pk}/", {"verb": "accept"}),
    ]  # fmt: skip
    assert [manager.post(here + path, data).status_code for path, data in acts] == [403] * 5
    for refused in _acts_of(cast.manager.person_id or 0, theirs, made, asked, now):
        with pytest.raises(MoveRefusedError, match="suspended"):
            refused()
    assert just_signed_in(cast.staff).post(f"{here}members/{theirs.pk}/", {"verb": "remove"}).status_code == 302
    assert not Membership.objects.filter(pk=theirs.pk).exists()


def _acts_of(
    by: int, theirs: Membership, made: Invitation, asked: JoinRequest, now: datetime
) -> list[Callable[[], object]]:
    """Everything a manager can do to the members, without the pages' own look at the rules."""
    say: dict[str, Any] = {"by": by, "now": now}
    place = {"organization_id": theirs.organization_id}
    return [
        lambda: members.change_role(membership_id=theirs.pk, role="manager", **say),
        lambda: invitations.invite(email="x@example.org", role="staff", **place, **say),
        lambda: invitations.send_again(invitation_id=made.pk, **say),
        lambda: invitations.withdraw_invitation(invitation_id=made.pk, **say),
        lambda: joining.answer_join_request(request_id=asked.pk, verb="accept", **say),
    ]


def test_a_manager_made_staff_a_moment_ago_does_nothing_more(cast: factories.Cast, now: datetime) -> None:
    made = _invite(cast)
    Invitation.objects.update(invited=now - timedelta(hours=1))
    ask = {"organization_id": cast.organization.pk, "person_id": cast.outsider.person_id, "now": now}
    asked = joining.ask_to_join(**ask)  # type: ignore[arg-type]
    mine = Membership.objects.get(person=cast.staff.person)
    for refused in _acts_of(mine.person_id, mine, made, asked, now):
        with pytest.raises(MoveRefusedError, match="not-a-manager"):
            refused()
    mine.refresh_from_db()
    assert mine.role == "staff", "nobody promotes themselves"


def test_a_manager_who_cannot_sign_in_does_not_let_the_last_one_go(cast: factories.Cast, now: datetime) -> None:
    gone = factories.make_member(cast.outsider, cast.organization, now, "manager")
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    mine = Membership.objects.get(person=cast.manager.person)
    with pytest.raises(MoveRefusedError, match="last-manager"):
        members.remove_member(membership_id=mine.pk, by=mine.person_id, now=now)
    members.remove_member(membership_id=gone.pk, by=mine.person_id, now=now)


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
            members.remove_member(membership_id=membership_id, by=by, now=now)
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
        organization_id=cast.organization.pk, email=cast.outsider.email, role="staff", by=by, now=now
    )
    turns = ["accept", "withdraw"]

    def act() -> str:
        verb = turns.pop()
        try:
            if verb == "accept":
                invitations.answer_invitation(invitation_id=made.pk, verb="accept", user=cast.outsider, now=now)
            else:
                invitations.withdraw_invitation(invitation_id=made.pk, by=by or 0, now=now)
        except MoveRefusedError:
            return "told"
        return verb

    done = run_at_once(act, 2)
    made.refresh_from_db()
    joined = Membership.objects.filter(person=cast.outsider.person).exists()
    assert "told" in done and joined is (made.status == "accepted")
