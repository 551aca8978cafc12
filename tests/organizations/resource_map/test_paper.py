"""What stands on paper where no hours are known: what the card says, which stays true."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import translation

from organizations.resource_map.cards import read_cards
from organizations.resource_map.paper import paper_rows
from organizations.resource_map.place_types import read_types
from organizations.resource_map.search import Entry
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("slug", "hours", "week"),
    [
        ("evacuation-shelter", None, "Opens in a disaster. You need not call first."),
        ("library", None, "Hours not known: please call"),
        ("library", [(2, 600, 1020)], "Wed: 10:00–17:00"),
    ],
)
def test_the_first_line_of_the_week(
    now: datetime, slug: str, hours: list[tuple[int, int, int]] | None, week: str
) -> None:
    place = factories.make_place(now=now, type_slug=slug, hours=hours, phone="03-3209-1111")
    types = {one.id: one for one in read_types("en")}
    with translation.override("en"):
        cards = read_cards([Entry(place.pk, None)], types=types, language="en", spoken="", now=now)
        (row,) = paper_rows(cards, "en")
    assert row["week"][0] == week
