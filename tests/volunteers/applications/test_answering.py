"""Answers of both sides, the line behind a place, and clocks that run out."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from portal.shared.models import Act
from portal.shared.nights.steps import RunChunk
from portal.shared.outbox.models import Message
from portal.shared.transitions import MoveRefusedError
from tests import factories
from tests.volunteers.applications.asking import ask, counts, states
from tests.volunteers.factories import make_opening, make_profile, make_shift
from volunteers.applications import services
from volunteers.applications.clocks import reply_due, talk_due
from volunteers.applications.life import LIFE, ORGANIZATION, SYSTEM, VOLUNTEER
from volunteers.applications.models import Application
from volunteers.applications.releasing import release_applications, settle_waiting
from volunteers.openings.models import Opening, Shift
from volunteers.profiles.models import VolunteerProfile

pytestmark = pytest.mark.django_db
S = Application.Status
HOUR = timedelta(hours=1)


def whole(step: RunChunk, now: datetime) -> dict[str, int]:
    """One hour's work, chunk after chunk."""
    found, cursor = Counter[str](), None
    while True:
        chunk = step(night=now.date(), now=now, cursor=cursor)
        found.update(chunk.counts)
        cursor = chunk.cursor
        if cursor is None:
            return dict(found)


def tick(now: datetime) -> dict[str, int]:
    return whole(release_applications, now)


def lines(now: datetime) -> dict[str, int]:
    return whole(settle_waiting, now)


def test_the_table_says_whose_verb_it_is() -> None:
    assert LIFE.verbs_from(S.APPLIED, ORGANIZATION) == ["accept", "decline", "cancel"]
    assert LIFE.verbs_from(S.TALKING, ORGANIZATION) == ["keep_talking", "accept", "decline", "cancel"]
    assert LIFE.verbs_from(S.OFFERED, VOLUNTEER) == ["take_place", "withdraw"]
    assert LIFE.verbs_from(S.ACCEPTED, ORGANIZATION) == ["cancel", "mark_took_part", "mark_no_show"]
    for over in (S.DECLINED, S.WITHDRAWN, S.EXPIRED, S.CANCELLED):
        assert [LIFE.verbs_from(over, who) for who in (ORGANIZATION, VOLUNTEER, SYSTEM)] == [[], [], []]


def test_the_last_place_given_sends_the_rest_into_the_line(now: datetime) -> None:
    shift = make_shift(make_opening(now=now, answer=Opening.Answer.WE_CHOOSE), now=now)
    made = [ask(shift, make_profile(f"p{number}", now=now), now) for number in range(4)]
    services.accept_application(application_id=made[1].pk, by=None, now=now)
    assert states(made) == [S.WAITING, S.ACCEPTED, S.WAITING, S.WAITING]
    assert counts(shift) == (1, 0)
    assert Opening.objects.get().status == Opening.Status.FILLED
    with pytest.raises(MoveRefusedError):
        services.accept_application(application_id=made[0].pk, by=None, now=now)
    # The place becomes free: those in line have their turn again, as many as may wait for one place.
    services.withdraw_application(application_id=made[1].pk, by=made[1].profile.person_id, now=now + HOUR)
    assert states(made) == [S.APPLIED, S.WITHDRAWN, S.APPLIED, S.APPLIED]
    assert counts(shift) == (0, 3)
    assert Opening.objects.get().status == Opening.Status.PUBLISHED
    assert Application.objects.get(pk=made[0].pk).due == now + 49 * HOUR


def test_a_free_place_is_offered_to_the_next_in_line_and_to_nobody_else(now: datetime) -> None:
    shift = make_shift(make_opening(now=now), now=now)
    made = [ask(shift, make_profile(f"p{number}", now=now), now + number * HOUR / 60) for number in range(3)]
    later = now + HOUR
    services.withdraw_application(application_id=made[0].pk, by=made[0].profile.person_id, now=later, reason="風邪です")
    assert states(made) == [S.WITHDRAWN, S.OFFERED, S.WAITING]
    assert counts(shift) == (1, 0)
    assert Opening.objects.get().status == Opening.Status.FILLED, "kept for the one it is offered to"
    assert "風邪" not in str(list(Act.objects.values_list("reason", "detail")))
    # Not answered within 48 hours: the next.
    assert Application.objects.get(pk=made[1].pk).due == later + 48 * HOUR
    assert tick(later + 47 * HOUR) == {"released": 0, "promoted": 0}
    assert tick(later + 48 * HOUR) == {"released": 1, "promoted": 1}
    assert tick(later + 48 * HOUR) == {"released": 0, "promoted": 0}, "the same hour twice changes nothing"
    assert states(made) == [S.WITHDRAWN, S.EXPIRED, S.OFFERED]
    taken = services.answer_offer(
        application_id=made[2].pk, take=True, by=made[2].profile.person_id, now=later + 49 * HOUR
    )
    assert (taken.status, taken.due, counts(shift)) == (S.ACCEPTED, None, (1, 0))


def test_an_offer_ends_when_its_hour_has_come_even_before_the_tick(now: datetime) -> None:
    shift = make_shift(make_opening(now=now), now=now)
    first, second = (ask(shift, make_profile(f"p{number}", now=now), now) for number in range(2))
    services.withdraw_application(application_id=first.pk, by=first.profile.person_id, now=now)
    with pytest.raises(MoveRefusedError) as caught:
        services.answer_offer(application_id=second.pk, take=True, by=second.profile.person_id, now=now + 48 * HOUR)
    assert caught.value.denial.code == "offer-over"
    left = services.answer_offer(application_id=second.pk, take=False, by=second.profile.person_id, now=now + HOUR)
    assert (left.status, counts(shift)) == (S.WITHDRAWN, (0, 0))
    assert Opening.objects.get().status == Opening.Status.PUBLISHED


def test_who_is_busy_keeps_standing_in_line_until_free(now: datetime) -> None:
    wanted, other = make_shift(make_opening(now=now), now=now), make_shift(make_opening("清掃", now=now), now=now)
    first, busy, third = (make_profile(f"p{number}", now=now) for number in range(3))
    made = [ask(wanted, first, now), ask(wanted, busy, now + HOUR), ask(wanted, third, now + 2 * HOUR)]
    elsewhere = ask(other, busy, now + 3 * HOUR)
    services.withdraw_application(application_id=made[0].pk, by=first.person_id, now=now + 4 * HOUR)
    assert states(made) == [S.WITHDRAWN, S.WAITING, S.OFFERED]
    services.answer_offer(application_id=made[2].pk, take=False, by=third.person_id, now=now + 5 * HOUR)
    assert states(made) == [S.WITHDRAWN, S.WAITING, S.WITHDRAWN]
    services.withdraw_application(application_id=elsewhere.pk, by=busy.person_id, now=now + 6 * HOUR)
    assert Opening.objects.get(pk=wanted.opening_id).status == Opening.Status.PUBLISHED
    assert lines(now + 7 * HOUR) == {"promoted": 1, "left": 0}
    assert states(made) == [S.WITHDRAWN, S.OFFERED, S.WITHDRAWN]
    assert Opening.objects.get(pk=wanted.opening_id).status == Opening.Status.FILLED


def test_an_organisation_that_does_not_answer_loses_the_turn_and_both_are_told(now: datetime) -> None:
    cast = factories.make_cast(now)
    assert cast.outsider.person is not None
    opening = make_opening(now=now, organization=cast.organization, answer=Opening.Answer.WE_CHOOSE)
    shift = make_shift(opening, now=now)
    asked = ask(shift, make_profile("Minh", now=now, person=cast.outsider.person), now)
    rest = [ask(shift, make_profile(f"p{number}", now=now), now + HOUR) for number in range(3)]
    Message.objects.all().delete()
    assert tick(now + 48 * HOUR) == {"released": 1, "promoted": 1}
    assert states([asked, *rest]) == [S.EXPIRED, S.APPLIED, S.APPLIED, S.APPLIED]
    told = {(one.to, one.values["verb"]) for one in Message.objects.all()}
    assert told == {
        ("outsider@example.org", "expire_organization"),
        ("manager@example.org", "expire_organization"),
        ("manager@example.org", "ask_again"),
    }


def test_a_no_needs_a_reason_that_the_volunteer_reads(now: datetime) -> None:
    user = factories.make_user("minh@example.org")
    assert user.person is not None
    shift = make_shift(make_opening(now=now, answer=Opening.Answer.WE_CHOOSE), now=now)
    made = ask(shift, make_profile(now=now, person=user.person), now)
    with pytest.raises(MoveRefusedError) as caught:
        services.decline_application(application_id=made.pk, reason=" ", by=None, now=now)
    assert caught.value.denial.code == "reason-needed"
    assert counts(shift) == (0, 1)
    services.decline_application(application_id=made.pk, reason="満員です", by=None, now=now)
    assert counts(shift) == (0, 0)
    assert Message.objects.get(to="minh@example.org").values["reason"] == "満員です"


def test_talking_goes_on_for_a_week_and_four_at_most(now: datetime) -> None:
    shift = Shift.objects.create(opening=make_opening(now=now, kind=Opening.Kind.PROJECT))
    made = ask(shift, make_profile(now=now), now)
    assert services.keep_talking(application_id=made.pk, by=None, now=now + HOUR).due == now + timedelta(days=7) + HOUR
    late = now + timedelta(days=26)
    assert talk_due(late, applied=now) == now + timedelta(days=28)
    accepted = services.accept_application(application_id=made.pk, by=None, now=now + 2 * HOUR)
    assert (accepted.status, accepted.due, counts(shift)) == (S.ACCEPTED, None, (1, 0))


def test_who_came_is_noted_once_it_has_begun_and_can_be_put_right(now: datetime) -> None:
    shift = make_shift(make_opening(now=now), now=now)
    made = ask(shift, make_profile(now=now), now)
    with pytest.raises(MoveRefusedError) as caught:
        services.mark_took_part(application_id=made.pk, by=None, now=now)
    assert caught.value.denial.code == "not-begun"
    assert shift.ends is not None
    assert services.mark_no_show(application_id=made.pk, by=None, now=shift.ends).status == S.NO_SHOW
    assert services.mark_took_part(application_id=made.pk, by=None, now=shift.ends).status == S.TOOK_PART
    assert counts(shift) == (1, 0)


def test_a_place_taken_back_goes_to_the_next(now: datetime) -> None:
    shift = make_shift(make_opening(now=now), now=now)
    made = [ask(shift, make_profile(f"p{number}", now=now), now) for number in range(2)]
    services.cancel_application(application_id=made[0].pk, reason="条件が変わりました", by=None, now=now)
    assert states(made) == [S.CANCELLED, S.OFFERED]


def test_clocks_follow_the_channel_and_working_days(now: datetime) -> None:
    # Friday 20 November 2026; Monday the 23rd is a holiday.
    friday = now + timedelta(days=2)
    assert reply_due(friday) == friday + 48 * HOUR
    assert reply_due(friday, channel="telephone").isoformat() == "2026-11-25T17:00:00+09:00"
    assert reply_due(friday, channel="letter").isoformat() == "2026-11-30T17:00:00+09:00"
    assert reply_due(friday, channel="letter", begins=friday + HOUR) == friday + HOUR


def test_who_has_left_keeps_no_place(now: datetime) -> None:
    shift = make_shift(make_opening(now=now), now=now)
    made = [ask(shift, make_profile(f"p{number}", now=now), now) for number in range(3)]
    VolunteerProfile.objects.filter(nickname="p0").update(ended=now)
    VolunteerProfile.objects.filter(nickname="p2").update(ended=now)
    assert lines(now) == {"promoted": 0, "left": 2}
    assert states(made) == [S.WITHDRAWN, S.OFFERED, S.WITHDRAWN]
