"""Secrets handed over as files, as containers do: `SECRET_KEY_FILE=/run/secrets/secret_key` stands for `SECRET_KEY`."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

NAMES = ("SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "METRICS_TOKEN", "SSO_CLIENT_SECRET")


def read_into(environment: MutableMapping[str, str]) -> None:
    """Set each secret whose `…_FILE` is given to the file's text without the blanks around it.

    Raises ImproperlyConfigured when a file cannot be read or the secret is given twice; no message repeats it.
    """
    for name in NAMES:
        path = environment.get(f"{name}_FILE", "").strip()
        if not path:
            continue
        try:
            text = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            raise ImproperlyConfigured(f"{name}_FILE: {path} cannot be read ({type(error).__name__}).") from None
        if environment.get(name, text) != text:
            raise ImproperlyConfigured(f"{name} and {name}_FILE are both set; leave one of them away.")
        environment[name] = text
