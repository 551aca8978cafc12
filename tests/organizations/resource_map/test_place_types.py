"""Types of places in the reader's language, in the order that officials gave them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.places.models import PlaceType
from organizations.resource_map.place_types import read_types
from portal.shared.languages import LANGUAGES
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _types() -> None:
    factories.place_type()


def _named(language: str, slug: str) -> str:
    return next(one.name for one in read_types(language) if one.slug == slug)


@pytest.mark.parametrize("language", [one.code for one in LANGUAGES])
def test_every_type_has_a_name_for_every_reader(language: str) -> None:
    found = read_types(language)
    assert len(found) == PlaceType.objects.count() and all(one.name and one.icon for one in found)
    assert len({one.slug for one in found}) == len(found)


def test_what_has_no_name_in_a_language_has_the_next_best() -> None:
    PlaceType.objects.filter(slug="library").update(
        name_ko="", name_ja_simple="{本|ほん}の {所|ところ}", name_ja="図書館", name_en="Library"
    )
    assert _named("ko", "library") == "{本|ほん}の {所|ところ}"
    assert _named("en", "library") == "Library" and _named("ja", "library") == "図書館"
    PlaceType.objects.filter(slug="library").update(name_en=None, name_ja_simple=None)
    assert _named("en", "library") == _named("ko", "library") == _named("ja-simple", "library") == "図書館"


def test_officials_give_the_order_and_slugs_settle_ties() -> None:
    PlaceType.objects.update(position=5)
    PlaceType.objects.filter(slug="library").update(position=1)
    slugs = [one.slug for one in read_types("en")]
    assert slugs[0] == "library" and slugs[1:] == sorted(slugs[1:])


def test_one_query_however_many_types() -> None:
    with CaptureQueriesContext(connection) as caught:
        read_types("en")
    PlaceType.objects.bulk_create(
        PlaceType(slug=f"type-{number}", name_ja=f"種類{number}", icon="place", position=number) for number in range(40)
    )
    with CaptureQueriesContext(connection) as more:
        assert len(read_types("en")) > 40
    assert len(caught) == len(more) == 1
