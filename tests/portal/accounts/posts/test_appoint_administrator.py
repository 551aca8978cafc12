"""The command that gives a new portal its first administrator."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.accounts.models import Post, User
from portal.accounts.rules import holds_post
from tests import factories

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("appoint_administrator", *arguments, stdout=out)
    return out.getvalue()


def test_a_new_account_and_a_known_one(db: None) -> None:
    assert "choose a password" in run("First@example.org", "--name", "First")
    known = factories.make_user("known@example.org")
    assert "password" not in run("known@example.org")
    for user in (User.objects.get(email="first@example.org"), known):
        assert holds_post(user, {Post.Kind.ADMINISTRATOR}, timezone.now())
    with pytest.raises(CommandError, match="already"):
        run("known@example.org")


@pytest.mark.parametrize(("email", "words"), [("no address", "valid"), ("new@example.org", "add the name")])
def test_what_is_missing_is_said(email: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(email)
    assert not User.objects.exists() and not Post.objects.exists()
