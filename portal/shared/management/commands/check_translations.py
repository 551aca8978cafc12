"""``check_translations``: what is untranslated, fuzzy or broken, for each language and audience."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.shared.catalogues.checks import Finding, check_catalogue, plain_advice
from portal.shared.catalogues.files import catalogue_path, read_catalogue
from portal.shared.catalogues.sources import borrowed_strings, own_strings, wanted_in
from portal.shared.catalogues.strings import UntranslatableError
from portal.shared.languages import INTERFACE_LANGUAGES, PLAIN_CODE
from portal.shared.plain_japanese import Limits


class Command(BaseCommand):
    help = "Lists untranslated, fuzzy and broken interface strings; fails if there is one."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        limits = Limits()
        parser.add_argument("--json", action="store_true", help="findings as a JSON list")
        parser.add_argument("--plain", action="store_true", help="advice on plain Japanese instead; never fails")
        parser.add_argument("--sentence-length", type=int, default=limits.sentence_length)
        parser.add_argument("--kanji", type=int, default=limits.kanji_per_sentence)

    def handle(self, *args: Any, **options: Any) -> None:
        locale_directory = Path(settings.LOCALE_PATHS[0])
        if options["plain"]:
            catalogue = read_catalogue(catalogue_path(locale_directory, PLAIN_CODE), PLAIN_CODE)
            limits = Limits(options["sentence_length"], options["kanji"])
            self._print(plain_advice(catalogue, limits), as_json=options["json"])
            return
        findings = _all_findings(locale_directory, Path(settings.BASE_DIR))
        self._print(findings, as_json=options["json"])
        if findings:
            counted = Counter((one.language, one.audience) for one in findings)
            summary = ", ".join(f"{language} {who} {n}" for (language, who), n in sorted(counted.items()))
            raise CommandError(f"{len(findings)} strings to mend: {summary}")

    def _print(self, findings: list[Finding], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps([asdict(one) for one in findings], ensure_ascii=False, indent=1))
            return
        for one in findings:
            self.stdout.write(str(one))


def _all_findings(locale_directory: Path, base: Path) -> list[Finding]:
    try:
        own = own_strings(base)
    except UntranslatableError as error:
        raise CommandError(str(error)) from error
    borrowed = borrowed_strings()
    return [
        finding
        for language in (one.code for one in INTERFACE_LANGUAGES)
        for finding in check_catalogue(
            language,
            read_catalogue(catalogue_path(locale_directory, language), language),
            wanted_in(language, own, borrowed),
        )
    ]
