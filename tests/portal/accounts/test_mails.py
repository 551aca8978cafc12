"""allauth's mails in our words: each has its templates in each language, each costs one row."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.mails import _SAME, VALUES
from portal.shared.languages import INTERFACE_LANGUAGES
from portal.shared.models import Ward
from portal.shared.outbox.delivering import deliver_due
from portal.shared.outbox.letters import write_letter
from portal.shared.outbox.models import Message
from portal.shared.ruby import has_ruby
from tests import factories

RESET = "accounts/password/reset/"
MORE = ("at", "browser")


def test_every_mail_of_allauth_is_known() -> None:
    """A new release with a new mail fails here, not at the reader's."""
    root = Path(allauth.__path__[0])
    called = re.compile(r"""["']((?:account|mfa|socialaccount)/email/\w+)["']""")
    named = {
        name for path in root.rglob("*.py") for name in called.findall(path.read_text()) if "tests" not in path.parts
    }
    assert named == {*VALUES, *_SAME} - {"account/email/email_confirm"} | (named & {"account/email/email_confirm"})


@pytest.mark.parametrize("prefix", sorted(VALUES))
def test_each_can_be_written_in_each_language(prefix: str) -> None:
    names = (*VALUES[prefix], *MORE)
    template = f"account/{prefix.rpartition('/')[2]}"
    letters = [
        write_letter(template, {name: f"[{name}]" for name in names}, one.code, Ward(pk=1))
        for one in INTERFACE_LANGUAGES
    ]
    assert len({one.subject for one in letters}) == len(letters) == len({one.text for one in letters})
    for one in letters:
        assert one.subject and not has_ruby(one.subject + one.text + one.html)
        if "code" not in names:
            assert all(f"[{name}]" in one.text for name in VALUES[prefix])


@pytest.mark.django_db
def test_known_and_unknown_addresses_cost_the_same_rows(client: Client) -> None:
    factories.make_user("known@example.org")
    writes = []
    for address in ("known@example.org", "unknown@example.org"):
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.post(f"/ja/{RESET}", {"email": address}).status_code == 302
        writes.append([query["sql"][:30] for query in found if "outbox_message" in query["sql"]])
    assert writes[0] == writes[1] and len(writes[0]) == 1
    assert Message.objects.count() == 2


@pytest.mark.django_db
def test_the_mail_speaks_the_pages_language(client: Client) -> None:
    user = factories.make_user("known@example.org")
    for language in ("ja", "en"):
        client.post(f"/{language}/{RESET}", {"email": "known@example.org"})
    deliver_due(now=timezone.now())
    assert [one.extra_headers["Content-Language"] for one in mail.outbox] == ["ja", "en"]
    assert all("/password/reset/key/" in one.body for one in mail.outbox)
    assert set(Message.objects.values_list("person_id", flat=True)) == {user.person_id}


@pytest.mark.django_db
def test_a_change_of_the_password_is_told_with_when_and_whence(client: Client) -> None:
    user = factories.make_user("known@example.org")
    client.force_login(user)
    client.post("/en/accounts/login/", {"login": user.email, "password": factories.PASSWORD})
    new = "another battery staple"
    client.post("/en/accounts/reauthenticate/", {"password": factories.PASSWORD})
    client.post(
        "/en/accounts/password/change/", {"oldpassword": factories.PASSWORD, "password1": new, "password2": new},
        HTTP_USER_AGENT="Browser {x|よ}\r\nBcc: a@b.jp",
    )  # fmt: skip
    deliver_due(now=timezone.now())
    [found] = mail.outbox
    assert found.subject == "Your password was changed"
    assert "127.0.0.1" in found.body and "Browser" in found.body and "Bcc" not in str(found.message().keys())
    assert Message.objects.get().person_id == user.person_id
