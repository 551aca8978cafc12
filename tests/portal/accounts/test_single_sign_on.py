"""A ward's single sign-on, against a small issuer in this process: it opens accounts that exist, never makes any."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from portal.accounts.models import Holding, Person, User
from portal.settings import environment
from portal.settings.single_sign_on import provider_settings, sign_in_origins
from tests import factories
from tests.second_factor import say_code

pytestmark = pytest.mark.django_db
CLAIMS: dict[str, Any] = {"sub": "42", "email": "official@example.org", "email_verified": True, "name": "Official"}


class Issuer(BaseHTTPRequestHandler):
    """Discovery, token, user info; whom it speaks of is the server's `claims`."""

    def do_GET(self) -> None:
        own = f"http://localhost:{self.server.server_port}"  # type: ignore[attr-defined]
        pages = {
            "/.well-known/openid-configuration": {
                "issuer": own,
                **{f"{name}_endpoint": f"{own}/{name}" for name in ("authorization", "token", "userinfo")},
            },
            "/userinfo": self.server.claims,  # type: ignore[attr-defined]
        }
        self._say(pages[self.path])

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.tokens.append(sent)  # type: ignore[attr-defined]
        self._say({"access_token": "token", "token_type": "Bearer"})

    def _say(self, found: Any) -> None:
        body = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quietly."""


@pytest.fixture
def issuer(settings: Any) -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("localhost", 0), Issuer)
    server.claims, server.tokens = dict(CLAIMS), []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found = environment.SingleSignOn(f"http://localhost:{server.server_port}", "portal", "secret", "Ward login")
    settings.SOCIALACCOUNT_PROVIDERS = provider_settings(found)
    yield server
    server.shutdown()
    server.server_close()


def come_back(client: Client, next_page: str = "/en/ward/") -> Any:
    """Through the issuer and back, as a browser would."""
    there = client.post(f"/en/accounts/oidc/ward/login/?process=login&next={next_page}")["Location"]
    asked = parse_qs(urlsplit(there).query)
    assert asked["code_challenge_method"] == ["S256"] and set(asked["scope"][0].split()) == {
        "openid",
        "profile",
        "email",
    }
    back = urlsplit(asked["redirect_uri"][0]).path
    return client.get(back, {"code": "code", "state": asked["state"][0]})


def test_off_nothing_is_shown_and_nothing_answers(client: Client) -> None:
    assert "work for the ward" not in client.get("/en/accounts/login/").content.decode()
    assert client.post("/en/accounts/oidc/ward/login/").status_code == 404


def test_a_checked_address_opens_its_account_and_the_second_step_is_asked(
    issuer: Any, client: Client, cast: factories.Cast
) -> None:
    assert "Sign in with Ward login" in client.get("/en/accounts/login/").content.decode()
    holdings = Holding.objects.count()
    answer = come_back(client)
    assert answer["Location"].endswith("/2fa/authenticate/") and "_auth_user_id" not in client.session
    assert say_code(client, answer)["Location"] == "/en/ward/"
    assert client.session["_auth_user_id"] == str(cast.official.pk)
    assert SocialAccount.objects.get().user == cast.official and Holding.objects.count() == holdings
    assert issuer.tokens[0]["code_verifier"]


@pytest.mark.parametrize("claim", [False, "false", "true", None, 1])
def test_an_address_that_the_issuer_has_not_checked_opens_nothing(
    issuer: Any, client: Client, cast: factories.Cast, claim: Any
) -> None:
    issuer.claims["email_verified"] = claim
    answer = come_back(client)
    assert "no account for this address" in answer.content.decode()
    assert "_auth_user_id" not in client.session and not SocialAccount.objects.exists()


def test_nobody_gets_an_account_by_it(issuer: Any, client: Client) -> None:
    answer = come_back(client)
    assert answer.status_code == 200 and "no account for this address" in answer.content.decode()
    assert not User.objects.exists() and not Person.objects.exists()


def test_whoever_has_no_second_factor_must_set_one_up(issuer: Any, client: Client, cast: factories.Cast) -> None:
    Authenticator.objects.all().delete()
    come_back(client)
    assert client.get("/en/ward/")["Location"] == "/en/accounts/second-factor/"


def test_a_closed_account_stays_closed(issuer: Any, client: Client, cast: factories.Cast) -> None:
    User.objects.filter(pk=cast.official.pk).update(is_active=False)
    assert come_back(client)["Location"].endswith("/accounts/inactive/")
    assert "_auth_user_id" not in client.session


def test_a_refusal_and_a_forged_state_end_on_pages_of_ours(issuer: Any, client: Client) -> None:
    page = client.get("/en/accounts/oidc/ward/login/callback/", {"code": "x", "state": "forged"})
    assert "own sign-in did not work" in page.content.decode()
    there = client.post("/en/accounts/oidc/ward/login/")["Location"]
    state = parse_qs(urlsplit(there).query)["state"][0]
    left = client.get("/en/accounts/oidc/ward/login/callback/", {"error": "access_denied", "state": state})
    assert "You did not sign in" in client.get(left["Location"]).content.decode()


def test_the_setting_is_whole_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("SSO_ISSUER", "SSO_CLIENT_ID", "SSO_CLIENT_SECRET", "SSO_LABEL")
    for name in names:
        monkeypatch.delenv(name, raising=False)
    assert environment.read().single_sign_on is None
    monkeypatch.setenv("SSO_CLIENT_SECRET", "hush")
    with pytest.raises(ImproperlyConfigured, match="SSO_ISSUER and SSO_CLIENT_ID") as refused:
        environment.read()
    assert "hush" not in str(refused.value)
    monkeypatch.setenv("SSO_CLIENT_ID", "portal")
    monkeypatch.setenv("SSO_ISSUER", "ldap://x")
    with pytest.raises(ImproperlyConfigured, match="SSO_ISSUER must begin"):
        environment.read()
    monkeypatch.setenv("SSO_ISSUER", "https://login.ward.example/realm/")
    found = environment.read().single_sign_on
    assert found is not None and found.label == "Single sign-on"
    assert sign_in_origins(found) == ["https://login.ward.example"]
