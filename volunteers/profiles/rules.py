"""Who may write in a profile, who may be asked, and the reason if not."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from portal.accounts.models import Post, User
from portal.accounts.rules import WARD_READERS, WARD_REVIEWERS, holds_post, posts_held
from portal.shared.denials import Denial
from portal.shared.japan import JAPAN
from volunteers.profiles.ages import is_minor
from volunteers.profiles.models import Consent, ConsentText, VolunteerProfile

VOLUNTEER_DESK = WARD_REVIEWERS | {Post.Kind.COORDINATOR}
"""Who writes on somebody's behalf: coordinators, contracted operators, officials and administrators."""
VOLUNTEER_DESK_READERS = WARD_READERS | VOLUNTEER_DESK


def can_see_volunteer_desk(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """The desk's pages look like nothing at all to everybody else."""
    if holds_post(user, VOLUNTEER_DESK_READERS, now):
        return None
    return Denial("no-post", _("Only people who work for the ward can see this page."))


def can_look_after_volunteers(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """Personal data are for those who need them for their work: auditors see numbers."""
    if holds_post(user, VOLUNTEER_DESK, now):
        return None
    return Denial(
        "not-at-the-desk",
        _("Only coordinators, contracted operators and officials can see volunteers."),
        _("Please ask an administrator if you need this for your work."),
    )


def desk_post(user: User | AnonymousUser, now: datetime) -> int | None:
    """The post from which this account's person writes for others; None for everybody else."""
    return min(posts_held(user, VOLUNTEER_DESK, now), default=None)


def can_act_for(user: User | AnonymousUser, profile: VolunteerProfile, now: datetime) -> Denial | None:
    """At the desk one writes for others, and for oneself as everybody does."""
    if isinstance(user, User) and user.person_id == profile.person_id:
        return Denial("oneself", _("This is you."), _("Please use your own pages, as everybody does."))
    return can_look_after_volunteers(user, now)


def can_update_profile(user: User | AnonymousUser, profile: VolunteerProfile, now: datetime) -> Denial | None:
    """The person, or the desk on their behalf; nobody once the person has left."""
    own = isinstance(user, User) and user.is_active and user.person_id == profile.person_id
    return (None if own else can_act_for(user, profile, now)) or is_not_ended(profile)


def can_check_identity(user: User | AnonymousUser, profile: VolunteerProfile, now: datetime) -> Denial | None:
    """Somebody else of the ward must have seen the document."""
    return can_act_for(user, profile, now) or is_not_ended(profile)


def is_not_ended(profile: VolunteerProfile) -> Denial | None:
    """Whoever has left is not written to any more."""
    if profile.ended is None:
        return None
    return Denial("ended", _("This person has left."), _("They can sign up again at any time."))


def can_be_matched(profile: VolunteerProfile, now: datetime) -> Denial | None:
    """Whether openings may be proposed to the person at this moment; the first of `obstacles`."""
    return next(iter(obstacles(profile, now)), None)


def obstacles(profile: VolunteerProfile, now: datetime) -> list[Denial]:
    """Everything that keeps proposals away, what needs a decision first; one query."""
    ended = is_not_ended(profile)
    if ended:
        return [ended]
    agreed = Consent.objects.agreed_by(profile.person_id, now)
    today = now.astimezone(JAPAN).date()
    found: list[Denial] = []
    if not agreed.get(ConsentText.Purpose.MATCHING):
        found.append(_no_consent(newer=ConsentText.Purpose.MATCHING in agreed))
    if is_minor(profile.born, today) and not agreed.get(ConsentText.Purpose.GUARDIAN):
        found.append(_no_guardian(newer=ConsentText.Purpose.GUARDIAN in agreed))
    if profile.paused_on(today):
        found.append(_paused())
    if profile.proposals_per_week == 0:
        found.append(_wants_none())
    return found


def _no_consent(*, newer: bool) -> Denial:
    """`newer`: the former words were agreed to."""
    if newer:
        return Denial(
            "no-consent",
            _("The text about proposals has changed. Nothing is proposed until you agree to the new one."),
            _("Please read the new text and agree to it."),
        )
    return Denial("no-consent", _("There is no consent to proposals."), _("Please read the text and agree to it."))


def _no_guardian(*, newer: bool) -> Denial:
    if newer:
        return Denial(
            "no-guardian",
            _("The text for parents and guardians has changed. Nothing is proposed until they agree to the new one."),
            _("Please read the new text together and add the name."),
        )
    return Denial(
        "no-guardian",
        _("People under 18 need the consent of a parent or guardian."),
        _("Please read the text together and add the name."),
    )


def _paused() -> Denial:
    return Denial("paused", _("There is a pause."), _("The pause can be ended at any time."))


def _wants_none() -> Denial:
    return Denial("wants-none", _("The limit is no proposals at all."), _("The limit can be changed at any time."))
