"""The life of an opening: who publishes, what is missing, who is told, when places are gone and come back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from organizations.directory.models import Organization
from portal.shared.models import Act
from portal.shared.outbox.models import Message
from portal.shared.transitions import MoveRefusedError
from tests.factories import Cast
from tests.volunteers.factories import make_opening, make_profile, make_shift
from volunteers.applications.models import Application
from volunteers.openings import endings, rules, services
from volunteers.openings.closing import close_past_openings
from volunteers.openings.gaps import doubts, gaps
from volunteers.openings.models import Opening, Shift
from volunteers.openings.shifts import ShiftPlan

pytestmark = pytest.mark.django_db
CODE = "1310410004001"
WHEN = (datetime(2026, 11, 28, 10).astimezone(), datetime(2026, 11, 28, 12).astimezone())


def _plan(now: datetime, days: int = 10, hours: int = 2, places: int = 2, **more: Any) -> ShiftPlan:
    starts = now + timedelta(days=days)
    return ShiftPlan(places, starts, starts + timedelta(hours=hours), **more)


def _new(cast: Cast, now: datetime, **columns: Any) -> Opening:
    given = {
        "kind": "one-off", "field": "2", "town_code": CODE, "starts": date(2026, 11, 28), "ends": date(2026, 11, 28),
        **columns,
    }  # fmt: skip
    texts = {"title_ja": "餅つきの手伝い", "summary_ja": "もち米を運びます。"}
    dated = given["kind"] in ("one-off", "short-term")
    plans = [_plan(now)] if dated else [ShiftPlan(3)]
    return services.create_opening(
        organization_id=cast.organization.pk, texts=texts, columns=given, shifts=plans, by=cast.staff.person_id, now=now
    )


def _publish(opening: Opening, by: int | None, now: datetime) -> Opening:
    opening.refresh_from_db()
    return services.publish_opening(opening_id=opening.pk, revision=opening.revision, by=by, now=now)


def test_first_opening_goes_through_the_ward_and_the_second_does_not(cast: Cast, now: datetime) -> None:
    first = _publish(_new(cast, now), cast.staff.person_id, now)
    assert first.status == "checking"
    assert not Opening.objects.open_on(now.date()).exists()
    services.check_opening(
        opening_id=first.pk, verb="approve", revision=first.revision, by=cast.official.person_id, now=now
    )
    assert Opening.objects.open_on(now.date()).get() == first
    mail = Message.objects.get(template="opening_decided")
    assert (mail.to, mail.values["verb"]) == ("manager@example.org", "approve")
    assert f"/npo/openings/{first.pk}/" in mail.values["url"]
    assert _publish(_new(cast, now), cast.staff.person_id, now).status == "published"


def test_ward_returns_with_a_reason_only(cast: Cast, now: datetime) -> None:
    opening = _publish(_new(cast, now), cast.staff.person_id, now)
    decision: dict[str, Any] = {"opening_id": opening.pk, "verb": "return", "by": cast.official.person_id, "now": now}
    with pytest.raises(MoveRefusedError) as refused:
        services.check_opening(revision=opening.revision, **decision)
    assert refused.value.denial.code == "reason-needed"
    with pytest.raises(MoveRefusedError) as refused:
        services.check_opening(revision=opening.revision - 1, reason="場所がわかりません。", **decision)
    assert refused.value.denial.code == "changed-meanwhile"
    services.check_opening(revision=opening.revision, reason="場所がわかりません。", **decision)
    opening.refresh_from_db()
    assert (opening.status, opening.checked) == ("draft", None)
    assert Message.objects.get(template="opening_decided").values["reason"] == "場所がわかりません。"


def test_members_cannot_say_the_wards_verbs_nor_the_ward_in_its_own_matters(cast: Cast, now: datetime) -> None:
    opening = _publish(_new(cast, now), cast.staff.person_id, now)
    assert rules.can_say_as_member(cast.staff, opening, "approve", now).code == "not-yours"  # type: ignore[union-attr]
    assert rules.can_manage_opening(cast.outsider, opening, now).code == "not-a-member"  # type: ignore[union-attr]
    assert rules.can_check_opening(cast.official, opening, now) is None
    cast.organization.memberships.create(person=cast.official.person, accepted=now)
    assert rules.can_check_opening(cast.official, opening, now).code == "own-organization"  # type: ignore[union-attr]


def test_an_organization_that_nobody_sees_publishes_nothing(cast: Cast, now: datetime) -> None:
    opening = _new(cast, now)
    Organization.objects.filter(pk=cast.organization.pk).update(status="draft")
    with pytest.raises(MoveRefusedError) as refused:
        _publish(opening, cast.staff.person_id, now)
    assert refused.value.denial.code == "organization-not-public"


@pytest.mark.parametrize(
    ("columns", "fields"),
    [
        ({}, []),
        ({"town_code": ""}, ["where"]),
        ({"with_children": True}, ["adults_present", "identity_required"]),
        ({"with_children": True, "adults_present": 2, "identity_required": True}, []),
        ({"kind": "ongoing", "ends": date(2027, 3, 31)}, ["slots"]),
        ({"kind": "ongoing", "ends": date(2027, 3, 31), "slots": ["sat-morning"]}, []),
        ({"kind": "project", "ends": date(2027, 3, 31)}, ["project_hours", "scope_ja"]),
        ({"kind": "ongoing", "starts": date(2026, 1, 1), "ends": date(2026, 11, 17), "slots": ["sat-morning"]}, ["ends"]),
        ({"kind": "ongoing", "ends": date(2027, 3, 31), "deadline": date(2026, 11, 17), "slots": ["sat-night"]}, ["deadline"]),
    ],
)  # fmt: skip
def test_what_is_missing(cast: Cast, now: datetime, columns: dict[str, Any], fields: list[str]) -> None:
    opening = _new(cast, now, **columns)
    shifts = Shift.objects.filter(opening=opening)
    assert [one.field for one in gaps(opening, shifts, now)] == fields
    if fields:
        with pytest.raises(MoveRefusedError) as refused:
            _publish(opening, None, now)
        assert refused.value.denial.code == "incomplete"


def test_past_days_and_no_days(cast: Cast, now: datetime) -> None:
    opening = _new(cast, now)
    assert [one.field for one in gaps(opening, [], now)] == ["shifts"]
    later = now + timedelta(days=11)
    assert [one.field for one in gaps(opening, Shift.objects.filter(opening=opening), later)] == ["ends"]


@pytest.mark.parametrize("words", ["日本人のみ", "日本国籍の方", "Japanese nationals", "Residence permit needed"])
def test_nationality_is_doubted_and_money_flagged(cast: Cast, now: datetime, words: str) -> None:
    opening = make_opening(now=now, organization=cast.organization, bring_en=words, money="fee", insured=True)
    said = doubts(opening)
    assert len(said) == 2
    assert "Nationality is never a condition" in said[1]
    assert doubts(make_opening(now=now, insured=True, summary_ja="外国人も日本人も歓迎します")) == []


def test_what_is_shown_stays_complete(cast: Cast, now: datetime) -> None:
    opening = make_opening(now=now, organization=cast.organization, summary_ja="教えます")
    make_shift(opening, now=now)
    given: dict[str, Any] = {"opening_id": opening.pk, "revision": 1, "by": None, "now": now}
    with pytest.raises(ValidationError) as found:
        services.save_opening(texts={"summary_ja": ""}, columns={}, **given)
    assert set(found.value.message_dict) == {"summary_ja"}
    with pytest.raises(ValidationError) as found:
        services.save_opening(texts={}, columns={"with_children": True, "adults_present": 1}, **given)
    assert set(found.value.message_dict) == {"adults_present"}
    assert services.save_opening(texts={"summary_ja": "数学を教えます"}, columns={}, **given) == 2


def test_places_go_and_come_back(cast: Cast, now: datetime) -> None:
    opening = make_opening(now=now, organization=cast.organization)
    shift = make_shift(opening, now=now, places=2)
    call: dict[str, Any] = {"opening_id": opening.pk, "by": None, "now": now}
    assert not services.mark_filled(**call)
    Shift.objects.filter(pk=shift.pk).update(taken=2)
    assert not services.reopen_places(**call)
    assert services.mark_filled(**call)
    assert not services.mark_filled(**call)
    opening.refresh_from_db()
    assert opening.status == "filled"
    Shift.objects.filter(pk=shift.pk).update(taken=1)
    assert services.reopen_places(**call)
    verbs = Act.objects.filter(object_id=opening.pk, object_type="volunteers.opening").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["fill_opening", "free_opening"]


def test_ending_tells_the_rooms_above_and_deletes_nothing(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(endings, "_told", [])
    endings.at_the_end(lambda *, opening, reason, by, now: told.append((opening.status, reason)))
    first, second = (make_opening(now=now, organization=cast.organization) for _number in range(2))
    make_shift(first, now=now)
    with pytest.raises(MoveRefusedError):
        services.cancel_opening(opening_id=first.pk, reason=" ", by=None, now=now)
    services.cancel_opening(opening_id=first.pk, reason="雨です。", by=None, now=now)
    services.close_opening(opening_id=second.pk, by=None, now=now)
    assert told == [("cancelled", "雨です。"), ("closed", "")]
    assert Shift.objects.filter(opening=first).count() == 1
    make_shift(second, now=now)
    Opening.objects.filter(pk=second.pk).update(summary_ja="x")
    assert services.reopen_opening(opening_id=second.pk, by=None, now=now).status == "published"


def test_a_copy_keeps_weekdays_and_texts(cast: Cast, now: datetime) -> None:
    source = make_opening(
        now=now, organization=cast.organization, title_en="Rice cakes", starts=date(2024, 11, 30),
        ends=date(2024, 12, 7), deadline=date(2024, 11, 20), languages_basic=("ja", "en"), checked=now,
    )  # fmt: skip
    held = make_shift(source, now=now, days=-718, places=5, taken=5)
    Application.objects.create(
        shift=held, opening=source, organization=cast.organization, profile=make_profile(now=now),
        status="took-part", channel="search", applied=now,
    )  # fmt: skip
    copy = services.copy_opening(opening_id=source.pk, by=cast.staff.person_id, now=now)
    copy.refresh_from_db()
    assert (copy.status, copy.checked, copy.published, copy.revision) == ("draft", None, None, 1)
    assert (copy.title_en, copy.languages, copy.copied_from_id) == ("Rice cakes", source.languages, source.pk)
    assert copy.starts - source.starts == timedelta(weeks=104)
    assert copy.starts.weekday() == source.starts.weekday() and copy.starts > now.date()
    assert copy.deadline == date(2026, 11, 18)
    shift = copy.shifts.get()
    assert (shift.places, shift.taken) == (5, 0)
    assert shift.starts - held.starts == timedelta(weeks=104)


def test_the_night_closes_what_is_over_and_follows_places(cast: Cast, now: datetime) -> None:
    yesterday = now.date() - timedelta(days=1)
    over, going = (make_opening(now=now, organization=cast.organization, starts=yesterday) for _number in range(2))
    Opening.objects.filter(pk=over.pk).update(ends=yesterday)
    with_place = make_opening(now=now, organization=cast.organization, place=cast.place, latitude=35.0, longitude=139.0)
    chunk = close_past_openings(night=now.date(), now=now, cursor=None)
    assert (chunk.cursor, chunk.counts) == (None, {"closed": 1, "moved": 1})
    found = dict(Opening.objects.values_list("pk", "status"))
    assert (found[over.pk], found[going.pk]) == ("closed", "published")
    with_place.refresh_from_db()
    assert with_place.latitude == cast.place.public_latitude
    assert close_past_openings(night=now.date(), now=now, cursor=None).counts == {"closed": 0, "moved": 0}
