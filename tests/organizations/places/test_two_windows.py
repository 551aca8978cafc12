"""Two windows on one place: only what both changed is a conflict, and nothing is overwritten unseen."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from organizations.places import editing, services
from organizations.places.editing import EditedMeanwhileError, save_section
from organizations.places.forms import ContactForm
from organizations.places.models import OpeningHours, Place
from organizations.places.spoken import SpokenRow
from tests import factories
from tests.organizations.places.editor_data import languages, query, week
from tests.organizations.places.interleaving import Other, meanwhile

HIDDEN = re.compile(r'name="(revision|seen)" value="([^"]*)"')


class Window:
    """One section, opened by a manager."""

    def __init__(self, cast: factories.Cast, section: str) -> None:
        self.client, self.url = Client(), f"/en/npo/places/{cast.place.pk}/edit/{section}/"
        self.client.force_login(cast.manager)
        self.read(self.client.get(self.url).content.decode())

    def read(self, page: str) -> None:
        self.hidden = dict(HIDDEN.findall(page))

    def save(self, data: Any) -> tuple[int, str]:
        """Status, and the page that follows."""
        sent = data.copy()
        for name, value in self.hidden.items():
            sent[name] = value
        answer = self.client.post(self.url, sent.urlencode(), content_type="application/x-www-form-urlencoded")
        if answer.status_code == 302:
            return 302, self.client.get(answer["Location"]).content.decode()
        page = answer.content.decode()
        self.read(page)
        return answer.status_code, page


def _stored(place: Place) -> list[tuple[int, int]]:
    return list(OpeningHours.objects.filter(place=place).order_by("weekday").values_list("weekday", "opens"))


@pytest.mark.django_db
def test_another_section_saved_meanwhile_is_no_conflict(cast: factories.Cast, now: datetime) -> None:
    rows = [SpokenRow("vi")]
    services.replace_language_services(place_id=cast.place.pk, revision=1, rows=rows, by=None, now=now)
    contact, spoken = Window(cast, "contact"), Window(cast, "languages")
    assert contact.save(query({"phone": "03-3209-1111"}))[0] == 302
    assert spoken.save(languages({"language": "vi"}))[0] == 302
    assert Window(cast, "facts").save(query({"type_id": cast.place.type_id}))[0] == 302


@pytest.mark.django_db
@pytest.mark.parametrize("seen", ["", "0000", None])
def test_the_same_section_saved_meanwhile_is_a_conflict(cast: factories.Cast, seen: str | None) -> None:
    one, other = Window(cast, "contact"), Window(cast, "contact")
    assert one.save(query({"phone": "03-3209-1111"}))[0] == 302
    other.hidden |= {} if seen is None else {"seen": seen}
    status, page = other.save(query({"phone": "03-3209-2222"}))
    assert status == 409 and "03-3209-1111" in page and "03-3209-2222" in page
    assert other.save(query({"phone": "03-3209-2222"}))[0] == 302
    cast.place.refresh_from_db()
    assert cast.place.phone == "03-3209-2222"


@pytest.mark.django_db
def test_different_days_are_joined_and_it_is_said(cast: factories.Cast) -> None:
    one, other = Window(cast, "hours"), Window(cast, "hours")
    assert one.save(week(hours_2_opens="10", hours_2_closes="15"))[0] == 302
    status, page = other.save(week(hours_0_opens="9", hours_0_closes="17"))
    assert status == 302 and "They were kept: Wednesday" in page
    assert _stored(cast.place) == [(0, 540), (2, 600)]


@pytest.mark.django_db
@pytest.mark.parametrize(("take", "opens"), [("mine", 660), ("theirs", 600)])
def test_of_the_same_day_one_is_chosen(cast: factories.Cast, take: str, opens: int) -> None:
    one, other = Window(cast, "hours"), Window(cast, "hours")
    theirs = week(hours_2_opens="10", hours_2_closes="15", hours_4_opens="8", hours_4_closes="12")
    assert one.save(theirs)[0] == 302
    status, page = other.save(week(hours_0_opens="9", hours_0_closes="17", hours_2_opens="11", hours_2_closes="16"))
    assert status == 409 and 'name="take-2"' in page and 'name="take-0"' not in page
    assert 'value="8:00"' in page, "their Friday stands in the form"
    again = week(
        hours_0_opens="9", hours_0_closes="17", hours_2_opens="11", hours_2_closes="16",
        hours_4_opens="8", hours_4_closes="12",
    )  # fmt: skip
    again["take-2"] = take
    assert other.save(again)[0] == 302
    assert _stored(cast.place) == [(0, 540), (2, opens), (4, 480)]


def _contact(place: Place, phone: str) -> ContactForm:
    form = ContactForm(place, query({"phone": phone}))
    assert form.is_valid()
    return form


def _save(place: Place, phone: str, now: datetime) -> Callable[[], list[str]]:
    form = _contact(place, phone)
    return lambda: save_section(form, revision=1, seen=form.seen(), by=None, now=now)


def _first_saves_while_the_second_has_begun(place: Place, now: datetime) -> Other:
    """Another section is saved before both, so that only the section's own marks can tell them apart."""
    second = _save(place, "03-3209-2222", now)
    first = _save(place, "03-3209-1111", now)
    services.confirm_place(place_id=place.pk, by=None, now=now)
    with transaction.atomic():
        first()
        with meanwhile(second) as other:
            pass
    return other


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_the_second_is_told(now: datetime) -> None:
    place = factories.make_place(now=now)
    with pytest.raises(EditedMeanwhileError) as found:
        _first_saves_while_the_second_has_begun(place, now).result()
    assert found.value.place.phone == "03-3209-1111"
    place.refresh_from_db()
    assert place.phone == "03-3209-1111"


@pytest.mark.django_db(transaction=True)
def test_control_compared_without_the_lock_the_first_is_overwritten(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = factories.make_place(now=now)
    monkeypatch.setattr(
        services,
        "lock_place",
        lambda place_id, _revision: Place.objects.select_for_update(of=("self",)).get(pk=place_id),
    )
    monkeypatch.setattr(editing, "section_place", lambda place_id: Place.objects.get(pk=place_id))
    _first_saves_while_the_second_has_begun(place, now).result()
    place.refresh_from_db()
    assert place.phone == "03-3209-2222"
