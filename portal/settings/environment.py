"""Reads the environment once, and refuses to start with a sentence that says what is wrong."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal.embedded import Addresses
from portal.settings import secret_files

MODES = ("development", "production", "test")
DEVELOPMENT_KEY = "development-only-key-that-production-refuses"
SWITCHES = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


@dataclass(frozen=True)
class SingleSignOn:
    """The ward's own sign-in (OpenID Connect), where it has one."""

    issuer: str
    client_id: str
    client_secret: str
    label: str


@dataclass(frozen=True)
class Environment:
    """What the outside decides: servers, secrets, addresses."""

    mode: str
    debug: bool
    secret_key: str
    field_keys: list[str]
    allowed_hosts: list[str]
    trusted_origins: list[str]
    database_url: str | None
    redis_url: str | None
    proxy_count: int
    max_threads: int
    web_processes: int
    metrics_token: str
    log_requests: bool
    portal_url: str
    e_mail_url: str | None
    sender: str
    hashed_static: bool
    static_folder: str | None
    statement_seconds: int
    demo: bool
    single_sign_on: SingleSignOn | None
    erasure_ledger: str | None

    @property
    def production(self) -> bool:
        return self.mode == "production"

    @property
    def shows_demo(self) -> bool:
        """Whether anybody may read mails and second factors: only among invented people, never where real ones sign in."""
        return self.demo and not self.production


def _whole_number(name: str, default: int, *, least: int = 0) -> int:
    raw = os.environ.get(name, "")
    if not raw:
        return default
    if not raw.isascii() or not raw.isdigit() or len(raw) > 9 or int(raw) < least:
        raise ImproperlyConfigured(f"{name}={raw!r} must be a whole number from {least} on, such as {default}.")
    return int(raw)


def _switch(name: str, default: bool) -> bool:
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    if raw.lower() not in SWITCHES:
        raise ImproperlyConfigured(f"{name}={raw!r} must be 1 or 0.")
    return SWITCHES[raw.lower()]


def _list(name: str, default: list[str]) -> list[str]:
    raw = os.environ.get(name, "")
    return [part.strip() for part in raw.split(",") if part.strip()] or default


def _hosts(default: list[str]) -> list[str]:
    """Host names as browsers send them: `portal.example`, `.example`, `[::1]`; no scheme, path or port."""
    found = _list("ALLOWED_HOSTS", default)
    for one in found:
        if "/" in one or " " in one or (":" in one and not one.startswith("[")):
            raise ImproperlyConfigured(f"ALLOWED_HOSTS: {one!r} must be a bare host name, such as portal.example.")
    return found


def _origins() -> list[str]:
    found = _list("CSRF_TRUSTED_ORIGINS", [])
    for one in found:
        if not one.startswith(("https://", "http://")):
            raise ImproperlyConfigured(f"CSRF_TRUSTED_ORIGINS: {one!r} must begin with https://.")
    return found


def _field_keys() -> list[str]:
    """Keys that seal secrets in the database, newest first; no message repeats them."""
    found = _list("FIELD_KEYS", [])
    for number, one in enumerate(found, start=1):
        if not re.fullmatch(r"[A-Za-z0-9_-]{43}=", one):
            raise ImproperlyConfigured(
                f"FIELD_KEYS: key {number} is not 32 bytes in URL-safe base64; make one with manage.py make_field_key."
            )
    return found


def _url(name: str, schemes: tuple[str, ...]) -> str | None:
    """The address, which may hold a password, so that no message repeats it."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return None
    if raw.split(":", 1)[0] not in schemes:
        raise ImproperlyConfigured(f"{name} must begin with one of {', '.join(s + '://' for s in schemes)}.")
    try:
        _ = urlsplit(raw).port
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} cannot be read: its port must be a number; in a password write %40 for @, %2F for / and so on."
        ) from None
    return raw


def _single_sign_on(production: bool) -> SingleSignOn | None:
    """All of SSO_ISSUER, SSO_CLIENT_ID and SSO_CLIENT_SECRET, or none; no message repeats the secret."""
    wanted = ("SSO_ISSUER", "SSO_CLIENT_ID", "SSO_CLIENT_SECRET")
    found = {name: os.environ.get(name, "").strip() for name in wanted}
    if not any(found.values()):
        return None
    missing = [name for name, value in found.items() if not value]
    if missing:
        raise ImproperlyConfigured(f"Single sign-on needs {' and '.join(missing)} too, or none of {', '.join(wanted)}.")
    issuer = _url("SSO_ISSUER", ("https",) if production else ("https", "http")) or ""
    if not urlsplit(issuer).hostname:
        raise ImproperlyConfigured("SSO_ISSUER must be the issuer's address, such as https://login.ward.example.")
    label = os.environ.get("SSO_LABEL", "").strip() or "Single sign-on"
    return SingleSignOn(issuer.rstrip("/"), found["SSO_CLIENT_ID"], found["SSO_CLIENT_SECRET"], label)


def _portal_url(production: bool) -> str:
    """Where mails lead back to; by default the first of the allowed hosts."""
    found = _url("PORTAL_URL", ("https", "http"))
    if found is None:
        hosts = _hosts([])
        return f"https://{hosts[0].lstrip('.')}" if production and hosts else "http://localhost:8000"
    parts = urlsplit(found)
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"PORTAL_URL={found!r} must be a scheme and a host, such as https://portal.example.")
    return f"{parts.scheme}://{parts.netloc}"


def _database_url() -> str | None:
    found = _url("DATABASE_URL", ("postgres", "postgresql", "psql", "pgsql"))
    if found and not urlsplit(found).path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL names no database: postgres://user:password@host:5432/tsunagu")
    return found


def _redis_url() -> str | None:
    found = _url("REDIS_URL", ("redis", "rediss", "unix", "redis+socket"))
    try:
        _ = Addresses("", found or "").broker_url
    except ValueError:
        raise ImproperlyConfigured("REDIS_URL must name its database by a number: redis://host:6379/0") from None
    return found


def read() -> Environment:
    """The settings from the environment; ImproperlyConfigured names the variable and what to set."""
    secret_files.read_into(os.environ)
    mode = os.environ.get("TSUNAGU_MODE", "development")
    if mode not in MODES:
        raise ImproperlyConfigured(f"TSUNAGU_MODE={mode!r} is unknown: use one of {', '.join(MODES)}.")
    debug = _switch("DEBUG", False)
    found = Environment(
        mode=mode,
        debug=debug,
        secret_key=os.environ.get("SECRET_KEY", "" if mode == "production" else DEVELOPMENT_KEY),
        field_keys=_field_keys(),
        allowed_hosts=_hosts([] if mode == "production" else ["localhost", "127.0.0.1", "[::1]"]),
        trusted_origins=_origins(),
        database_url=_database_url(),
        redis_url=_redis_url(),
        proxy_count=_whole_number("TRUSTED_PROXY_COUNT", 0),
        max_threads=_whole_number("MAX_CONCURRENT_REQUESTS", 4, least=1),
        web_processes=_whole_number("WEB_PROCESSES", 2, least=1),
        metrics_token=os.environ.get("METRICS_TOKEN", "").strip(),
        log_requests=_switch("LOG_REQUESTS", mode == "production"),
        portal_url=_portal_url(mode == "production"),
        e_mail_url=_url("EMAIL_URL", ("smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail")),
        sender=os.environ.get("DEFAULT_FROM_EMAIL", "portal@localhost"),
        hashed_static=_switch("HASHED_STATIC", mode == "production"),
        static_folder=os.environ.get("STATIC_FOLDER", "").strip() or None,
        statement_seconds=_whole_number("STATEMENT_SECONDS", 0),
        demo=_switch("DEMO_NOTICE", False),
        single_sign_on=_single_sign_on(mode == "production"),
        erasure_ledger=os.environ.get("ERASURE_LEDGER", "").strip() or None,
    )
    _refuse_unsafe(found)
    return found


def patience(statement_seconds: int) -> str:
    """PostgreSQL's options for a page: how long one statement may take, and how long a page may keep its locks idle."""
    return f"-c statement_timeout={statement_seconds}s -c idle_in_transaction_session_timeout={2 * statement_seconds}s"


def _refuse_unsafe(found: Environment) -> None:
    if not found.production:
        return
    problems = []
    if len(found.secret_key) < 50 or found.secret_key == DEVELOPMENT_KEY:
        problems.append("SECRET_KEY is missing or shorter than 50 characters")
    if not found.field_keys:
        problems.append("FIELD_KEYS is missing (make one with manage.py make_field_key and keep it apart from backups)")
    if found.debug:
        problems.append("DEBUG must be off")
    if not found.allowed_hosts or "*" in found.allowed_hosts:
        problems.append("ALLOWED_HOSTS must name the hosts (and not *)")
    if not found.database_url:
        problems.append("DATABASE_URL is missing")
    if not found.redis_url:
        problems.append("REDIS_URL is missing")
    if found.metrics_token and len(found.metrics_token) < 20:
        problems.append("METRICS_TOKEN is shorter than 20 characters")
    if problems:
        raise ImproperlyConfigured("Production does not start: " + "; ".join(problems) + ".")
