"""Work that outlives its session: what was typed signed out comes back after the sign-in, and is not saved by itself."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from organizations.places.models import Place
from portal.accounts import kept_forms
from portal.accounts.models import User
from tests import factories
from tests.second_factor import say_code
from tests.ward_people import holder

pytestmark = pytest.mark.django_db
PASSWORD = "korrekt-pferd-batterie"


def contact(place: Place) -> str:
    return f"/en/npo/places/{place.pk}/edit/contact/"


def signed_out(address: str, typed: dict[str, object]) -> tuple[Client, str]:
    """A browser that sends a form after its session has ended, and the page of the sign-in it lands on."""
    client = Client()
    answer = client.post(address, typed)
    assert answer.status_code == 302 and "/accounts/login/?next=" in answer["Location"]
    return client, answer["Location"]


def sign_in(client: Client, user: User, address: str) -> str:
    """Through the real form; the address to which it leads."""
    user.set_password(PASSWORD)
    user.save()
    typed = {"login": user.email, "password": PASSWORD, "next": address.partition("next=")[2]}
    answer = say_code(client, client.post(address, typed))
    assert answer.status_code == 302
    return answer["Location"]


def test_what_was_typed_signed_out_comes_back_unsaved_and_can_be_saved(cast: factories.Cast) -> None:
    typed = {"revision": "1", "contact_note": "LINE: つなぐ", "phone": "call me"}
    client, login = signed_out(contact(cast.place), typed)
    assert "what you typed comes back. It is not saved yet" in client.get(login).content.decode()
    assert sign_in(client, cast.manager, login) == contact(cast.place)
    page = client.get(contact(cast.place)).content.decode()
    assert "LINE: つなぐ" in page and "call me" in page and "It is not saved yet" in page
    cast.place.refresh_from_db()
    assert (cast.place.contact_note, cast.place.revision) == ("", 1)
    assert "LINE: つなぐ" not in client.get(contact(cast.place)).content.decode()
    assert client.post(contact(cast.place), {**typed, "phone": "03-3209-1111"}).status_code == 302
    cast.place.refresh_from_db()
    assert cast.place.contact_note == "LINE: つなぐ"


def test_the_sign_in_lasts_as_long_as_ever(cast: factories.Cast) -> None:
    client, login = signed_out(contact(cast.place), {"revision": "1"})
    assert client.session.get_expiry_age() <= kept_forms.KEPT_SECONDS
    sign_in(client, cast.manager, login)
    assert client.session.get_expire_at_browser_close() or client.session.get_expiry_age() > kept_forms.KEPT_SECONDS


def test_a_stranger_who_signs_in_sees_nothing_of_it(cast: factories.Cast) -> None:
    client, login = signed_out(contact(cast.place), {"revision": "1", "contact_note": "LINE: つなぐ"})
    sign_in(client, cast.other_manager, login)
    answer = client.get(contact(cast.place))
    assert answer.status_code == 404 and "LINE" not in answer.content.decode()


def test_it_waits_at_its_own_address_and_not_for_long(cast: factories.Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client, _login = signed_out(contact(cast.place), {"revision": "1", "contact_note": "LINE: つなぐ"})
    client.force_login(cast.manager)
    assert "LINE" not in client.get(contact(cast.place).replace("contact", "facts")).content.decode()
    later = timezone.now() + timedelta(seconds=kept_forms.KEPT_SECONDS + 5)
    monkeypatch.setattr(kept_forms.timezone, "now", lambda: later)
    assert "LINE" not in client.get(contact(cast.place)).content.decode()


def test_too_much_is_not_kept_and_that_is_said(cast: factories.Cast) -> None:
    client, login = signed_out(contact(cast.place), {"contact_note": "あ" * (kept_forms.MOST_CHARACTERS + 1)})
    assert "Go back with your browser and copy your text" in client.get(login).content.decode()
    assert not Session.objects.exists()


def test_reading_and_signed_in_people_leave_nothing_behind(cast: factories.Cast) -> None:
    assert Client().get(contact(cast.place)).status_code == 302
    assert not Session.objects.exists()


@pytest.mark.parametrize("section", ["texts", "address", "facts", "hours", "languages"])
def test_every_section_takes_back_what_was_typed(cast: factories.Cast, section: str) -> None:
    address = contact(cast.place).replace("contact", section)
    client, _login = signed_out(address, {"revision": "7", "csrfmiddlewaretoken": "x", "more": "0"})
    client.force_login(cast.manager)
    page = client.get(address).content.decode()
    assert "It is not saved yet" in page and re.search(r'name="revision" value="7"', page)


def test_an_organization_and_a_new_place_come_back_too(cast: factories.Cast) -> None:
    for address, name in (
        (f"/en/npo/organizations/{cast.organization.pk}/edit/", "name_ja"),
        ("/en/npo/places/new/", "name_ja"),
    ):
        client, _login = signed_out(address, {name: "新しい名前"})
        client.force_login(cast.manager)
        page = client.get(address)
        assert "新しい名前" in page.content.decode() and "It is not saved yet" in page.content.decode()
    assert not Place.objects.filter(name_ja="新しい名前").exists()


def test_the_wards_forms_come_back_too() -> None:
    for address, field in (("/en/ward/settings/", "name_en"), ("/en/ward/place-types/add/", "name_en")):
        client, _login = signed_out(address, {field: "Castle in the air"})
        client.force_login(holder("official", timezone.now()))
        page = client.get(address)
        assert "Castle in the air" in page.content.decode() and "It is not saved yet" in page.content.decode()


def test_who_confirmed_signed_out_arrives_at_the_place(cast: factories.Cast) -> None:
    _client, login = signed_out(f"/en/npo/places/{cast.place.pk}/confirm/", {})
    assert login.endswith(f"?next=/en/npo/places/{cast.place.pk}/")


def test_a_form_without_cookies_tells_the_way_to_sign_in_again() -> None:
    page = Client(enforce_csrf_checks=True).post("/en/npo/places/new/", {"name_ja": "教室"})
    assert page.status_code == 403
    text = page.content.decode()
    assert "you are signed out too" in text and 'href="/en/accounts/login/" target="_blank"' in text
