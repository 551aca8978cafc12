"""Answers: the organisation's to who asks, the volunteer's to a place that became free, and who came."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from portal.shared.transitions import MoveRefusedError, move
from volunteers.applications import rules
from volunteers.applications.clocks import talk_due
from volunteers.applications.filling import line_up_the_rest, settle_opening, settle_shift
from volunteers.applications.life import LIFE
from volunteers.applications.mails import tell_managers, tell_volunteer, withdraw_news
from volunteers.applications.models import Application
from volunteers.applications.places import give_back, hold_person, take_place
from volunteers.openings.editing import lock_opening
from volunteers.openings.models import Opening
from volunteers.profiles.on_behalf import on_behalf


def held(application_id: int) -> tuple[Application, Opening]:
    """The application as it stands, its person and its opening held; Application.DoesNotExist."""
    found = Application.objects.values_list("profile_id", "opening_id").get(pk=application_id)
    profile, opening = hold_person(found[0]), lock_opening(found[1])
    application = Application.objects.select_related("shift", "contact_consent").get(pk=application_id)
    application.profile, application.opening = profile, opening
    return application, opening


@transaction.atomic
def accept_application(*, application_id: int, by: int | None, now: datetime) -> Application:
    """The organisation gives a place; who waits beyond the last one stands in line. MoveRefusedError: none is left."""
    application, opening = held(application_id)
    before = application.status
    denial = LIFE.can_move(application, "accept") or rules.takes_places(opening, application.shift, now)
    if denial is None and rules.may_still(opening, application.shift, application.profile, now):
        denial = rules.missing_meanwhile()
    denial = denial or rules.is_free(application.shift, application.profile)
    if denial is None and not take_place(application.shift.pk):
        denial = rules.has_room()
    if denial:
        raise MoveRefusedError(denial)
    give_back(application.shift.pk, before)
    move(
        application,
        "accept",
        table=LIFE,
        by=by,
        now=now,
        columns={"due": None, "decided": now, "updated": now},
    )
    tell_volunteer(application, "accept", by=by, now=now)
    line_up_the_rest(application.shift.pk, now=now)
    settle_opening(opening, now=now)
    return application


@transaction.atomic
def decline_application(*, application_id: int, reason: str, by: int | None, now: datetime) -> Application:
    """The organisation says no, with a reason that the volunteer reads; the next in line gets the turn."""
    return _ended(application_id, "decline", reason, by=by, now=now)


@transaction.atomic
def cancel_application(*, application_id: int, reason: str, by: int | None, now: datetime) -> Application:
    """The organisation takes a place back, with a reason that the volunteer reads; the next in line gets it."""
    return _ended(application_id, "cancel", reason, by=by, now=now)


def _ended(application_id: int, verb: str, reason: str, *, by: int | None, now: datetime) -> Application:
    application, opening = held(application_id)
    before = application.status
    denial = rules.can_cancel(application, now)
    if denial:
        raise MoveRefusedError(denial)
    columns = {"due": None, "decided": now, "reason": reason.strip()[:1000], "updated": now}
    move(application, verb, table=LIFE, by=by, now=now, reason=reason, columns=columns)
    give_back(application.shift.pk, before)
    tell_volunteer(application, verb, by=by, now=now, reason=reason)
    settle_shift(opening, application.shift.pk, now=now)
    settle_opening(opening, now=now)
    return application


@transaction.atomic
def keep_talking(*, application_id: int, by: int | None, now: datetime) -> Application:
    """The organisation has spoken with the volunteer and both want to go on: a week more, four weeks in all."""
    application, _opening = held(application_id)
    due = talk_due(now, applied=application.applied)
    move(application, "keep_talking", table=LIFE, by=by, now=now, columns={"due": due, "updated": now})
    tell_volunteer(application, "keep_talking", by=by, now=now)
    return application


@transaction.atomic
def answer_offer(
    *, application_id: int, take: bool, by: int | None, now: datetime, post_id: int | None = None
) -> Application:
    """Take the place that became free, or leave it to the next in line; MoveRefusedError when its time is over."""
    if not take:
        return leave(application_id, by=by, now=now, post_id=post_id)
    application, opening = held(application_id)
    denial = rules.takes_places(opening, application.shift, now) or rules.offer_stands(application, now)
    denial = denial or rules.may_still(opening, application.shift, application.profile, now)
    if denial:
        raise MoveRefusedError(denial)
    helped = on_behalf(application.profile.person_id, by, post_id)
    columns = {"due": None, "decided": now, "updated": now}
    move(application, "take_place", table=LIFE, by=by, now=now, columns=columns, detail=helped)
    tell_volunteer(application, "accept", by=by, now=now)
    tell_managers(application, "apply", by=by, now=now)
    return application


def leave(
    application_id: int, *, by: int | None, now: datetime, reason: str = "", post_id: int | None = None
) -> Application:
    """The volunteer's withdrawal, whatever the state, within the caller's transaction.

    Why somebody cannot come stands in the row, which is forgotten in time, not in the acts, which are kept.
    """
    application, opening = held(application_id)
    before = application.status
    helped = on_behalf(application.profile.person_id, by, post_id)
    columns = {"due": None, "decided": now, "reason": reason.strip()[:1000], "updated": now}
    move(application, "withdraw", table=LIFE, by=by, now=now, columns=columns, detail=helped)
    give_back(application.shift.pk, before)
    withdraw_news(application, now=now)
    if before != Application.Status.WAITING:
        tell_managers(application, "withdraw", by=by, now=now)
    settle_shift(opening, application.shift.pk, now=now)
    settle_opening(opening, now=now)
    return application


@transaction.atomic
def withdraw_application(
    *, application_id: int, by: int | None, now: datetime, reason: str = "", post_id: int | None = None
) -> Application:
    """The volunteer does not come after all; the next in line gets the place at once. MoveRefusedError: it is over."""
    denial = rules.can_withdraw(Application.objects.select_related("shift").get(pk=application_id), now)
    if denial:
        raise MoveRefusedError(denial)
    return leave(application_id, by=by, now=now, reason=reason, post_id=post_id)


@transaction.atomic
def mark_took_part(*, application_id: int, by: int | None, now: datetime) -> Application:
    """The person was there: their hours can be confirmed. MoveRefusedError before it has begun."""
    return _marked(application_id, "mark_took_part", by=by, now=now)


@transaction.atomic
def mark_no_show(*, application_id: int, by: int | None, now: datetime) -> Application:
    """The person was not there; MoveRefusedError before it has begun."""
    return _marked(application_id, "mark_no_show", by=by, now=now)


def _marked(application_id: int, verb: str, *, by: int | None, now: datetime) -> Application:
    application = Application.objects.select_related("shift", "opening").get(pk=application_id)
    denial = rules.can_mark(application, now)
    if denial:
        raise MoveRefusedError(denial)
    columns = {"decided": application.decided or now, "updated": now}
    move(application, verb, table=LIFE, by=by, now=now, columns=columns)
    return application
