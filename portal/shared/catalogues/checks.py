"""What is wrong with the catalogues: by language, by audience, string by string."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polib

from portal.shared.catalogues.files import plural_count
from portal.shared.catalogues.sources import Key, Wanted, is_staff_file
from portal.shared.languages import PLAIN_CODE
from portal.shared.plain_japanese import Limits, check_sentences, kanji_without_furigana
from portal.shared.ruby import strip_ruby

_PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[sdifr]|%[sdifr]|\{[A-Za-z_0-9.]*\}")
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. ``problem`` is one of missing, untranslated, fuzzy, placeholders, tags,
    plurals, furigana, and, as advice only, plain."""

    language: str
    audience: str
    problem: str
    msgid: str
    detail: str
    files: tuple[str, ...]

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        where = self.files[0] if self.files else "-"
        return f"{self.language} {self.audience} {self.problem}: {self.msgid!r}{detail} [{where}]"


def check_catalogue(language: str, catalogue: polib.POFile, wanted: Iterable[Wanted]) -> list[Finding]:
    """Everything that keeps this catalogue from being complete and safe to show."""
    entries: dict[Key, polib.POEntry] = {
        (entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete
    }
    findings: list[Finding] = []
    for one in wanted:
        if one.key not in entries:
            audience = "staff" if one.staff_only else "residents"
            findings.append(Finding(language, audience, "missing", one.msgid, "", one.files))
    for entry in entries.values():
        findings.extend(_finding(language, entry, *problem) for problem in _problems(language, entry))
    return findings


def plain_advice(catalogue: polib.POFile, limits: Limits) -> list[Finding]:
    """Where plain Japanese could be plainer. Advice: it never fails a build."""
    return [
        _finding(PLAIN_CODE, entry, "plain", f"{advice.rule}: {advice.sentence}")
        for entry in catalogue.translated_entries()
        for translation in _translations(entry)
        for advice in check_sentences(translation, limits)
    ]


def _problems(language: str, entry: polib.POEntry) -> Iterator[tuple[str, str]]:
    translations = _translations(entry)
    if entry.fuzzy:
        yield "fuzzy", ""
    if not all(translations):
        if language != "en":
            yield "untranslated", ""
        return
    if entry.msgid_plural and len(translations) != plural_count(language):
        yield "plurals", f"{len(translations)} forms instead of {plural_count(language)}"
    for translation in translations:
        yield from _differences(entry, translation)
        if language == PLAIN_CODE and (bare := kanji_without_furigana(translation)):
            yield "furigana", "".join(bare)


def _differences(entry: polib.POEntry, translation: str) -> Iterator[tuple[str, str]]:
    sources = [source for source in (entry.msgid, entry.msgid_plural) if source]
    for problem, pattern in (("placeholders", _PLACEHOLDER), ("tags", _TAG)):
        allowed = [sorted(pattern.findall(source)) for source in sources]
        found = sorted(pattern.findall(strip_ruby(translation)))
        if found not in allowed:
            yield problem, f"{found} instead of {' or '.join(map(str, allowed))}"


def _translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _finding(language: str, entry: polib.POEntry, problem: str, detail: str) -> Finding:
    files = tuple(file for file, _ in entry.occurrences)
    audience = "staff" if files and all(is_staff_file(file) for file in files) else "residents"
    return Finding(language, audience, problem, entry.msgid, detail, files)
