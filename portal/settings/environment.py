"""Reads the environment once, and refuses to start with a sentence that says what is wrong."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal.embedded import Addresses

MODES = ("development", "production", "test")
DEVELOPMENT_KEY = "development-only-key-that-production-refuses"
SWITCHES = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


@dataclass(frozen=True)
class Environment:
    """What the outside decides: servers, secrets, addresses."""

    mode: str
    debug: bool
    secret_key: str
    allowed_hosts: list[str]
    trusted_origins: list[str]
    database_url: str | None
    redis_url: str | None
    proxy_count: int
    max_threads: int
    e_mail_url: str | None
    sender: str
    hashed_static: bool
    statement_seconds: int
    demo: bool

    @property
    def production(self) -> bool:
        return self.mode == "production"


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
    mode = os.environ.get("TSUNAGU_MODE", "development")
    if mode not in MODES:
        raise ImproperlyConfigured(f"TSUNAGU_MODE={mode!r} is unknown: use one of {', '.join(MODES)}.")
    debug = _switch("DEBUG", False)
    found = Environment(
        mode=mode,
        debug=debug,
        secret_key=os.environ.get("SECRET_KEY", "" if mode == "production" else DEVELOPMENT_KEY),
        allowed_hosts=_hosts([] if mode == "production" else ["localhost", "127.0.0.1", "[::1]"]),
        trusted_origins=_origins(),
        database_url=_database_url(),
        redis_url=_redis_url(),
        proxy_count=_whole_number("TRUSTED_PROXY_COUNT", 0),
        max_threads=_whole_number("MAX_CONCURRENT_REQUESTS", 12, least=1),
        e_mail_url=_url("EMAIL_URL", ("smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail")),
        sender=os.environ.get("DEFAULT_FROM_EMAIL", "portal@localhost"),
        hashed_static=_switch("HASHED_STATIC", mode == "production"),
        statement_seconds=_whole_number("STATEMENT_SECONDS", 0),
        demo=_switch("DEMO_NOTICE", False),
    )
    _refuse_unsafe(found)
    return found


def _refuse_unsafe(found: Environment) -> None:
    if not found.production:
        return
    problems = []
    if len(found.secret_key) < 50 or found.secret_key == DEVELOPMENT_KEY:
        problems.append("SECRET_KEY is missing or shorter than 50 characters")
    if found.debug:
        problems.append("DEBUG must be off")
    if not found.allowed_hosts or "*" in found.allowed_hosts:
        problems.append("ALLOWED_HOSTS must name the hosts (and not *)")
    if not found.database_url:
        problems.append("DATABASE_URL is missing")
    if not found.redis_url:
        problems.append("REDIS_URL is missing")
    if problems:
        raise ImproperlyConfigured("Production does not start: " + "; ".join(problems) + ".")
