"""``deliver_mail``: send what waits, without a worker."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.shared.outbox.delivering import deliver_due


class Command(BaseCommand):
    help = "Send the mail that is due now."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = deliver_due(now=timezone.now())
        self.stdout.write("  ".join(f"{name}: {number}" for name, number in counts.items()))
