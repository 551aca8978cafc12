"""Pages of places and organisations as readers get them."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organizations.directory.models import Organization
from organizations.places import organization_page, selectors, services
from organizations.places.models import Place
from portal.shared.models import Ward
from tests import factories

pytestmark = pytest.mark.django_db
HOSTILE = "</script><script>alert(1)</script>\"'<img src=x onerror=alert(1)>\u200b😀{漢字|かんじ}"


def _get(path: str, status: int = 200) -> str:
    response = Client().get(path)
    assert response.status_code == status
    return response.content.decode()


def test_a_page_says_what_when_where_and_in_which_language(cast: factories.Cast, now: datetime) -> None:
    place = factories.make_place(
        "若葉相談室", now=now, organization=cast.organization, name_en="Wakaba desk", phone="03-3209-1111",
        email="desk@example.org", summary_ja="相談できます。", hours=[(day, 540, 1020) for day in range(7)],
        languages=[{"language": "en", "weekdays": [3], "starts": 780, "ends": 1020, "mode": "volunteer"}],
        facts=["free"], audiences=["everyone"],
    )  # fmt: skip
    page = _get(f"/en/places/{place.pk}/")
    for expected in (
        "Wakaba desk",
        "若葉相談室",
        "tel:0332091111",
        "mailto:desk@example.org",
        "Thu 13:00–17:00",
        "9:00–17:00",
    ):
        assert expected in page
    assert "東京都新宿区若葉一丁目1-2" in page
    assert '<span lang="ja">相談できます。</span>' in page
    assert re.search(r'<tr class="is-today" aria-current="date">', page)
    assert 'hreflang="ja-simple"' in page


def _pages_own(captured: CaptureQueriesContext) -> int:
    """Queries of the page itself: the version of the content is asked for at most every half second."""
    return sum("content_version" not in query["sql"] for query in captured.captured_queries)


@pytest.mark.parametrize("path", ["/en/places/{}/", "/en/places/{}/card/"])
@pytest.mark.parametrize("status", ["draft", "suspended", "closed"])
def test_what_is_not_published_looks_like_what_is_missing(now: datetime, path: str, status: str) -> None:
    place = factories.make_place(now=now)
    Place.objects.filter(pk=place.pk).update(status=status)
    hidden = (
        _get(path.format(place.pk), 404).replace(f"places%2F{place.pk}%2F", "N").replace(f"places/{place.pk}/", "N")
    )
    missing = _get(path.format(99999999), 404).replace("places%2F99999999%2F", "N").replace("places/99999999/", "N")
    assert hidden == missing


def test_an_organization_is_seen_once_published(cast: factories.Cast) -> None:
    url = f"/en/organizations/{cast.organization.pk}/"
    page = _get(url)
    assert "Tsunagu Japanese Circle" in page and "Yotsuya Japanese class" in page
    assert "manager@example.org" not in page
    Organization.objects.filter(pk=cast.organization.pk).update(status="draft")
    _get(url + "?again", 404)


@pytest.mark.parametrize("visibility", ["town", "never"])
@pytest.mark.parametrize("path", ["/en/places/{}/", "/ja/places/{}/card/", "/ja-simple/places/{}/?original=1"])
def test_a_hidden_address_is_nowhere_on_the_pages(now: datetime, visibility: str, path: str) -> None:
    place = factories.make_place(
        now=now, address_visibility=visibility, block="秘密9-8-7", building="秘密荘", floor="秘密階", postal_code="1600011",
        access_ja="秘密の角を曲がる", phone="03-3209-1111",
    )  # fmt: skip
    page = _get(path.format(place.pk))
    for secret in ("秘密", "9-8-7", "1600011", "160-0011", "35.6852", "139.7247"):
        assert secret not in page
    assert ("若葉" in page) == (visibility == "town")


def test_texts_of_people_do_no_harm(now: datetime) -> None:
    names = ("name_ja", "summary_ja", "description_ja", "access_ja", "hours_note_ja", "name_en")
    texts = dict.fromkeys(names, HOSTILE)
    place = factories.make_place(now=now)
    services.update_place_texts(place_id=place.pk, revision=1, texts=texts, by=None, now=now)
    Place.objects.filter(pk=place.pk).update(contact_note=HOSTILE, block=HOSTILE[:90], building=HOSTILE)
    for path in ("/en/places/{}/", "/ja-simple/places/{}/", "/en/places/{}/card/"):
        page = _get(path.format(place.pk))
        assert "<script>alert" not in page and "<img src=x" not in page
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL):
            assert json.loads(block)["name"].startswith("</script>"), path


def test_the_original_is_one_tap_away(now: datetime) -> None:
    place = factories.make_place(now=now, name_en="Desk", summary_ja="日本語の文", summary_en="English text")
    assert "English text" in _get(f"/en/places/{place.pk}/")
    original = _get(f"/en/places/{place.pk}/?original=1")
    assert "日本語の文" in original and "English text" not in original


def test_an_outdated_translation_is_admitted(now: datetime) -> None:
    place = factories.make_place(now=now, name_en="Desk")
    services.update_place_texts(
        place_id=place.pk, revision=1, texts={"summary_ja": "古い", "summary_en": "old"}, by=None, now=now
    )
    services.update_place_texts(place_id=place.pk, revision=2, texts={"summary_ja": "新しい"}, by=None, now=now)
    assert "has changed since this translation" in _get(f"/en/places/{place.pk}/")


def test_unknown_hours_are_never_called_closed(now: datetime) -> None:
    place = factories.make_place(now=now)
    page = selectors.place_page(place.pk, "en", now)
    assert page is not None
    assert (page["state_kind"], page["week"], page["deviations"]) == ("unknown", [], [])
    assert "Closed" not in _get(f"/en/places/{place.pk}/")


def test_days_that_differ_are_listed_with_their_reason(now: datetime) -> None:
    place = factories.make_place(
        now=now,
        hours=[(day, 540, 1020) for day in range(5)],
        exceptions=[
            (date(2026, 12, 10), date(2026, 12, 11), None, None),
            (date(2026, 12, 12), date(2026, 12, 12), 600, 720),
        ],
    )
    page = selectors.place_page(place.pk, "en", now)
    assert page is not None
    days = [(one.days, one.hours, one.reason) for one in page["deviations"]]
    assert ("23 November (Mon)", "Closed", "National holiday") in days
    assert ("10 December (Thu) – 11 December (Fri)", "Closed", "") in days
    assert ("12 December (Sat)", "10:00–12:00", "") in days
    assert any(reason == "Year end and New Year" for _days, _hours, reason in days)


def test_the_page_is_kept_until_the_next_opening_or_midnight(now: datetime) -> None:
    place = factories.make_place(now=now, hours=[(day, 540, 1020) for day in range(7)])
    page = selectors.place_page(place.pk, "en", now)
    assert page is not None and page["keep_seconds"] == 6.5 * 3600
    evening = selectors.place_page(place.pk, "en", now + timedelta(hours=10))
    assert evening is not None and evening["keep_seconds"] == 3.5 * 3600


def test_the_number_of_queries_does_not_grow(now: datetime) -> None:
    Ward.objects.get_or_create(pk=1)
    counts = []
    for rows in (1, 30):
        languages = [
            {"language": code, "weekdays": [day]} for code in ("en", "vi", "ne") for day in range(rows // 3 or 1)
        ]
        languages = [{**one, "weekdays": [one["weekdays"][0] % 7]} for one in languages]
        place = factories.make_place(now=now, hours=[(day, 540, 720) for day in range(7)], languages=languages)
        with CaptureQueriesContext(connection) as captured:
            Client().get(f"/en/places/{place.pk}/")
        counts.append(_pages_own(captured))
    assert counts[0] == counts[1] <= 8


def test_an_organizations_page_is_kept_until_a_place_opens_or_closes(now: datetime) -> None:
    organization = factories.make_organization()
    factories.make_place(now=now, organization=organization, hours=[(day, 540, 1020) for day in range(7)])
    page = organization_page.organization_page(organization.pk, "en", now + timedelta(hours=6, minutes=28))
    assert page is not None and page["keep_seconds"] == 120


def test_an_organizations_page_does_not_ask_more_for_more_places(cast: factories.Cast, now: datetime) -> None:
    Client().get("/en/")
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            Client().get(f"/en/organizations/{cast.organization.pk}/?{_round}")
        counts.append(_pages_own(captured))
        for number in range(10):
            factories.make_place(
                f"教室{number}", now=now, organization=cast.organization, languages=[{"language": "vi"}]
            )
    assert counts[0] == counts[1] <= 8


def test_the_card_says_both_languages_and_carries_a_code(now: datetime) -> None:
    place = factories.make_place(now=now, name_en="Desk")
    page = _get(f"/en/places/{place.pk}/card/")
    assert "I would like to join." in page
    assert "<svg" in page and 'class="desk-qr"' in page
    assert " style=" not in page


def test_huge_numbers_are_simply_missing() -> None:
    _get(f"/en/places/{10**30}/", 404)
    _get(f"/en/organizations/{10**30}/card/", 404)
