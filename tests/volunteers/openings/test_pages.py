"""The pages: what everybody finds, what an organisation writes, what the ward decides."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.shared.japan import JAPAN
from tests.factories import Cast
from tests.volunteers.factories import make_opening, make_shift
from volunteers.openings import selectors
from volunteers.openings.filters import OpeningQuery, read_query
from volunteers.openings.models import Opening

pytestmark = pytest.mark.django_db
PAST = datetime(2026, 11, 1, 9, tzinfo=JAPAN)


@pytest.fixture
def today(now: datetime, monkeypatch: pytest.MonkeyPatch) -> date:
    """The views live in the tests' moment."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return now.astimezone(JAPAN).date()


def _found(query: str, now: datetime) -> list[str]:
    asked = read_query(QueryDict(query))
    cards, total, _more = selectors.list_openings(asked, "en", now, now.astimezone(JAPAN).date())
    assert total == len(cards)
    return [str(card.title) for card in cards]


def test_filters_find_what_fits(cast: Cast, now: datetime) -> None:
    classes = make_opening(
        "教室", now=now, title_en="Class", languages_basic=("ja", "vi"), slots=("sat-morning",), field="2"
    )
    make_opening(
        "会計", now=now, kind="project", field="19", on_site=False, online=True, latitude=None, longitude=None,
        town_code="", slots=(), languages_welcome=("vi",), organization=cast.organization,
    )  # fmt: skip
    make_opening(
        "遠く", now=now, town_code="1310410059001", latitude=35.70, longitude=139.70, starts=date(2026, 11, 19)
    )
    make_opening("下書き", now=now, status="draft")
    make_opening("終わり", now=now, deadline=date(2026, 11, 17))
    make_opening("休み", now=now)
    Opening.objects.filter(title_ja="休み").update(ends=date(2026, 11, 18), starts=date(2026, 11, 18))
    cast.other_organization.openings.create(title_ja="停止", field="2", starts=now, ends=now, status="published")
    type(cast.organization).objects.filter(pk=cast.other_organization.pk).update(status="suspended")
    assert _found("", now) == ["休み", "会計", "Class", "遠く"]
    assert _found("lang=vi", now) == ["会計", "Class"]
    assert _found("day=sat&time=morning&time=night", now) == ["Class"]
    assert _found("day=sun", now) == []
    assert _found("kind=project", now) == _found("online=1", now) == _found("field=19", now) == ["会計"]
    assert _found("q=clas", now) == ["Class"]
    assert _found("q=つなぐ 会計", now) == ["会計"]
    assert _found("area=1310410004", now) == ["休み", "Class"]
    assert _found("area=1310410004&radius=5", now) == ["休み", "Class", "遠く"]
    assert _found("lang=xx&day=noday&area=tokyo&radius=900&after=x.y&kind=%00&q=%00", now) == _found("", now)
    assert classes.pk


def test_pages_of_the_list_meet_without_a_gap(now: datetime) -> None:
    owner = make_opening("0", now=now).organization
    for number in range(1, 7):
        day = date(2026, 11, 18) + timedelta(days=number // 3)
        make_opening(str(number), now=now, organization=owner, starts=day)
    seen, after = list[int](), None
    while True:
        cards, total, after = selectors.list_openings(OpeningQuery(after=after), "ja", now, date(2026, 11, 18), 2)
        seen += [card.id for card in cards]
        assert total == 7
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 7


def _queries(client: Client, address: str) -> int:
    """The lesser of two looks: what the process remembers may just have been forgotten."""
    return min(_asked(client, f"{address}{'&' if '?' in address else '?'}look={look}") for look in (1, 2))


def _asked(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as context:
        assert client.get(address).status_code == 200
    return len([one for one in context.captured_queries if "SAVEPOINT" not in one["sql"]])


def test_queries_do_not_grow(cast: Cast, now: datetime, today: date, client: Client) -> None:
    manager = Client()
    manager.force_login(cast.manager)
    official = Client()
    official.force_login(cast.official)
    counts = []
    for number in (10, 90):
        for place in range(number):
            status = "checking" if place % 2 else "published"
            make_shift(make_opening(f"{place}", now=now, organization=cast.organization, status=status), now=now)
        newest = Opening.objects.filter(status="published").latest("pk")
        for day in range(number // 2):
            make_shift(newest, now=now, days=day + 8)
        for one in (client, manager, official):
            one.get("/en/")
        client.get(f"/en/volunteer/openings/?q=&n=0{number}")
        manager.get(f"/en/npo/openings/{newest.pk}/")  # the night's columns are read again after so many new openings
        counts.append(
            [
                _queries(client, f"/en/volunteer/openings/?online=&q=&lang=&n={number}"),
                _queries(client, f"/en/volunteer/openings/{newest.pk}/?n={number}"),
                _queries(manager, "/en/npo/openings/?state=published"),
                _queries(manager, f"/en/npo/openings/{newest.pk}/"),
                _queries(official, "/en/ward/openings/"),
            ]
        )
    assert counts[0] == counts[1]
    assert max(counts[0][:2]) <= 8


def test_page_of_an_opening_says_what_matters(cast: Cast, now: datetime, today: date, client: Client) -> None:
    opening = make_opening(
        now=now, organization=cast.organization, title_en="Help in class", place=cast.place, money="fee",
        languages_basic=("ja",), languages_conversational=("ja",), with_children=True, adults_present=3,
        identity_required=True, meeting_point_ja="二階",
    )  # fmt: skip
    make_shift(opening, now=now, places=4, taken=1)
    page = client.get(f"/en/volunteer/openings/{opening.pk}/").content.decode()
    for words in (
        "Help in class", "Your visa may not allow this", "Everyday conversation", "3 adults", "Yotsuya Japanese class",
        "25 November (Wed) 10:30–12:30", "3 places free", "Tsunagu Japanese Circle", '<span lang="ja">二階</span>',
    ):  # fmt: skip
        assert words in page
    assert "csrf" not in page
    for status, words in (("filled", "All places are taken"), ("cancelled", "does not take place")):
        Opening.objects.filter(pk=opening.pk).update(status=status)
        assert words in client.get(f"/en/volunteer/openings/{opening.pk}/?n={status}").content.decode()
    opening.shifts.update(cancelled=now)
    for status in ("filled", "published"):
        Opening.objects.filter(pk=opening.pk).update(status=status)
        page = client.get(f"/en/volunteer/openings/{opening.pk}/?cancelled={status}").content.decode()
        assert "There is no time to choose any more" in page and "All places are taken" not in page
        assert "/apply/" not in page
        client.force_login(cast.manager)
        desk = client.get(f"/en/npo/openings/{opening.pk}/").content.decode()
        assert "No time is left" in desk and "All places taken" not in desk
        client.logout()
    Opening.objects.filter(pk=opening.pk).update(status="checking")
    assert client.get(f"/en/volunteer/openings/{opening.pk}/?n=3").status_code == 404


NEW = {
    "kind": "one-off", "title_ja": "餅つき", "summary_ja": "もち米を運びます。", "field": "2", "first_day": "2026-11-29",
    "begins": "10:00", "finishes": "12:00", "places": "3", "money": "none",
}  # fmt: skip


def _new(client: Client, cast: Cast, **changes: Any) -> Any:
    return client.post(
        "/en/npo/openings/new/",
        {"organization_id": cast.organization.pk, "where": f"place:{cast.place.pk}", **NEW, **changes},
    )


def test_five_minutes_from_nothing_to_published(cast: Cast, now: datetime, today: date) -> None:
    client = Client()
    client.force_login(cast.staff)
    assert client.get("/en/npo/openings/new/").status_code == 200
    answer = _new(client, cast)
    opening = Opening.objects.get()
    assert answer["Location"].endswith(f"/npo/openings/{opening.pk}/")
    assert (opening.shifts.get().places, opening.slots) == (3, ("sun-morning",))
    page = client.get(answer["Location"]).content.decode()
    assert "Send to the ward office" in page and "Before it can be published" not in page
    client.post(f"/en/npo/openings/{opening.pk}/publish/", {"revision": opening.revision})
    opening.refresh_from_db()
    assert opening.status == "checking"
    official = Client()
    official.force_login(cast.official)
    assert "餅つき" in official.get("/en/ward/openings/").content.decode()
    decision = {"verb": "approve", "revision": opening.revision, "reason": ""}
    assert official.post(f"/en/ward/openings/{opening.pk}/", decision).status_code == 302
    assert "餅つき" in Client().get("/en/volunteer/openings/").content.decode()
    assert official.post(f"/en/ward/openings/{opening.pk}/", decision).status_code == 409


def test_weekly_ongoing_and_project(cast: Cast, now: datetime, today: date) -> None:
    client = Client()
    client.force_login(cast.staff)
    _new(client, cast, kind="short-term", last_day="2026-12-20")
    _new(client, cast, kind="ongoing", begins="18:00", finishes="20:00")
    _new(client, cast, kind="project", begins="", finishes="", where="", online="on", project_hours="4")
    weekly, ongoing, project = Opening.objects.order_by("pk")
    assert (weekly.shifts.count(), weekly.ends) == (4, date(2026, 12, 20))
    assert (ongoing.slots, ongoing.shifts.get().starts, ongoing.ends.year) == (("sun-evening",), None, 2027)
    assert (project.project_hours, project.on_site, project.answer) == (4, False, "we-choose")


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"first_day": "2026-11-17"}, "first_day"),
        ({"finishes": "09:00"}, "finishes"),
        ({"begins": ""}, "begins"),
        ({"kind": "short-term"}, "last_day"),
        ({"kind": "short-term", "last_day": "2028-01-23"}, "last_day"),
        ({"kind": "project"}, "project_hours"),
        ({"where": ""}, "where"),
        ({"places": "0"}, "places"),
    ],
)
def test_new_says_at_the_field_and_keeps_what_was_typed(
    cast: Cast, now: datetime, today: date, changes: dict[str, str], name: str
) -> None:
    client = Client()
    client.force_login(cast.staff)
    answer = _new(client, cast, **changes)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {name}
    assert "もち米を運びます。" in answer.content.decode()
    assert not Opening.objects.exists()


def test_edit_and_shifts_store_what_was_typed(cast: Cast, now: datetime, today: date) -> None:
    opening = make_opening(now=now, organization=cast.organization, status="draft", languages_basic=("ja",))
    shift = make_shift(opening, now=now)
    client, here = Client(), f"/en/npo/openings/{opening.pk}/"
    client.force_login(cast.staff)
    form = client.get(here + "edit/").context["form"]
    typed = {name: value for name, value in form.initial.items() if value not in (None, "", False, ())}
    typed |= {
        "title_en": "Mochi",
        "language_1": "ne",
        "level_1": "3",
        "revision": "1",
        "where": f"place:{cast.place.pk}",
    }
    assert client.post(here + "edit/", typed).status_code == 302
    opening.refresh_from_db()
    assert (opening.title_en, opening.languages, opening.place) == ("Mochi", {"ja": 1, "ne": 3}, cast.place)
    answer = client.post(here + "edit/", {**typed, "title_en": "Rice"})
    assert answer.status_code == 409 and "Mochi" in answer.content.decode()
    rows = {
        "revision": "2", "rows": "3", "shift-0-number": str(shift.pk), "shift-0-day": "2026-11-25",
        "shift-0-begins": "09:00", "shift-0-finishes": "11:00", "shift-0-places": "2", "shift-1-day": "2026-11-26",
    }  # fmt: skip
    answer = client.post(here + "shifts/", rows)
    assert answer.status_code == 422 and "Please write a time like 14:00." in answer.content.decode()
    assert 'name="shift-5-day"' in client.post(here + "shifts/", {**rows, "more": "1"}).content.decode()
    rows |= {"shift-1-begins": "13:00", "shift-1-finishes": "15:00", "shift-1-places": "1"}
    assert client.post(here + "shifts/", rows).status_code == 302
    assert [one.places for one in opening.shifts.order_by("starts")] == [2, 1]
    late = {"revision": "3", "rows": "1", "shift-0-day": "2026-11-28", "shift-0-begins": "21:00"}
    assert (
        client.post(here + "shifts/", {**late, "shift-0-finishes": "20:00", "shift-0-places": "1"}).status_code == 422
    )
    assert (
        client.post(here + "shifts/", {**late, "shift-0-finishes": "01:00", "shift-0-places": "1"}).status_code == 302
    )
    opening.refresh_from_db()
    assert opening.slots == ("sat-night",)


def test_buttons_tell_why_not(cast: Cast, now: datetime, today: date) -> None:
    opening = make_opening(now=now, organization=cast.organization, status="draft")
    client, here = Client(), f"/en/npo/openings/{opening.pk}/"
    client.force_login(cast.staff)
    page = client.post(here + "publish/", {"revision": "1"}, follow=True).content.decode()
    assert "Please say what there is to do." in page
    assert "Somebody changed this opening" in client.post(here + "discard/", follow=True).content.decode()
    assert client.post(here + "copy/").status_code == 302
    assert Opening.objects.filter(copied_from=opening).count() == 1
    Opening.objects.filter(pk=opening.pk).update(status="published")
    assert client.post(here + "cancel/", {"revision": "1", "reason": ""}).status_code == 422
    assert client.post(here + "cancel/", {"revision": "1", "reason": "雨"}).status_code == 302
    assert client.get(here + "edit/").status_code == 403


def test_a_list_says_where_no_time_is_left(cast: Cast, now: datetime, today: date) -> None:
    manager, states = Client(), dict[str, bool]()
    manager.force_login(cast.manager)
    for title, days in (("これからの会", 3), ("終わった会", -3), ("日のない会", None)):
        opening = make_opening(title, now=now, organization=cast.organization, status="filled")
        if days is not None:
            make_shift(opening, now=now, days=days, taken=1)
        page = manager.get("/en/npo/openings/?state=filled").content.decode()
        states[title] = "No time left" in page[page.index(title) :].split("</th>")[0]
    assert states == {"これからの会": False, "終わった会": True, "日のない会": True}


def test_what_is_not_mine_looks_like_what_is_not_there(cast: Cast, now: datetime) -> None:
    opening = make_opening(now=now, organization=cast.other_organization)
    client = Client()
    client.force_login(cast.manager)
    for path in ("", "edit/", "shifts/", "cancel/"):
        foreign, missing = (client.get(f"/en/npo/openings/{key}/{path}") for key in (opening.pk, 987_654_321))
        assert foreign.status_code == missing.status_code == 404
        asked = ((foreign, opening.pk), (missing, 987_654_321))
        pages = [re.sub(rf"(openings(?:/|%2F)){key}\b", r"\1N", answer.content.decode()) for answer, key in asked]
        assert pages[0] == pages[1]
