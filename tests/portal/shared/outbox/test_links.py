"""Links in mails lead to the portal's own address, whatever host a request asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from portal.shared.outbox.links import at_portal, page_link
from portal.shared.outbox.models import Message
from tests import factories

# Pages that say their own address to whoever reads them, and write to nobody.
OWN_ADDRESS = {"places/views.py", "interchange/open_data_views.py", "interchange/open_data_requests.py"}


@pytest.fixture
def two_hosts(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["portal.example", "old.example"]
    settings.PORTAL_URL = "https://portal.example"


@pytest.mark.django_db
def test_a_letter_leads_to_the_portal_though_it_was_asked_for_elsewhere(two_hosts: None) -> None:
    factories.make_user("reader@example.org")
    elsewhere = Client(HTTP_HOST="old.example")
    elsewhere.post("/en/accounts/password/reset/", {"email": "reader@example.org"})
    elsewhere.post("/en/accounts/password/reset/", {"email": "nobody@example.org"})
    known, unknown = (Message.objects.get(to=f"{name}@example.org").values for name in ("reader", "nobody"))
    assert known["password_reset_url"].startswith("https://portal.example/en/accounts/password/reset/key/")
    assert unknown["signup_url"] == "https://portal.example/en/accounts/signup/"


def test_letters_without_a_request_lead_to_the_same_place(two_hosts: None) -> None:
    assert (
        page_link("ja-simple", "organizations:organization", 7) == "https://portal.example/ja-simple/organizations/7/"
    )
    assert at_portal("http://old.example:81/ja/x/?a=1#b") == "https://portal.example/ja/x/?a=1#b"


def test_nobody_else_takes_the_host_of_a_request() -> None:
    root = Path(django_settings.BASE_DIR)
    found = {
        str(path.relative_to(root / room))
        for room in ("portal", "organizations", "volunteers", "grants", "kpis")
        for path in (root / room).rglob("*.py")
        if "build_absolute_uri" in path.read_text(encoding="utf-8")
    }
    assert found == OWN_ADDRESS
