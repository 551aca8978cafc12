"""The front door: tasks that lead somewhere, languages of today, what was confirmed last."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from organizations.directory.models import Organization
from organizations.places.models import PlaceType
from organizations.resource_map.reading import read_query
from portal.accounts.models import User
from portal.pages.selectors import home_page, npo_desk
from tests import factories
from tests.volunteers.factories import make_application, make_hours, make_opening, make_profile, make_shift

pytestmark = pytest.mark.django_db


def test_eight_tasks_lead_to_searches_that_are_understood(now: datetime) -> None:
    factories.place_type()
    slugs = frozenset(PlaceType.objects.values_list("slug", flat=True))
    tasks = home_page("en", now)["tasks"]
    assert len(tasks) == 8
    for task in tasks:
        reading = read_query(QueryDict(task["url"].partition("?")[2]), types=slugs)
        assert not reading.notices and reading.query.filtered


def test_languages_of_today_are_counted_and_lead_to_those_places(now: datetime) -> None:
    open_days = [(2, 600, 1020), (3, 600, 1020)]
    for _ in range(2):
        factories.make_place(now=now, hours=open_days, languages=[{"language": "vi", "weekdays": [2]}])
    factories.make_place(now=now, hours=open_days, languages=[{"language": "ne", "weekdays": [2]}])
    factories.make_place(now=now, hours=open_days, languages=[{"language": "ko", "weekdays": [3]}])
    factories.make_place(now=now, hours=open_days, languages=[{"language": "ne"}], status="suspended")
    voices = home_page("en", now)["speaking_today"]
    assert [(one["code"], one["count"]) for one in voices] == [("vi", 2), ("ne", 1)]
    assert voices[0]["url"].endswith("?lang=vi&today=1")


def test_lately_confirmed_come_newest_first_and_never_from_the_future(now: datetime) -> None:
    for day in (3, 17, 9):
        factories.make_place(f"教室{day}", now=now, confirmed=date(2026, 11, day))
    factories.make_place("未確認", now=now)
    factories.make_place("明日", now=now, confirmed=date(2026, 11, 19))
    assert [card["name"] for card in home_page("ja", now)["recent"]] == ["教室17", "教室9", "教室3"]


def test_an_organisations_desk_counts_what_its_people_can_do_for_volunteers(now: datetime) -> None:
    cast = factories.make_cast(now)
    for organization, number in ((cast.organization, 2), (cast.other_organization, 1)):
        opening = make_opening(now=now, organization=organization, answer="we-choose")
        for _ in range(number):
            asks = make_application(
                make_profile(now=now), make_shift(opening, now=now), now=now, status="applied", due=now
            )
            make_hours(asks, now=now)
    own = make_profile(now=now, person=cast.staff.person)
    make_hours(make_application(own, make_shift(opening, now=now, days=9), now=now), now=now)

    def counts(user: User) -> list[tuple[str, int]]:
        with translation.override("en"):
            return [(one["url"], one["number"]) for one in npo_desk(user, "en", now)["counts"][:2]]

    assert counts(cast.staff) == [("/en/npo/openings/", 2), ("/en/npo/hours/", 2)]
    assert counts(cast.other_manager) == [("/en/npo/openings/", 1), ("/en/npo/hours/", 2)]
    Organization.objects.filter(pk=cast.organization.pk).update(status="suspended")
    assert npo_desk(cast.staff, "en", now)["counts"][0]["url"] == "#places-stale"
    client = Client()
    client.force_login(cast.other_manager)
    page = client.get("/en/npo/").content.decode()
    assert "applications to answer" in page and "hours to confirm" in page


def test_at_most_six_queries_however_many_places(now: datetime) -> None:
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            home_page("en", now)
        assert len(caught) <= 6
        for _ in range(8):
            factories.make_place(now=now, confirmed=date(2026, 11, 3), languages=[{"language": "vi"}])
