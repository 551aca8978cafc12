"""Catalogue files: merges collected strings into ``.po`` and compiles ``.po`` to ``.mo``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation import to_locale

from portal.shared.catalogues.sources import Key, Wanted

_NO_PLURAL = "nplurals=1; plural=0;"
_PLURAL_FORMS = {
    "en": "nplurals=2; plural=(n != 1);",
    "ne": "nplurals=2; plural=(n != 1);",
    "fil": "nplurals=2; plural=(n > 1);",
}


class Merged(NamedTuple):
    """What a merge did to one catalogue."""

    total: int
    added: int
    retired: int
    revived: int


def catalogue_path(locale_directory: Path, language: str) -> Path:
    """``locale/ja_Simple/LC_MESSAGES/django.po`` for ``ja-simple``."""
    return locale_directory / to_locale(language) / "LC_MESSAGES" / "django.po"


def plural_count(language: str) -> int:
    """How many plural forms the language's catalogue has."""
    return 1 if _plural_forms(language) == _NO_PLURAL else 2


def read_catalogue(path: Path, language: str) -> polib.POFile:
    """The catalogue, or a new empty one where the file does not exist yet."""
    catalogue = polib.pofile(str(path), wrapwidth=100) if path.exists() else polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": _plural_forms(language),
    }
    return catalogue


def merge(catalogue: polib.POFile, wanted: Iterable[Wanted], plurals: int) -> Merged:
    """Makes the catalogue hold exactly the wanted strings, keeping every translation.

    A translated string that nobody asks for any more is kept as obsolete and comes back when it
    is asked for again. Nothing is guessed: a changed source string is a new one.
    """
    known: dict[Key, polib.POEntry] = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    entries: list[polib.POEntry] = []
    added = revived = 0
    for one in wanted:
        entry = known.pop(one.key, None)
        added += entry is None
        revived += entry is not None and bool(entry.obsolete)
        entries.append(_entry(one, entry, plurals))
    leftover = [entry for entry in known.values() if entry.msgstr or any(entry.msgstr_plural.values())]
    retired = sum(not entry.obsolete for entry in leftover)
    for entry in leftover:
        entry.obsolete = True
    catalogue[:] = [*entries, *sorted(leftover, key=lambda entry: entry.msgid)]
    return Merged(len(entries), added, retired, revived)


def save(catalogue: polib.POFile, path: Path) -> bool:
    """Writes the file if its text would change; says whether it did."""
    text = f"{catalogue}\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def compile_all(locale_directory: Path, *, force: bool = False) -> list[Path]:
    """Compiles every catalogue that is newer than its ``.mo``; returns those compiled.

    A ``.mo`` is put in place whole, so that a running server never reads half of one.
    """
    compiled: list[Path] = []
    for source in sorted(locale_directory.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not force and target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        unfinished = target.with_suffix(".mo.new")
        unfinished.write_bytes(polib.pofile(str(source)).to_binary())
        unfinished.replace(target)
        compiled.append(source)
    return compiled


def _plural_forms(language: str) -> str:
    return _PLURAL_FORMS.get(language, _NO_PLURAL)


def _entry(one: Wanted, known: polib.POEntry | None, plurals: int) -> polib.POEntry:
    entry = known or polib.POEntry(msgid=one.msgid, msgctxt=one.context)
    entry.obsolete = False
    entry.occurrences = [(file, "") for file in one.files]
    entry.comment = "\n".join(one.notes)
    if one.plural is None:
        entry.msgstr = entry.msgstr or entry.msgstr_plural.get(0, "")
        entry.msgid_plural, entry.msgstr_plural = "", {}
    else:
        forms = entry.msgstr_plural or ({0: entry.msgstr} if entry.msgstr and plurals == 1 else {})
        entry.msgid_plural, entry.msgstr = one.plural, ""
        entry.msgstr_plural = {number: forms.get(number, "") for number in range(plurals)}
    entry.flags = ["fuzzy"] if "fuzzy" in entry.flags else []
    if "%(" in one.msgid or "%(" in (one.plural or ""):
        entry.flags.append("python-format")
    return entry
