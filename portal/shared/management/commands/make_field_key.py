"""A new key for FIELD_KEYS."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """`make_field_key`: prints a key; put it first in FIELD_KEYS, restart, then `rotate_field_keys`."""

    help = "Print a new key for FIELD_KEYS."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(Fernet.generate_key().decode())
