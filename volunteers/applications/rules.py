"""Who can have a place, and what somebody can do about it who cannot yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from organizations.directory.models import Organization
from portal.shared.denials import Denial
from portal.shared.japan import JAPAN
from portal.shared.language_names import LANGUAGE_NAMES
from volunteers.applications.models import Application
from volunteers.openings.models import Opening, Shift
from volunteers.profiles.ages import age_on, is_minor
from volunteers.profiles.models import Consent, ConsentText, IdentityCheck, VolunteerProfile
from volunteers.vocabulary import Level, Skill

MENDED_IN_PROFILE = frozenset({"skills-missing", "languages-missing", "age-unknown"})
"""Denials that end once the profile says more."""
MENDED_BY_CONSENT = frozenset({"guardian-missing"})
"""Denials that end once a guardian's name stands on the page of consents."""
_TAKES = (Opening.Status.PUBLISHED, Opening.Status.FILLED)
_S = Application.Status


def can_apply(opening: Opening, shift: Shift, profile: VolunteerProfile, now: datetime) -> Denial | None:
    """Whether this person can ask for a place in the shift; the first thing in the way is named.

    A pause stops proposals, not people: whoever is paused may still ask.
    """
    return (
        takes_applications(opening, shift, now)
        or _lives(profile)
        or _is_old_enough(opening, profile, _day_of(opening, shift, now))
        or _guardian_agrees(profile, now)
        or _identity_is_checked(opening, profile, _day_of(opening, shift, now))
        or _speaks(opening, profile)
        or _can_do(opening, profile)
        or has_not_asked(shift, profile)
        or is_free(shift, profile)
    )


def may_still(opening: Opening, shift: Shift, profile: VolunteerProfile, now: datetime) -> Denial | None:
    """What may have ended since the person asked, and without which nobody has a place: asked when it is given."""
    return (
        _lives(profile)
        or _guardian_agrees(profile, now)
        or _identity_is_checked(opening, profile, _day_of(opening, shift, now))
    )


def missing_meanwhile() -> Denial:
    """What the organisation reads instead of `may_still`: whether somebody is under age is not for its eyes."""
    return Denial(
        "missing-meanwhile",
        _("This person cannot have the place at the moment: something that the ward office has to see is missing."),
        _("Please ask the ward office."),
    )


def takes_applications(opening: Opening, shift: Shift, now: datetime) -> Denial | None:
    """Published, and neither the opening nor the shift nor the time to answer is over."""
    look_on = _("Please look for another opening.")
    if opening.status in (Opening.Status.CLOSED, Opening.Status.CANCELLED):
        return Denial("opening-over", _("This opening is over."), look_on)
    if opening.status not in _TAKES or opening.organization.status != Organization.Status.PUBLISHED:
        return Denial("not-published", _("This opening cannot be seen by everybody now."), look_on)
    today = now.astimezone(JAPAN).date()
    if shift.cancelled is not None:
        return Denial("shift-cancelled", _("This time was cancelled."), _("Please choose another time."))
    begun = shift.starts is not None and shift.starts <= now
    if begun or shift.is_over(now) or opening.ends < today:
        return Denial("shift-over", _("It has begun already, or is over."), _("Please choose another time."))
    if opening.deadline is not None and opening.deadline < today:
        day = date_format(opening.deadline, "DATE_FORMAT")
        return Denial("deadline-over", _("One could answer until %(day)s.") % {"day": day}, look_on)
    return None


def takes_places(opening: Opening, shift: Shift, now: datetime) -> Denial | None:
    """Whether a place that became free can still be given: the deadline for asking does not matter to who asked."""
    denial = takes_applications(opening, shift, now)
    return None if denial is not None and denial.code == "deadline-over" else denial


def _day_of(opening: Opening, shift: Shift, now: datetime) -> date:
    """The day on which the conditions must be met: that of the shift, or the first one to come."""
    begins = shift.starts.astimezone(JAPAN).date() if shift.starts else opening.starts
    return max(begins, now.astimezone(JAPAN).date())


def _lives(profile: VolunteerProfile) -> Denial | None:
    if profile.ended is None:
        return None
    return Denial("profile-ended", _("Your volunteer profile has ended."), _("Please begin it again first."))


def _is_old_enough(opening: Opening, profile: VolunteerProfile, day: date) -> Denial | None:
    least = opening.minimum_age
    if least == 0:
        return None
    if profile.born is None:
        return Denial(
            "age-unknown",
            _("This is for people aged %(age)s or older, and your profile does not say when you were born.")
            % {"age": least},
            _("Please write year and month of birth into your profile."),
        )
    if age_on(profile.born, day) >= least:
        return None
    return Denial(
        "too-young",
        _("This is for people aged %(age)s or older.") % {"age": least},
        _("Please look for another opening."),
    )


def _guardian_agrees(profile: VolunteerProfile, now: datetime) -> Denial | None:
    if not is_minor(profile.born, now.astimezone(JAPAN).date()):
        return None
    agreed = Consent.objects.in_force_at(now).filter(
        person_id=profile.person_id, text__purpose=ConsentText.Purpose.GUARDIAN
    )
    if agreed.exists():
        return None
    return Denial(
        "guardian-missing",
        _("You are under 18, so a parent or guardian must agree first."),
        _("Please read the text together and add the name."),
    )


def _identity_is_checked(opening: Opening, profile: VolunteerProfile, day: date) -> Denial | None:
    if not opening.identity_required:
        return None
    if IdentityCheck.objects.filter(profile=profile, valid_until__gte=day).exists():
        return None
    return Denial(
        "identity-unchecked",
        _("For this one the ward office must have seen who you are."),
        _("Please come to the ward office with a document with your photo."),
    )


def _speaks(opening: Opening, profile: VolunteerProfile) -> Denial | None:
    known = profile.languages
    missing = {code: level for code, level in opening.languages.items() if known.get(code, 0) < level}
    if not missing:
        return None
    words = _listed(f"{LANGUAGE_NAMES[code]} ({Level(level).label})" for code, level in missing.items())
    return Denial(
        "languages-missing",
        ngettext(
            "A language is needed that your profile does not name: %(languages)s.",
            "Languages are needed that your profile does not name: %(languages)s.",
            len(missing),
        )
        % {"languages": words},
        _("If you speak it, please write it into your profile."),
    )


def _can_do(opening: Opening, profile: VolunteerProfile) -> Denial | None:
    missing = [code for code in opening.skills_required if code not in profile.skills]
    if not missing:
        return None
    return Denial(
        "skills-missing",
        ngettext(
            "Something is needed that your profile does not name: %(skills)s.",
            "Some things are needed that your profile does not name: %(skills)s.",
            len(missing),
        )
        % {"skills": _listed(str(Skill(code).label) for code in missing)},
        _("If you can do it, please write it into your profile."),
    )


def _listed(words: Iterable[str]) -> str:
    return pgettext("between the items of a list", ", ").join(words)


def has_not_asked(shift: Shift, profile: VolunteerProfile) -> Denial | None:
    """One asks once; after a no one does not ask again."""
    mine = Application.objects.filter(shift=shift, profile=profile)
    states = set(mine.values_list("status", flat=True))
    if states.intersection(Application.LIVE):
        return already_applied()
    if states.intersection({_S.DECLINED, _S.CANCELLED}):
        return Denial(
            "declined-before",
            _("The organisation has declined this time."),
            _("Please choose another time, or another opening."),
        )
    if states.intersection({_S.TOOK_PART, _S.NO_SHOW}):
        return already_applied()
    return None


def already_applied() -> Denial:
    """Said by the rule, and again when the table itself refuses the second of two at once."""
    return Denial(
        "already-applied", _("You have asked for this one already."), _("You find it under “My applications”.")
    )


def is_free(shift: Shift, profile: VolunteerProfile) -> Denial | None:
    """Nobody is in two places at a time."""
    other = overlapping(shift, profile.pk)
    return elsewhere(other) if other else None


def overlapping(shift: Shift, profile_id: int) -> Application | None:
    """What the person has at that time, or waits for an answer about."""
    if shift.starts is None or shift.ends is None:
        return None
    theirs = Application.objects.filter(profile_id=profile_id, status__in=Application.HOLDS_TIME)
    found = theirs.filter(during__overlap=(shift.starts, shift.ends)).exclude(shift=shift)
    return found.select_related("opening").order_by("applied", "id").first()


def elsewhere(other: Application | None) -> Denial:
    """Names what stands in the way."""
    title = other.opening.title if other else ""
    begins = other.during.lower.astimezone(JAPAN) if other and other.during else None
    when = date_format(begins, "SHORT_DATETIME_FORMAT") if begins else ""
    return Denial(
        "busy-then",
        _("You have something else at that time: “%(title)s” (%(when)s).") % {"title": title, "when": when},
        _("Please choose another time, or withdraw from the other one first."),
    )


def has_room() -> Denial:
    """For an organisation whose places are all taken."""
    return Denial(
        "no-place-left",
        _("All places of this shift are taken."),
        _("Please add a place to the shift first, or leave the person on the waiting list."),
    )


def can_mark(application: Application, now: datetime) -> Denial | None:
    """Whether somebody came is known once it has begun; whoever comes regularly is known by their hours alone."""
    begins = application.shift.starts
    if begins is None:
        return Denial("comes-regularly", _("This has no single day."), _("Please write down the hours of each day."))
    if begins <= now:
        return None
    return Denial("not-begun", _("It has not begun yet."), _("Please note afterwards who came."))


def can_cancel(application: Application, now: datetime) -> Denial | None:
    """Afterwards a place cannot be taken back: nobody is told not to come to what is over."""
    if not application.shift.is_over(now):
        return None
    return Denial("shift-over", _("It is over already."), _("Please write down who came."))


def can_withdraw(application: Application, now: datetime) -> Denial | None:
    """Afterwards the organisation says who came."""
    if not application.shift.is_over(now):
        return None
    return Denial("shift-over", _("It is over already."), _("The organisation notes who came."))


def offer_stands(application: Application, now: datetime) -> Denial | None:
    """A place is kept free until the hour that was named, not until the clock comes round to releasing it."""
    if application.status != _S.OFFERED or application.due is None or application.due > now:
        return None
    return Denial(
        "offer-over",
        _("The place was kept for you until %(moment)s.")
        % {"moment": date_format(application.due.astimezone(JAPAN), "SHORT_DATETIME_FORMAT")},
        _("It goes to the next person now. You can ask again."),
    )


def contact_shown(application: Application, now: datetime) -> bool:
    """Whether the organisation may see name and address: agreed to for this match, which stands, and not taken back.

    It was begun under the words of its time, so any standing consent to passing them on counts, also to older or to
    newer words; for another match one agrees anew, to those in force.
    """
    if application.contact_consent_id is None or application.status not in (_S.TALKING, _S.ACCEPTED, _S.TOOK_PART):
        return False
    standing = Consent.objects.standing_at(now).filter(person_id=application.profile.person_id)
    return standing.filter(text__purpose=ConsentText.Purpose.CONTACT).exists()
