"""Cancelled shifts and openings, reminders the evening before, what is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.personal_data import REGISTER
from portal.shared.outbox.models import Message
from portal.shared.privacy.register import Erasing
from portal.shared.privacy.retention import forget
from portal.shared.transitions import MoveRefusedError
from tests import factories
from tests.volunteers.applications.asking import ask, counts, states
from tests.volunteers.factories import make_opening, make_profile, make_shift
from volunteers.applications import services
from volunteers.applications.models import Application
from volunteers.applications.releasing import end_with_opening
from volunteers.applications.reminding import remind_volunteers
from volunteers.openings.models import Opening, Shift
from volunteers.profiles.models import VolunteerProfile

pytestmark = pytest.mark.django_db
S = Application.Status
HOUR = timedelta(hours=1)


def with_account(email: str, now: datetime) -> VolunteerProfile:
    user = factories.make_user(email)
    assert user.person is not None
    return make_profile(email.split("@")[0], now=now, person=user.person)


def test_a_cancelled_shift_releases_everybody_and_takes_nobody_any_more(now: datetime) -> None:
    opening = make_opening(now=now)
    shift, other = make_shift(opening, now=now), make_shift(opening, now=now, days=8)
    profile = with_account("minh@example.org", now)
    made = [ask(shift, profile, now), ask(shift, make_profile("p1", now=now), now)]
    stays = ask(other, profile, now)
    with pytest.raises(MoveRefusedError):
        services.cancel_shift(shift_id=shift.pk, reason=" ", by=None, now=now)
    assert services.cancel_shift(shift_id=shift.pk, reason="大雨のため", by=None, now=now) == 2
    assert states([*made, stays]) == [S.CANCELLED, S.CANCELLED, S.ACCEPTED]
    assert counts(shift) == (0, 0)
    mail = Message.objects.get(template="shift_cancelled")
    assert (mail.to, mail.values["reason"]) == ("minh@example.org", "大雨のため")
    with pytest.raises(MoveRefusedError) as caught:
        ask(shift, make_profile("late", now=now), now)
    assert caught.value.denial.code == "shift-cancelled"
    with pytest.raises(MoveRefusedError):
        services.cancel_shift(shift_id=shift.pk, reason="再び", by=None, now=now)


def test_an_opening_that_ends_lets_go_of_its_people(now: datetime) -> None:
    opening = make_opening(now=now)
    shift = make_shift(opening, now=now)
    made = [ask(shift, make_profile(f"p{number}", now=now), now) for number in range(2)]
    opening.status = Opening.Status.CLOSED
    end_with_opening(opening=opening, reason="", by=None, now=now)
    assert states(made) == [S.ACCEPTED, S.EXPIRED], "who has a place keeps it when nobody else is wanted"
    opening.status = Opening.Status.CANCELLED
    end_with_opening(opening=opening, reason="中止", by=None, now=now)
    assert states(made) == [S.CANCELLED, S.EXPIRED]
    assert counts(shift) == (0, 0)


def test_what_was_to_be_told_and_is_over_is_not_sent(now: datetime) -> None:
    shift = make_shift(make_opening(now=now), now=now)
    made = ask(shift, with_account("minh@example.org", now), now)
    told, sent = Message.objects.get(template="application_answered"), with_account("an@example.org", now)
    services.cancel_shift(shift_id=shift.pk, reason="大雨のため", by=None, now=now + HOUR)
    told.refresh_from_db()
    assert (told.status, told.values, told.last_error) == ("given_up", {}, "withdrawn")
    assert Message.objects.open().get().template == "shift_cancelled"
    other = make_shift(made.opening, now=now, days=9)
    gone = ask(other, sent, now)
    Message.objects.filter(key__startswith=f"application:{gone.pk}:").update(status="sent", ended=now)
    services.withdraw_application(application_id=gone.pk, by=sent.person_id, now=now + HOUR)
    assert Message.objects.get(key__startswith=f"application:{gone.pk}:").status == "sent", "what is sent stays so"


def remind(moment: datetime) -> int:
    return remind_volunteers(night=moment.date(), now=moment, cursor=None).counts["reminded"]


def test_the_evening_before_once(now: datetime) -> None:
    opening = make_opening(now=now, meeting_point_ja="区役所前")
    shift = make_shift(opening, now=now)
    ask(shift, with_account("minh@example.org", now), now)
    Message.objects.all().delete()
    assert shift.starts is not None
    evening = (shift.starts - timedelta(days=1)).replace(hour=18, minute=0)
    assert remind(evening - HOUR) == 0
    assert remind(evening) == 1
    assert remind(evening) == 0
    mail = Message.objects.get()
    assert (mail.template, mail.values["meeting_point"]) == ("shift_reminder", "区役所前")


def test_an_evening_that_was_missed_is_made_up_for_but_nobody_hears_twice(now: datetime) -> None:
    shift = make_shift(make_opening(now=now), now=now)
    assert shift.starts is not None
    ask(shift, with_account("early@example.org", now), now)
    other = make_shift(make_opening("清掃", now=now), now=now)
    ask(other, with_account("late@example.org", now), shift.starts - 3 * HOUR)
    Message.objects.all().delete()
    assert remind(shift.starts - 2 * HOUR) == 1
    assert Message.objects.get().to == "early@example.org"
    assert remind(shift.starts) == 0


def test_words_are_forgotten_and_rows_that_came_to_nothing(now: datetime) -> None:
    shift = make_shift(make_opening(now=now), now=now)
    came = ask(shift, make_profile("p0", now=now), now, message="よろしく")
    left = ask(shift, make_profile("p1", now=now), now, message="よろしく")
    services.withdraw_application(application_id=left.pk, by=left.profile.person_id, now=now)
    assert shift.ends is not None
    services.mark_took_part(application_id=came.pk, by=None, now=shift.ends)
    kind = REGISTER.kind("applications")
    assert forget(kind, now=now + timedelta(days=179)) == 0
    assert forget(kind, now=shift.ends + timedelta(days=181)) == 2
    assert list(Application.objects.values_list("pk", "message")) == [(came.pk, "")]
    assert forget(kind, now=shift.ends + timedelta(days=181)) == 0


def test_whoever_leaves_makes_room_for_others(now: datetime) -> None:
    shift = make_shift(make_opening(now=now), now=now)
    made = [ask(shift, make_profile(f"p{number}", now=now), now, message="よろしく") for number in range(2)]
    kind, subject = REGISTER.kind("applications"), REGISTER.find(made[0].profile.person.uid)
    assert kind.erase is not None
    assert kind.show is not None
    assert subject is not None
    assert [row["message"] for row in kind.show(subject)] == ["よろしく"]
    kind.erase(subject, Erasing(by=None, now=now))
    assert not Application.objects.filter(pk=made[0].pk).exists()
    assert states(made[1:]) == [S.OFFERED]
    assert Shift.objects.get().taken == 1
