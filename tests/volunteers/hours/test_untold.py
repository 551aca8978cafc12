"""News about hours that no mail brings stand on the desk's list until somebody has told them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.accounts.models import Post
from portal.shared.models import Act, Ward
from tests.factories import make_person, make_user
from tests.volunteers.factories import make_application, make_hours, make_opening, make_profile, make_shift
from tests.ward_people import holder, signed_in
from volunteers.hours import services
from volunteers.hours.models import Hours
from volunteers.matching.by_hand import to_reach
from volunteers.profiles.models import VolunteerProfile

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def by_telephone() -> VolunteerProfile:
    Ward.objects.create(pk=1, municipality_code="131041")
    return make_profile("はなこ", now=timezone.now(), person=make_person("山田 花子"), channel="telephone")


def _hours(profile: VolunteerProfile) -> Hours:
    now = timezone.now()
    shift = make_shift(make_opening(now=now), now=now, days=-2)
    return make_hours(make_application(profile, shift, now=now - 3 * DAY), now=now - 2 * DAY)


def test_a_correction_is_told_by_the_desk(by_telephone: VolunteerProfile) -> None:
    now, hours = timezone.now(), _hours(by_telephone)
    by_mail = _hours(make_profile("by mail", now=now, person=make_user().person))
    for one in (hours, by_mail):
        services.confirm_hours(hours_id=one.pk, by=None, now=now - 3 * HOUR)
    assert to_reach(now, "en") == ([], 0), "what was reported and confirmed is no news"
    for one in (hours, by_mail):
        services.correct_hours(hours_id=one.pk, minutes=90, reason="十一時まで", by=None, now=now - 2 * HOUR)
    ((row,), number) = to_reach(now, "en")
    assert (number, row.profile, row.why) == (1, by_telephone, "十一時まで") and "were corrected" in row.words
    services.reject_hours(hours_id=hours.pk, reason="別の日", by=None, now=now - HOUR)
    desk = signed_in(holder(Post.Kind.COORDINATOR, now - DAY))
    assert "were not confirmed" in desk.get("/en/ward/matching/").content.decode()
    address, told = (
        f"/en/ward/volunteers/{by_telephone.pk}/answer/",
        {"verb": "told", "about": "hours", "row": hours.pk},
    )
    late = desk.post(address, {**told, "act": row.last_act}, follow=True).content.decode()
    assert "Something else has happened since" in late
    assert desk.post(address, {**told, "row": by_mail.pk, "act": row.last_act}).status_code == 404
    assert desk.post(address, {**told, "about": "rain", "act": row.last_act}).status_code == 404
    ((row,), _number) = to_reach(now, "en")
    assert "はなこ has been told." in desk.post(address, {**told, "act": row.last_act}, follow=True).content.decode()
    assert to_reach(now, "en") == ([], 0)
    assert Act.objects.get(verb="tell_hours").object_id == hours.pk


def test_what_is_old_is_news_no_more(by_telephone: VolunteerProfile) -> None:
    now, hours = timezone.now(), _hours(by_telephone)
    services.reject_hours(hours_id=hours.pk, reason="別の日", by=None, now=now - 31 * DAY)
    assert to_reach(now, "en") == ([], 0)
