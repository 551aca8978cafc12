"""What commands of the night read from their line."""

from __future__ import annotations

from datetime import date

from django.core.management.base import CommandError


def read_night(text: str | None) -> date | None:
    """The date of `--date`, None where it is absent; CommandError says how to write it."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--date {text!r}: write it as YYYY-MM-DD.") from None
