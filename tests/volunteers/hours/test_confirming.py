"""Hours: reported by whoever gave them, confirmed by whom they were given to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.directory.models import Membership, Organization
from portal.accounts.models import Person, Post, User
from portal.shared.models import Act
from portal.shared.outbox.models import Message
from portal.shared.transitions import MoveRefusedError
from tests import factories
from tests.factories import Cast
from tests.volunteers.factories import make_application, make_hours, make_opening, make_profile, make_shift
from tests.ward_people import holder
from volunteers.applications.models import Application
from volunteers.hours import selectors, services
from volunteers.hours.models import Hours
from volunteers.hours.reporting import report_hours
from volunteers.openings.models import Opening, Shift
from volunteers.profiles.models import VolunteerProfile

pytestmark = pytest.mark.django_db
LATER = timedelta(days=8)


def accepted(cast: Cast, user: User, now: datetime, **shift: object) -> Application:
    """This account's person has a place at a shift of the manager's organisation, in a week, for two hours."""
    assert user.person is not None
    profile = make_profile(now=now, person=user.person)
    opening = make_opening(now=now, organization=cast.organization)
    return make_application(profile, make_shift(opening, now=now, **shift), now=now)  # type: ignore[arg-type]


def refusal(call: object, **values: object) -> str:
    with pytest.raises(MoveRefusedError) as refused:
        call(**values)  # type: ignore[operator]
    return refused.value.denial.code


def me(user: User) -> int:
    assert user.person_id is not None
    return user.person_id


def test_a_report_takes_the_shifts_day_and_length_and_can_be_changed_until_confirmed(cast: Cast, now: datetime) -> None:
    application = accepted(cast, cast.outsider, now)
    mine = {"application_id": application.pk, "by": me(cast.outsider)}
    assert refusal(report_hours, **mine, now=now) == "not-over"
    first = report_hours(**mine, now=now + LATER)
    assert (first.day, first.minutes, first.status) == (datetime(2026, 11, 25).date(), 120, "reported")
    assert report_hours(**mine, minutes=150, now=now + LATER).pk == first.pk
    assert refusal(report_hours, application_id=application.pk, by=me(cast.staff), now=now + LATER) == "not-yours"
    with pytest.raises(ValidationError) as long:
        report_hours(**mine, minutes=24 * 60 + 1, now=now + LATER)
    assert set(long.value.message_dict) == {"minutes"}
    services.confirm_hours(hours_id=first.pk, by=me(cast.staff), now=now + LATER)
    application.refresh_from_db()
    assert application.status == Application.Status.TOOK_PART
    assert refusal(report_hours, **mine, minutes=200, now=now + LATER) == "decided"
    assert Hours.objects.get().minutes == 150


def test_regular_help_is_reported_day_by_day(cast: Cast, now: datetime) -> None:
    application = accepted(cast, cast.outsider, now, starts=None, ends=None)
    mine = {"application_id": application.pk, "by": me(cast.outsider), "now": now + LATER}
    today = now.date()
    for wrong in (None, today - timedelta(days=1), today + timedelta(days=9)):
        with pytest.raises(ValidationError) as refused:
            report_hours(**mine, day=wrong, minutes=60)
        assert set(refused.value.message_dict) == {"day"}
    with pytest.raises(ValidationError) as unknown:
        report_hours(**mine, day=today)
    assert set(unknown.value.message_dict) == {"minutes"}
    rows = [report_hours(**mine, day=today + timedelta(days=n), minutes=60) for n in (0, 7)]
    services.confirm_many(hours_ids=[one.pk for one in rows], by=me(cast.manager), now=now + LATER)
    application.refresh_from_db()
    assert application.status == Application.Status.ACCEPTED
    assert Hours.objects.filter(status="confirmed").count() == 2


def test_nobody_confirms_their_own_hours_whatever_else_they_are(cast: Cast, now: datetime) -> None:
    """A member's own hours are another member's; an only member's are the ward's."""
    hours = make_hours(accepted(cast, cast.manager, now, days=-1), now=now)
    this = {"hours_id": hours.pk, "now": now}
    assert refusal(services.confirm_hours, **this, by=me(cast.manager)) == "own-hours"
    coordinator = holder(Post.Kind.COORDINATOR, now)
    assert refusal(services.confirm_hours, **this, by=me(coordinator)) == "not-a-member"
    assert refusal(services.confirm_hours, **this, by=me(cast.other_manager)) == "not-a-member"
    assert not selectors.ward_hours(now).exists()
    Membership.objects.filter(person=cast.staff.person).delete()
    assert list(selectors.ward_hours(now)) == [hours]
    assert refusal(services.confirm_hours, **this, by=me(cast.other_manager)) == "ward-only"
    operator = holder(Post.Kind.CONTRACTOR, now)
    Post.objects.filter(holdings__person=operator.person).update(operated_by=cast.organization.pk)
    assert refusal(services.confirm_hours, **this, by=me(operator)) == "own-operator"
    factories.make_post(cast.manager, Post.Kind.COORDINATOR, now)
    assert refusal(services.confirm_hours, **this, by=me(cast.manager)) == "own-hours"
    services.confirm_hours(**this, by=me(coordinator))
    assert Hours.objects.get().status == "confirmed"


def test_a_suspended_organization_confirms_nothing(cast: Cast, now: datetime) -> None:
    hours = make_hours(accepted(cast, cast.outsider, now, days=-1), now=now)
    Organization.objects.filter(pk=cast.organization.pk).update(status="suspended")
    assert refusal(services.confirm_hours, hours_id=hours.pk, by=me(cast.staff), now=now) == "ward-only"
    services.confirm_hours(hours_id=hours.pk, by=me(cast.official), now=now)


def test_a_correction_needs_a_reason_and_is_told(cast: Cast, now: datetime) -> None:
    hours = make_hours(accepted(cast, cast.outsider, now, days=-1), now=now)
    this = {"hours_id": hours.pk, "by": me(cast.staff), "now": now}
    assert refusal(services.correct_hours, **this, minutes=90, reason=" ") == "reason-needed"
    assert refusal(services.reject_hours, **this, reason="") == "reason-needed"
    assert not Message.objects.exists() and Hours.objects.get().minutes == 120
    services.correct_hours(**this, minutes=90, reason="The class ended early.")
    hours.refresh_from_db()
    assert (hours.minutes, hours.status, hours.reason) == (90, "confirmed", "The class ended early.")
    act = Act.objects.get(verb="correct_hours")
    assert act.detail["minutes"] == {"before": 120, "after": 90} and act.person_id == me(cast.staff)
    services.reject_hours(**{**this, "now": now + timedelta(hours=1)}, reason="It was another day.")
    hours.refresh_from_db()
    assert (hours.status, hours.confirmed) == ("rejected", None)
    mails = Message.objects.order_by("pk").values_list("template", "to")
    assert list(mails) == [("hours_corrected", "outsider@example.org"), ("hours_rejected", "outsider@example.org")]
    services.correct_hours(**this, minutes=60, reason="Sorry, it was so.")
    assert Hours.objects.get().status == "confirmed"


def test_mails_respect_the_way_and_the_language_that_the_volunteer_chose(cast: Cast, now: datetime) -> None:
    hours = make_hours(accepted(cast, cast.outsider, now, days=-1), now=now)
    profile = VolunteerProfile.objects.get(person=cast.outsider.person)
    this = {"hours_id": hours.pk, "by": me(cast.staff), "reason": "x"}
    for minutes, channel, language in ((90, "letter", "en"), (80, "mail", "en"), (70, "mail", "ja")):
        VolunteerProfile.objects.filter(pk=profile.pk).update(channel=channel)
        Person.objects.filter(pk=profile.person_id).update(language=language)
        services.correct_hours(**this, minutes=minutes, now=now + timedelta(minutes=minutes))
    told = [(one.language, one.values["organization"]) for one in Message.objects.order_by("pk")]
    assert told == [("en", "Tsunagu Japanese Circle"), ("ja", "つなぐ日本語の会")]


def test_everybody_takes_the_locks_in_the_same_order(cast: Cast, now: datetime) -> None:
    """Application, hours, person: two who decide at once never wait for each other."""
    application = accepted(cast, cast.outsider, now, days=-1)
    hours = make_hours(application, now=now)
    this = {"hours_id": hours.pk, "by": me(cast.staff), "now": now}

    def locked(act: Callable[..., object], **values: object) -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            act(**values)
        sql = [one["sql"] for one in asked if " FOR " in one["sql"]]
        return [one.split(' FROM "')[1].split('"')[0].split("_")[1] for one in sql]

    mine = {"application_id": application.pk, "by": me(cast.outsider), "now": now}
    assert locked(report_hours, **mine, minutes=100) == ["application", "hours"]
    assert locked(services.confirm_hours, **this) == ["application", "hours"]
    for verb, values in ((services.correct_hours, {"minutes": 60}), (services.reject_hours, {})):
        found = locked(verb, **this, **values, reason="x")
        assert found == ["application", "hours", "person", "certificate"]


def test_attendance_writes_state_and_hours_together_or_nothing(cast: Cast, now: datetime) -> None:
    application = accepted(cast, cast.outsider, now)
    this = {"application_id": application.pk, "now": now + LATER}
    assert refusal(services.record_attendance, **this, by=me(cast.other_manager)) == "not-a-member"
    assert refusal(services.record_attendance, **this, by=me(cast.outsider)) == "own-hours"
    application.refresh_from_db()
    assert application.status == "accepted" and not Hours.objects.exists()
    report_hours(**this, minutes=180, by=me(cast.outsider))
    assert refusal(services.record_attendance, **this, minutes=120, by=me(cast.staff)) == "reason-needed"
    services.record_attendance(**this, by=me(cast.staff))
    application.refresh_from_db()
    hours = Hours.objects.get()
    assert (application.status, hours.status, hours.minutes) == ("took-part", "confirmed", 180)
    assert refusal(services.record_attendance, **this, by=me(cast.staff)) == "other-state"


def test_who_did_not_come_has_no_hours_and_nobody_says_so_of_themselves(cast: Cast, now: datetime) -> None:
    application = accepted(cast, cast.outsider, now)
    this = {"application_id": application.pk, "now": now + LATER}
    assert refusal(services.record_absence, **this, by=me(cast.other_manager)) == "not-a-member"
    assert refusal(services.record_absence, **this, by=me(cast.outsider)) == "own-hours"
    hours = services.record_attendance(**this, by=me(cast.staff))
    assert refusal(services.record_absence, **this, by=me(cast.staff)) == "hours-stand"
    services.reject_hours(hours_id=hours.pk, reason="It was another day.", by=me(cast.staff), now=now + LATER)
    assert services.record_absence(**this, by=me(cast.staff)).status == "no-show"
    Application.objects.filter(pk=application.pk).update(status="accepted")
    Shift.objects.filter(pk=application.shift_id).update(starts=None, ends=None)
    assert refusal(services.record_absence, **this, by=me(cast.staff)) == "comes-regularly"


def test_whoever_was_wrongly_said_not_to_have_come_gets_the_hours_by_the_organization(
    cast: Cast, now: datetime
) -> None:
    application = accepted(cast, cast.outsider, now)
    Application.objects.filter(pk=application.pk).update(status="no-show")
    this = {"application_id": application.pk, "now": now + LATER}
    assert refusal(report_hours, **this, by=me(cast.outsider)) == "no-show"
    services.record_attendance(**this, by=me(cast.staff))
    application.refresh_from_db()
    assert application.status == "took-part" and Hours.objects.get().minutes == 120


def test_the_monthly_limit_only_warns(cast: Cast, now: datetime) -> None:
    application = accepted(cast, cast.outsider, now, starts=None, ends=None)
    day = now.date()
    application.profile.hours_per_month = 2
    application.profile.save()
    mine = {"application_id": application.pk, "by": me(cast.outsider), "now": now + LATER}
    report_hours(**mine, day=day, minutes=120)
    assert selectors.over_monthly_limit(me(cast.outsider), day) is None
    report_hours(**mine, day=day + timedelta(days=1), minutes=5)
    assert selectors.over_monthly_limit(me(cast.outsider), day) == 2
    assert selectors.over_monthly_limit(me(cast.outsider), day + timedelta(days=30)) is None


def test_many_at_once_leave_out_what_is_refused(cast: Cast, now: datetime) -> None:
    own = make_hours(accepted(cast, cast.manager, now, days=-1), now=now)
    other = make_hours(accepted(cast, cast.outsider, now, days=-1), now=now)
    done, refused = services.confirm_many(hours_ids=[own.pk, other.pk], by=me(cast.manager), now=now)
    assert [one.pk for one in done] == [other.pk] and [one.code for one in refused] == ["own-hours"]


def test_a_place_that_goes_on_can_be_reported_again_and_a_shift_once(cast: Cast, now: datetime) -> None:
    shift = accepted(cast, cast.outsider, now)
    profile = shift.profile
    regular = make_opening("毎週の手伝い", now=now, organization=cast.organization, kind=Opening.Kind.ONGOING)
    ongoing = make_application(profile, make_shift(regular, now=now, starts=None, ends=None), now=now)
    assert [one["application"] for one in selectors.to_report(me(cast.outsider), now)] == [ongoing]
    later = now + LATER
    found = [one["application"] for one in selectors.to_report(me(cast.outsider), later)]
    assert sorted(one.pk for one in found) == sorted([shift.pk, ongoing.pk])
    report_hours(application_id=shift.pk, by=me(cast.outsider), now=later)
    report_hours(application_id=ongoing.pk, by=me(cast.outsider), minutes=30, day=now.date(), now=later)
    assert [one["application"] for one in selectors.to_report(me(cast.outsider), later)] == [ongoing]


@pytest.mark.django_db(transaction=True)
def test_two_members_write_down_the_same_attendance_at_once(
    now: datetime, run_at_once: Callable[..., list[object]]
) -> None:
    cast = factories.make_cast(now)
    application = accepted(cast, cast.outsider, now)

    def write() -> str:
        values = {"application_id": application.pk, "by": me(cast.staff), "now": now + LATER}
        try:
            return services.record_attendance(**values).status
        except MoveRefusedError as error:
            return error.denial.code

    assert sorted(map(str, run_at_once(write, 4))) == ["confirmed", *["other-state"] * 3]
    assert Hours.objects.count() == 1 and Act.objects.filter(verb="confirm_hours").count() == 1
