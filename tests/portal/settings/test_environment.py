"""Wrong settings are refused with a sentence that names the variable."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.settings import environment

REPOSITORY = Path(__file__).resolve().parents[3]
GOOD = {
    "TSUNAGU_MODE": "production",
    "SECRET_KEY": "a key of sixty characters for tests, which nobody else knows",
    "ALLOWED_HOSTS": "portal.example",
    "DATABASE_URL": "postgres://u:p@db/tsunagu",
    "REDIS_URL": "redis://redis/0",
    "FIELD_KEYS": "bm90LWEtcmVhbC1rZXktb25seS1mb3ItdGhlLXRlc3Q=",
}
OTHERS = (
    "DEBUG", "TRUSTED_PROXY_COUNT", "MAX_CONCURRENT_REQUESTS", "STATEMENT_SECONDS", "EMAIL_URL", "DEFAULT_FROM_EMAIL",
    "PORTAL_URL",
    "HASHED_STATIC", "DEMO_NOTICE", "CSRF_TRUSTED_ORIGINS", "WEB_PROCESSES", "METRICS_TOKEN", "LOG_REQUESTS", "STATIC_FOLDER", "DJANGO_SETTINGS_MODULE",
    "SSO_ISSUER", "SSO_CLIENT_ID", "SSO_CLIENT_SECRET", "SSO_LABEL",
)  # fmt: skip


def _read(monkeypatch: pytest.MonkeyPatch, **changes: str) -> environment.Environment:
    for name in (*GOOD, *OTHERS):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**GOOD, **changes}.items():
        monkeypatch.setenv(name, value)
    return environment.read()


def test_good_settings_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _read(monkeypatch).production


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", environment.DEVELOPMENT_KEY),
        ("DEBUG", "1"),
        ("DEBUG", "maybe"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "portal.example,*"),
        ("ALLOWED_HOSTS", "https://portal.example"),
        ("ALLOWED_HOSTS", "portal.example:443"),
        ("ALLOWED_HOSTS", "portal.example other.example"),
        ("CSRF_TRUSTED_ORIGINS", "portal.example"),
        ("CSRF_TRUSTED_ORIGINS", "https://a.example, b.example"),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "postgres://u:p@db"),
        ("DATABASE_URL", "postgres://u:p@db/"),
        ("DATABASE_URL", "postgres://u:p@db:port/tsunagu"),
        ("DATABASE_URL", "postgres://u:p/x@db:5432/tsunagu"),
        ("DATABASE_URL", "postgres://u:p[x@db/tsunagu"),
        ("REDIS_URL", ""),
        ("REDIS_URL", "http://x"),
        ("REDIS_URL", "redis://x:port/0"),
        ("REDIS_URL", "redis://x/pages"),
        ("REDIS_URL", "unix:///run/redis.sock?db=first"),
        ("EMAIL_URL", "mail.example"),
        ("EMAIL_URL", "smtp://u:p@mail.example:smtp"),
        ("PORTAL_URL", "portal.example"),
        ("PORTAL_URL", "https://portal.example/path"),
        ("PORTAL_URL", "https://portal.example:port"),
        ("TSUNAGU_MODE", "staging"),
        ("TSUNAGU_MODE", ""),
        ("TRUSTED_PROXY_COUNT", "many"),
        ("TRUSTED_PROXY_COUNT", "-1"),
        ("TRUSTED_PROXY_COUNT", "１"),
        ("MAX_CONCURRENT_REQUESTS", "0"),
        ("MAX_CONCURRENT_REQUESTS", "9" * 4400),
        ("STATEMENT_SECONDS", "1.5"),
        ("WEB_PROCESSES", "0"),
        ("METRICS_TOKEN", "short"),
        ("LOG_REQUESTS", "sometimes"),
        ("HASHED_STATIC", "si"),
    ],
)
def test_each_fault_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        _read(monkeypatch, **{name: value})


def test_all_faults_of_production_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        _read(monkeypatch, SECRET_KEY="", DEBUG="yes", ALLOWED_HOSTS="", DATABASE_URL="", REDIS_URL="")
    for name in ("SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL"):
        assert name in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgres://u:hunter2@db:port/tsunagu"),
        ("DATABASE_URL", "mysql://u:hunter2@db/tsunagu"),
        ("DATABASE_URL", "postgres://u:hunter2@db"),
        ("REDIS_URL", "redis://:hunter2@x/pages"),
        ("EMAIL_URL", "smtp://u:hunter2@mail.example:smtp"),
        ("SECRET_KEY", "hunter2"),
    ],
)
def test_no_message_repeats_a_secret(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        _read(monkeypatch, **{name: value})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", True), ("true", True), ("Yes", True), ("ON", True), ("0", False), ("False", False), ("no", False)],
)
def test_switches(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    assert _read(monkeypatch, HASHED_STATIC=value).hashed_static is expected


def test_what_is_set_but_empty_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _read(monkeypatch, **dict.fromkeys(OTHERS[:-1], ""))
    assert found.hashed_static and not found.debug and found.e_mail_url is None
    assert (found.proxy_count, found.max_threads, found.statement_seconds) == (0, 4, 0)
    assert found.trusted_origins == []


def test_mails_lead_to_the_first_host_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _read(monkeypatch, ALLOWED_HOSTS=".portal.example,b.example").portal_url == "https://portal.example"
    assert _read(monkeypatch, PORTAL_URL="https://www.example:8443/").portal_url == "https://www.example:8443"
    assert _read(monkeypatch, TSUNAGU_MODE="development").portal_url == "http://localhost:8000"


def test_lists_lose_their_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _read(
        monkeypatch, ALLOWED_HOSTS=" a.example , .b.example,,[::1] ", CSRF_TRUSTED_ORIGINS="https://a.example"
    )
    assert found.allowed_hosts == ["a.example", ".b.example", "[::1]"]
    assert found.trusted_origins == ["https://a.example"]


def test_a_newcomer_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in GOOD:
        monkeypatch.delenv(name, raising=False)
    found = environment.read()
    assert found.mode == "development" and found.database_url is None
    assert not found.hashed_static and found.secret_key


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from([*GOOD, *OTHERS[:-1]]),
    value=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40),
)
def test_any_nonsense_is_taken_or_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    try:
        _read(monkeypatch, **{name: value})
    except ImproperlyConfigured as refused:
        assert name in str(refused)


def _python(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """A process of its own with these settings alone."""
    kept = {name: value for name, value in os.environ.items() if name not in (*GOOD, *OTHERS)}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=REPOSITORY,
        env={**kept, "DJANGO_SETTINGS_MODULE": "portal.settings", **changes},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("TSUNAGU_MODE", "staging"), ("DATABASE_URL", "postgres://u:p@db:x/y"), ("REDIS_URL", "redis://x/pages")],
)
def test_commands_refuse_with_one_line_before_any_server_starts(name: str, value: str) -> None:
    done = _python("manage.py", "migrate", **{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(f"manage.py migrate: {name}") and len(done.stderr.splitlines()) == 1


def test_what_a_ward_sets_reaches_the_servers() -> None:
    done = _python(
        "-c",
        "import portal.wsgi\n"
        "from django.conf import settings as s\n"
        "from portal.celery import app\n"
        "d = s.DATABASES['default']\n"
        "print(d['HOST'], d['PORT'], d['NAME'], d['USER'], d['PASSWORD'], d['OPTIONS']['options'])\n"
        "print(s.CACHES['pages']['LOCATION'], app.conf.broker_url)\n"
        "print(s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_HOST_PASSWORD, s.EMAIL_TIMEOUT, s.DEFAULT_FROM_EMAIL)\n"
        "print(s.ALLOWED_HOSTS, s.SECURE_PROXY_SSL_HEADER, s.ALLAUTH_TRUSTED_PROXY_COUNT)\n",
        **{
            **GOOD,
            "DATABASE_URL": "postgres://u:p%40ss@db.example:6432/tsunagu?sslmode=require",
            "REDIS_URL": "redis://:geheim@redis.example:6380/3",
            "EMAIL_URL": "smtp+tls://mailer:pw@mail.example:587",
            "DEFAULT_FROM_EMAIL": "portal@ward.example",
            "TRUSTED_PROXY_COUNT": "2",
        },
    )
    assert done.stdout.splitlines() == [
        "db.example 6432 tsunagu u p@ss -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s",
        "redis://:geheim@redis.example:6380/3 redis://:geheim@redis.example:6380/4",
        "mail.example 587 True pw 10 portal@ward.example",
        "['portal.example'] ('HTTP_X_FORWARDED_PROTO', 'https') 2",
    ], done.stderr


def test_production_is_closed_and_marked_secure() -> None:
    names = (
        "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "DEBUG",
    )  # fmt: skip
    code = f"from django.conf import settings as s\nprint(*[int(getattr(s, name)) for name in {names!r}])\n"
    code += "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SECURE_HSTS_SECONDS >= 31536000)"
    code += "\nprint(s.EMAIL_BACKEND, s.ENV.shows_demo)"
    done = _python("-c", code, **GOOD, DEMO_NOTICE="1")
    assert done.stdout.splitlines() == [
        "1 1 1 1 1 1 1 0",
        "__Host-sessionid __Host-csrftoken True",
        "portal.shared.outbox.no_mail_server.NoMailServer False",
    ], done.stderr  # a forgotten DEMO_NOTICE opens nothing


def test_djangos_own_check_of_a_deployment_finds_nothing() -> None:
    done = _python("manage.py", "check", "--deploy", "--fail-level=WARNING", **GOOD)
    assert done.returncode == 0, done.stderr
