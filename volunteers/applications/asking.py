"""A volunteer asks for a place: has it at once, waits for the organisation's answer, talks first, or stands in line."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.shared.audit import record_act
from portal.shared.denials import Denial
from portal.shared.records import clean_value
from portal.shared.transitions import MoveRefusedError
from volunteers.applications import rules
from volunteers.applications.clocks import reply_due
from volunteers.applications.filling import settle_opening
from volunteers.applications.mails import tell_managers, tell_volunteer
from volunteers.applications.models import Application
from volunteers.applications.places import gives_turns, hold_person, take_place, take_turn
from volunteers.openings.editing import lock_opening
from volunteers.openings.models import Opening, Shift
from volunteers.profiles.consents import give_consent
from volunteers.profiles.models import Consent, ConsentText, VolunteerProfile
from volunteers.profiles.on_behalf import on_behalf

IN_ONE_PLACE = "application_in_one_place_at_a_time"
ONCE = "application_once_a_shift"
_S = Application.Status


@transaction.atomic
def apply(
    *,
    shift_id: int,
    profile_id: int,
    by: int | None,
    now: datetime,
    channel: str = Application.Channel.SEARCH,
    message: str = "",
    contact_version: int | None = None,
    language: str = "ja",
    post_id: int | None = None,
) -> Application:
    """Ask for a place in the shift; the answer's status says what came of it.

    `contact_version`: the words (in `language`) under which the person passes name and address for this match; None:
    not agreed. `post_id`: from which post of the ward it is written down for somebody. MoveRefusedError says why not;
    ValidationError (`agree`) when the words have changed since they were read.
    """
    consent = _consent(profile_id, contact_version, language, by=by, post_id=post_id, now=now)
    profile = hold_person(profile_id)
    helped = on_behalf(profile.person_id, by, post_id)
    opening_id = Shift.objects.values_list("opening_id", flat=True).get(pk=shift_id)
    opening = lock_opening(opening_id)
    shift = Shift.objects.get(pk=shift_id)
    denial = rules.can_apply(opening, shift, profile, now)
    if denial:
        raise MoveRefusedError(denial)
    asked = Application(
        shift=shift,
        opening=opening,
        organization_id=opening.organization_id,
        profile=profile,
        channel=Application.Channel(channel),
        message=clean_value(message, lines=True),
        contact_consent=consent,
        during=(shift.starts, shift.ends) if shift.starts else None,
        applied=now,
        recorded_by_id=post_id if helped.get("on_behalf") else None,
        created=now,
        updated=now,
    )
    application = _written(asked, now)
    detail = {"channel": application.channel, "after": {"status": application.status}, **helped}
    record_act(by=by, verb="apply_application", on=application, now=now, detail=detail)
    _tell(application, by=by, now=now)
    settle_opening(opening, now=now)
    return application


def _written(application: Application, now: datetime) -> Application:
    """With its place; the tables themselves refuse what two transactions at once could not see of each other."""
    application.status = _given(application.opening, application.shift)
    application.due = _due(application, now)
    application.decided = now if application.status == _S.ACCEPTED else None
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError as error:
        raise MoveRefusedError(_refusal(error, application)) from error
    return application


def _given(opening: Opening, shift: Shift) -> Application.Status:
    if not gives_turns(opening):
        return _S.ACCEPTED if take_place(shift.pk) else _S.WAITING
    asking = _S.TALKING if opening.kind == Opening.Kind.PROJECT else _S.APPLIED
    return asking if take_turn(shift.pk) else _S.WAITING


def _due(application: Application, now: datetime) -> datetime | None:
    if application.status == _S.ACCEPTED:
        return None
    if application.status == _S.WAITING:
        return application.shift.starts
    return reply_due(now, begins=application.shift.starts)


def _refusal(error: IntegrityError, application: Application) -> Denial:
    diagnosis = getattr(error.__cause__, "diag", None)
    constraint = getattr(diagnosis, "constraint_name", None)
    if constraint == IN_ONE_PLACE:
        return rules.elsewhere(rules.overlapping(application.shift, application.profile.pk))
    if constraint == ONCE:
        return rules.already_applied()
    raise error


def _consent(
    profile_id: int, version: int | None, language: str, *, by: int | None, post_id: int | None, now: datetime
) -> Consent | None:
    """Agreed to before the profile is held, for whoever saves a profile holds its person first."""
    if version is None:
        return None
    profile = VolunteerProfile.objects.only("person_id", "channel").get(pk=profile_id)
    return give_consent(
        person_id=profile.person_id,
        purpose=ConsentText.Purpose.CONTACT,
        language=language,
        version=version,
        channel=profile.channel,
        by=by,
        now=now,
        post_id=post_id,
    )


def _tell(application: Application, *, by: int | None, now: datetime) -> None:
    if application.status == _S.ACCEPTED:
        tell_volunteer(application, "accept", by=by, now=now)
    if application.status != _S.WAITING:
        tell_managers(application, "apply", by=by, now=now)


@transaction.atomic
def share_contact(
    *, application_id: int, version: int, language: str, by: int | None, now: datetime, post_id: int | None = None
) -> Application:
    """Pass name and address to this organisation, later than when asking; MoveRefusedError when it is over.

    ValidationError (`agree`) when the words have changed since they were read.
    """
    profile_id = Application.objects.values_list("profile_id", flat=True).get(pk=application_id)
    consent = _consent(profile_id, version, language, by=by, post_id=post_id, now=now)
    application = Application.objects.select_for_update(of=("self",)).get(pk=application_id)
    if application.status not in Application.LIVE:
        raise MoveRefusedError(
            Denial("over", _("This application is over."), _("Nothing was passed on to the organisation."))
        )
    application.contact_consent, application.updated = consent, now
    application.save(update_fields=["contact_consent", "updated"])
    record_act(by=by, verb="share_contact", on=application, now=now)
    return application


@transaction.atomic
def take_back_contact(*, application_id: int, by: int | None, now: datetime) -> Application:
    """The organisation sees name and address of this match no more; other matches keep theirs."""
    application = Application.objects.select_for_update(of=("self",)).get(pk=application_id)
    if application.contact_consent_id is not None:
        application.contact_consent, application.updated = None, now
        application.save(update_fields=["contact_consent", "updated"])
        record_act(by=by, verb="take_back_contact", on=application, now=now)
    return application
