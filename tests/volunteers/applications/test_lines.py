"""The line behind a shift: who moves up, who does not, and what stands between a person and a place."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from portal.personal_data import REGISTER
from portal.shared.privacy.retention import forget
from portal.shared.transitions import MoveRefusedError
from tests import factories
from tests.volunteers.applications.asking import ask, counts, states
from tests.volunteers.factories import consent_text, make_hours, make_opening, make_profile, make_shift
from volunteers.applications import services
from volunteers.applications.models import Application
from volunteers.openings.models import Opening, Shift
from volunteers.openings.services import set_shifts
from volunteers.openings.shifts import ShiftPlan
from volunteers.profiles.models import Consent, ConsentText, IdentityCheck, VolunteerProfile

pytestmark = pytest.mark.django_db
S = Application.Status
HOUR = timedelta(hours=1)


def minor(now: datetime, nickname: str = "young") -> VolunteerProfile:
    """Sixteen, and a guardian agrees."""
    profile = make_profile(nickname, now=now, born=date(2010, 5, 1))
    text = consent_text(ConsentText.Purpose.GUARDIAN, now)
    Consent.objects.create(person=profile.person, text=text, language="ja", given=now, guardian="母")
    return profile


def no_guardian(now: datetime) -> None:
    Consent.objects.filter(text__purpose=ConsentText.Purpose.GUARDIAN).update(withdrawn=now)


def test_a_busy_head_of_the_line_holds_up_nobody_behind_it(now: datetime) -> None:
    wanted, other = (make_shift(make_opening(title, now=now), now=now, places=9) for title in ("炊き出し", "清掃"))
    Shift.objects.filter(pk=wanted.pk).update(places=1)
    first = ask(wanted, make_profile("first", now=now), now)
    busy = [make_profile(f"busy{number}", now=now) for number in range(8)]
    in_line = [ask(wanted, one, now + HOUR) for one in busy]
    last = ask(wanted, make_profile("last", now=now), now + 2 * HOUR)
    for one in busy:
        ask(other, one, now + 3 * HOUR)
    services.withdraw_application(application_id=first.pk, by=None, now=now + 4 * HOUR)
    assert states([*in_line, last]) == [*[S.WAITING] * 8, S.OFFERED]


@pytest.mark.parametrize("lost", ["guardian", "identity"])
def test_what_ended_meanwhile_keeps_a_place_from_being_given(now: datetime, lost: str) -> None:
    holding = factories.make_post(factories.make_user(), "official", now)
    opening = make_opening(now=now, identity_required=True, answer=Opening.Answer.WE_CHOOSE)
    profile, shift = minor(now), make_shift(opening, now=now)
    values = {"profile": profile, "document": "passport", "post": holding.post, "checked": now}
    IdentityCheck.objects.create(**values, valid_until=now.date() + timedelta(days=30))
    asked = ask(shift, profile, now)
    if lost == "guardian":
        no_guardian(now + HOUR)
    else:
        IdentityCheck.objects.update(valid_until=now.date())
    with pytest.raises(MoveRefusedError) as caught:
        services.accept_application(application_id=asked.pk, by=None, now=now + HOUR)
    assert caught.value.denial.code == "missing-meanwhile"
    assert "18" not in caught.value.denial.reason
    assert counts(shift) == (0, 1)


def test_the_line_passes_by_who_may_not_come_any_more(now: datetime) -> None:
    shift = make_shift(make_opening(now=now), now=now)
    first = ask(shift, make_profile("first", now=now), now)
    made = [ask(shift, minor(now), now + HOUR), ask(shift, make_profile("next", now=now), now + 2 * HOUR)]
    no_guardian(now + 3 * HOUR)
    services.withdraw_application(application_id=first.pk, by=None, now=now + 4 * HOUR)
    assert states(made) == [S.WAITING, S.OFFERED]


def test_an_offer_is_not_taken_without_the_guardian(now: datetime) -> None:
    shift = make_shift(make_opening(now=now), now=now)
    first, second = ask(shift, make_profile("first", now=now), now), ask(shift, minor(now), now)
    services.withdraw_application(application_id=first.pk, by=None, now=now + HOUR)
    no_guardian(now + HOUR)
    with pytest.raises(MoveRefusedError) as caught:
        services.answer_offer(application_id=second.pk, take=True, by=None, now=now + 2 * HOUR)
    assert caught.value.denial.code == "guardian-missing"


def test_what_is_over_cannot_be_taken_back(now: datetime) -> None:
    shift = make_shift(make_opening(now=now), now=now)
    made = ask(shift, make_profile("first", now=now), now)
    assert shift.ends is not None
    with pytest.raises(MoveRefusedError) as caught:
        services.cancel_application(application_id=made.pk, reason="もう済みました", by=None, now=shift.ends)
    assert caught.value.denial.code == "shift-over"
    services.cancel_application(application_id=made.pk, reason="雨です", by=None, now=shift.ends - HOUR)
    assert states([made]) == [S.CANCELLED]


def test_who_withdrew_after_giving_hours_stays_as_long_as_the_hours(now: datetime) -> None:
    opening = make_opening(now=now, kind=Opening.Kind.ONGOING)
    shift = Shift.objects.create(opening=opening, places=3)
    made = [ask(shift, make_profile(f"p{number}", now=now), now, message="よろしく") for number in range(2)]
    make_hours(made[0], now=now, status="confirmed")
    make_hours(made[0], now=now, status="confirmed", day=now.date() + timedelta(days=1))
    for one in made:
        services.withdraw_application(application_id=one.pk, by=None, now=now + HOUR)
    kind = REGISTER.kind("applications")
    assert forget(kind, now=now + timedelta(days=181)) == 2
    assert list(Application.objects.values_list("pk", "message")) == [(made[0].pk, "")]
    assert forget(kind, now=now + timedelta(days=181)) == 0


def plan(shift: Shift, places: int) -> ShiftPlan:
    return ShiftPlan(places, shift.starts, shift.ends, shift.pk)


def put(shift: Shift, places: int, now: datetime) -> None:
    opening = Opening.objects.get(pk=shift.opening_id)
    set_shifts(opening_id=opening.pk, revision=opening.revision, shifts=[plan(shift, places)], by=None, now=now)


def test_places_that_are_added_reach_the_line_at_once(now: datetime) -> None:
    shift = make_shift(make_opening(now=now), now=now)
    made = [ask(shift, make_profile(f"p{number}", now=now), now) for number in range(3)]
    put(shift, 2, now + HOUR)
    assert states(made) == [S.ACCEPTED, S.OFFERED, S.WAITING]
    assert Opening.objects.get().status == Opening.Status.FILLED
    put(shift, 5, now + HOUR)
    assert states(made) == [S.ACCEPTED, S.OFFERED, S.OFFERED]
    assert Opening.objects.get().status == Opening.Status.PUBLISHED


def test_places_that_are_taken_away_leave_nobody_asking_in_vain(now: datetime) -> None:
    shift = make_shift(make_opening(now=now, answer=Opening.Answer.WE_CHOOSE), now=now, places=2)
    made = [ask(shift, make_profile(f"p{number}", now=now), now) for number in range(3)]
    services.accept_application(application_id=made[0].pk, by=None, now=now)
    put(shift, 1, now + HOUR)
    assert states(made) == [S.ACCEPTED, S.WAITING, S.WAITING]
    assert counts(shift) == (1, 0)
