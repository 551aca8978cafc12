"""The sections of a place's editor that are one form each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from organizations.places import services
from organizations.places.forms import (
    AddressForm,
    CloseForm,
    ContactForm,
    FactsForm,
    NewPlaceForm,
    SectionForm,
    type_choices,
)
from organizations.places.models import Place
from organizations.places.place_texts_form import PlaceTextsForm
from organizations.towns import table as towns
from tests import factories
from tests.organizations.places.editor_data import query

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(now: datetime) -> Place:
    return factories.make_place(now=now, phone="03-3209-1111", facts=["free"], capacity=20)


def bound(form: type[Any], place: Place, **typed: Any) -> Any:
    """The form with what stands there, but for what is typed."""
    shown = form(place)
    data = {field.html_name: field.value() for field in shown if field.value() not in (None, False)}
    found = form(place, query({**data, **typed}))
    found.is_valid()
    return found


@pytest.mark.parametrize("form", [ContactForm, FactsForm, AddressForm, PlaceTextsForm])
def test_what_is_shown_can_be_sent_back_and_changes_nothing(place: Place, now: datetime, form: Any) -> None:
    sent = bound(form, place)
    assert sent.errors == {}
    assert sent.save(revision=1, by=None, now=now) == 1
    assert sent.versions(Place.objects.get(pk=place.pk)) == []


@pytest.mark.parametrize(
    ("form", "typed", "field"),
    [
        (ContactForm, {"email": "nobody"}, "email"),
        (ContactForm, {"url": "javascript:alert(1)"}, "url"),
        (ContactForm, {"form_url": "http://"}, "form_url"),
        (ContactForm, {"phone": "0" * 31}, "phone"),
        (ContactForm, {"contact_note": "a\x00b"}, "contact_note"),
        (FactsForm, {"type_id": "0"}, "type_id"),
        (FactsForm, {"facts": ["flying"]}, "facts"),
        (FactsForm, {"capacity": "0"}, "capacity"),
        (FactsForm, {"capacity": "1000001"}, "capacity"),
        (AddressForm, {"address_visibility": "perhaps"}, "address_visibility"),
        (AddressForm, {"municipality_code": "999999"}, "municipality_code"),
        (AddressForm, {"latitude": "nan"}, "latitude"),
        (AddressForm, {"postal_code": "160"}, "postal_code"),
        (AddressForm, {"postal_code": "160002a"}, "postal_code"),
    ],
)
def test_what_cannot_be_meant_is_marked_at_its_field(
    place: Place, form: Any, typed: dict[str, Any], field: str
) -> None:
    assert list(bound(form, place, **typed).errors) == [field]


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("160-0022", "1600022"),
        ("〒１６０−００２２", "1600022"),
        ("1600022", "1600022"),
        ("", ""),
        ("160‐0022", "1600022"),
    ],
)
def test_a_postal_code_however_it_is_typed(place: Place, typed: str, digits: str) -> None:
    assert bound(AddressForm, place, postal_code=typed).cleaned_data["postal_code"] == digits


def test_an_address_without_scheme_gets_one(place: Place) -> None:
    assert bound(ContactForm, place, url="example.org").cleaned_data["url"] == "https://example.org"


def test_what_the_service_refuses_stands_at_its_field_or_above_the_form(place: Place) -> None:
    form = bound(ContactForm, place)
    form.refuse(ValidationError({"phone": "no", "status": "never"}))
    form.refuse(ValidationError("all of it"))
    assert form.errors == {"phone": ["no"], "__all__": ["never", "all of it"]}


def test_both_versions_are_told_as_the_editor_knows_them(place: Place, now: datetime) -> None:
    other_type = factories.place_type("food-support").pk
    facts = {"facts": ["free", "online"], "capacity": None, "type_id": other_type}
    services.update_place_facts(place_id=place.pk, revision=1, facts=facts, by=None, now=now)
    form = bound(FactsForm, place, facts=["women-only"])
    assert form.versions(Place.objects.get(pk=place.pk)) == [
        ("Type", "Japanese class", "Food support"),
        ("Plain facts", "Women only", "Free of charge, Also online"),
        ("People it can take", "20", ""),
    ]


def test_a_towns_centre_is_shown_as_no_point(now: datetime) -> None:
    place = factories.make_place(now=now, location_source="town")
    assert [AddressForm(place)[name].value() for name in ("latitude", "longitude")] == [None, None]


def test_a_municipality_beyond_the_table_is_offered_and_kept(now: datetime) -> None:
    place = factories.make_place(
        now=now, municipality_code="222127", municipality="静岡市", prefecture="静岡県", town="葵町", town_code="",
        latitude=34.97, longitude=138.38,
    )  # fmt: skip
    form = bound(AddressForm, place, block="9-9")
    assert form.errors == {} and ("222127", "静岡市") in form.fields["municipality_code"].choices
    form.save(revision=1, by=None, now=now)
    place.refresh_from_db()
    assert (place.municipality, place.prefecture, place.block, place.latitude) == ("静岡市", "静岡県", "9-9", 34.97)


def test_towns_are_offered_for_the_chosen_municipality(place: Place) -> None:
    assert list(AddressForm(place).town_names()) == [town.name for town in towns.towns_of("131041")]
    elsewhere = bound(AddressForm, place, municipality_code="131016")
    assert list(elsewhere.town_names()) == [town.name for town in towns.towns_of("131016")]


def test_types_are_offered_in_the_readers_language() -> None:
    with translation.override("ja"):
        assert "日本語教室" in [label for _pk, label in type_choices()]
    assert "Japanese class" in [label for _pk, label in type_choices()]


def test_a_new_place_needs_an_organization_a_name_and_a_type() -> None:
    form = NewPlaceForm([(5, "会")], "131041", query({}))
    assert not form.is_valid()
    assert sorted(form.errors) == ["name_ja", "organization_id", "type_id"]
    assert "若葉一丁目" in list(NewPlaceForm([(5, "会")], "131041").town_names())
    foreign = {"organization_id": 6, "name_ja": "教室", "type_id": factories.place_type().pk}
    assert list(NewPlaceForm([(5, "会")], "131041", query(foreign)).errors) == ["organization_id"]


def test_closing_asks_twice() -> None:
    assert list(CloseForm(query({"reason": "移転"})).errors) == ["sure"]
    assert CloseForm(query({"sure": "on"})).is_valid()


def test_texts_that_are_outdated_can_be_found_right_again(place: Place, now: datetime) -> None:
    texts = {"summary_ja": "一", "summary_en": "one", "summary_vi": "một"}
    services.update_place_texts(place_id=place.pk, revision=1, texts=texts, by=None, now=now)
    services.update_place_texts(place_id=place.pk, revision=2, texts={"summary_ja": "二"}, by=None, now=now)
    place.refresh_from_db()
    form = bound(PlaceTextsForm, place, still_vi="on")
    assert form.still_right() == ["vi"]
    form.save(revision=3, by=None, now=now)
    place.refresh_from_db()
    states = {code: entry["state"] for code, entry in place.translation_state["summary"].items()}
    assert states == {"en": "outdated", "vi": "human"}


def test_a_section_needs_a_service_of_its_own(place: Place, now: datetime) -> None:
    class Empty(SectionForm):
        """A section whose writer forgot the service."""

    with pytest.raises(NotImplementedError):
        Empty(place).save(revision=1, by=None, now=now)
