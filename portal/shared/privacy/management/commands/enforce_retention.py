"""Forget what has been kept long enough, or print what would be forgotten."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from portal.shared.nights.steps import Cursor
from portal.shared.privacy import retention


class Command(BaseCommand):
    help = "Forget personal data whose time is up, by the rules of the register."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only print how many rows each rule would forget")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.localtime()
        for name, rows in retention.overdue(now=now).items():
            self.stdout.write(f"{name}\t{rows}")
        if options["dry_run"]:
            return
        cursor: Cursor = None
        while True:
            with transaction.atomic():
                chunk = retention.enforce_retention(night=now.date(), now=now, cursor=cursor)
            cursor = chunk.cursor
            if cursor is None:
                break
