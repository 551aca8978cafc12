"""``collect_strings``: brings the catalogues up to date with the code and templates."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.shared.catalogues.files import catalogue_path, merge, plural_count, read_catalogue, save
from portal.shared.catalogues.sources import borrowed_strings, own_strings, wanted_in
from portal.shared.catalogues.strings import UntranslatableError
from portal.shared.languages import BY_CODE, INTERFACE_LANGUAGES


class Command(BaseCommand):
    help = "Collects the strings to translate into locale/*/LC_MESSAGES/django.po."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", action="append", choices=sorted(BY_CODE), metavar="CODE")

    def handle(self, *args: Any, **options: Any) -> None:
        locale_directory = Path(settings.LOCALE_PATHS[0])
        try:
            own = own_strings(Path(settings.BASE_DIR))
        except UntranslatableError as error:
            raise CommandError(str(error)) from error
        borrowed = borrowed_strings()
        for language in options["language"] or [one.code for one in INTERFACE_LANGUAGES]:
            path = catalogue_path(locale_directory, language)
            catalogue = read_catalogue(path, language)
            merged = merge(catalogue, wanted_in(language, own, borrowed), plural_count(language))
            written = "written" if save(catalogue, path) else "unchanged"
            self.stdout.write(
                f"{language}: {merged.total} strings, {merged.added} new, {merged.revived} back, "
                f"{merged.retired} no longer used, {written}"
            )
