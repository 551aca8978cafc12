"""Reads the environment once, and refuses to start with a sentence that says what is wrong."""

from __future__ import annotations

import os
from dataclasses import dataclass

import environ
from django.core.exceptions import ImproperlyConfigured

MODES = ("development", "production", "test")
DEVELOPMENT_KEY = "development-only-key-that-production-refuses"


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

    @property
    def production(self) -> bool:
        return self.mode == "production"


def _whole_number(name: str, default: int) -> int:
    raw = os.environ.get(name, "")
    if not raw:
        return default
    if not raw.isascii() or not raw.isdigit():
        raise ImproperlyConfigured(f"{name}={raw!r} must be a whole number, such as {default}.")
    return int(raw)


def _switch(name: str, default: bool) -> bool:
    return bool(environ.Env.parse_value(os.environ.get(name) or str(default), bool))


def _list(name: str, default: list[str]) -> list[str]:
    raw = os.environ.get(name, "")
    return [part.strip() for part in raw.split(",") if part.strip()] or default


def _url(name: str, schemes: tuple[str, ...]) -> str | None:
    raw = os.environ.get(name, "").strip()
    if not raw:
        return None
    if raw.split(":", 1)[0] not in schemes:
        raise ImproperlyConfigured(f"{name} must begin with one of {', '.join(s + '://' for s in schemes)}.")
    return raw


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
        allowed_hosts=_list("ALLOWED_HOSTS", [] if mode == "production" else ["localhost", "127.0.0.1", "[::1]"]),
        trusted_origins=_list("CSRF_TRUSTED_ORIGINS", []),
        database_url=_url("DATABASE_URL", ("postgres", "postgresql", "psql", "pgsql")),
        redis_url=_url("REDIS_URL", ("redis", "rediss", "unix", "redis+socket")),
        proxy_count=_whole_number("TRUSTED_PROXY_COUNT", 0),
        max_threads=_whole_number("MAX_CONCURRENT_REQUESTS", 12),
        e_mail_url=_url("EMAIL_URL", ("smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail")),
        sender=os.environ.get("DEFAULT_FROM_EMAIL", "portal@localhost"),
        hashed_static=_switch("HASHED_STATIC", mode == "production"),
        statement_seconds=_whole_number("STATEMENT_SECONDS", 0),
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
