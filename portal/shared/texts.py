"""Texts of content in the reader's language, each honest about where it comes from.

A row keeps its texts in columns ``<field>_<column>`` and what is known of each translation in one
JSON column, ``translation_state``: ``{field: {column: {"state": …, "source": …}}}``, where
``source`` is a short hash of the Japanese text that was translated. Everything here reads and
writes attributes that are already loaded: a list of texts costs no query.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Model
from modeltranslation.fields import TranslationField

from portal.shared.languages import BY_CODE, LANGUAGES, SOURCE_CODE


class State(StrEnum):
    """What a reader may be told of a text; SOURCE came with a file, and nobody knows who wrote it there."""

    HUMAN = "human"
    MACHINE = "machine"
    CHECKED = "checked"
    OUTDATED = "outdated"
    SOURCE = "source"


_STATES: Mapping[str, State] = {state.value: state for state in State}


class Text(NamedTuple):
    """A text, the code of the language it is in (not always the one asked for) and its state."""

    value: str
    language: str
    state: State

    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> bool:
        return bool(self.value)


class MissingText(NamedTuple):
    """A translation somebody should write (``state`` None) or look at again."""

    field: str
    column: str
    state: State | None


def text(obj: Any, field: str, lang: str) -> Text:
    """The field's text in ``lang``, or in the first of its fallbacks that has one.

    ``obj`` is a model instance or a mapping such as ``.values()`` gives. Columns that were not
    loaded count as empty. With no text at all the value is empty and the language ``lang``.
    """
    values = _loaded(obj)
    for code in BY_CODE[lang].chain:
        column = code.replace("-", "_")
        value = values.get(f"{field}_{column}")
        if value:
            return Text(value, code, _state(values, field, column))
    return Text("", lang, State.HUMAN)


@cache
def shown_columns(model: type[Model], language: str) -> tuple[str, ...]:
    """All columns but the texts that a reader of this language never sees: for `only()`.

    A row of content is some hundred columns wide; four fifths are other languages.
    """
    seen = {*BY_CODE[language].chain, SOURCE_CODE}
    columns: list[Any] = list(model._meta.concrete_fields)
    texts = [one for one in columns if isinstance(one, TranslationField)]
    unread = {one.attname for one in texts if one.language not in seen} | {one.translated_field.name for one in texts}
    return tuple(one.attname for one in columns if one.attname not in unread)


def shown_texts(field: str, language: str, prefix: str = "") -> list[str]:
    """The columns of one field that a reader of this language may be shown, the Japanese one among them."""
    codes = {*BY_CODE[language].chain, SOURCE_CODE}
    return sorted(f"{prefix}{field}_{code.replace('-', '_')}" for code in codes)


def set_text(obj: Any, field: str, column: str, value: str, state: State = State.HUMAN) -> None:
    """Sets one text and, for a translation, its state; the caller saves the row.

    The translation counts as made from the Japanese text that the row holds at this moment, so
    set that one first. An emptied translation has no state.
    """
    setattr(obj, f"{field}_{column}", value)
    if column == SOURCE_CODE:
        return
    entry = {"state": state.value, "source": _source_hash(obj, field)} if value else None
    _write_states(obj, field, {column: entry})


def mark_source_changed(obj: Any, field: str, minor: bool) -> list[str]:
    """Tells the field's translations that the Japanese text, already set, has changed.

    They become outdated; after a ``minor`` change (a typing error) they keep their state and
    count as made from the new text. Returns the columns that became outdated. The caller saves
    text and state together. A translation known to be made from this very text is left alone.
    """
    values = _loaded(obj)
    source = _source_hash(obj, field)
    states = _states(values, field)
    changes: dict[str, dict[str, str] | None] = {}
    for language in LANGUAGES:
        column = language.column
        known = states.get(column, {})
        if column == SOURCE_CODE or not values.get(f"{field}_{column}") or known.get("source") == source:
            continue
        if minor:
            changes[column] = {"state": _state(values, field, column).value, "source": source}
        else:
            changes[column] = {"state": State.OUTDATED.value, "source": known.get("source", "")}
    _write_states(obj, field, changes)
    return [] if minor else list(changes)


def missing_translations(obj: Any, fields: Iterable[str], columns: Iterable[str] | None = None) -> list[MissingText]:
    """What is missing or outdated, field by field, for texts that exist in Japanese.

    ``columns`` are the languages somebody is expected to write; all nine if not given.
    """
    values = _loaded(obj)
    wanted = [lang.column for lang in LANGUAGES] if columns is None else list(columns)
    found: list[MissingText] = []
    for field in fields:
        if not values.get(f"{field}_{SOURCE_CODE}"):
            continue
        for column in wanted:
            if column == SOURCE_CODE:
                continue
            if not values.get(f"{field}_{column}"):
                found.append(MissingText(field, column, None))
            elif _state(values, field, column) is State.OUTDATED:
                found.append(MissingText(field, column, State.OUTDATED))
    return found


def _loaded(obj: Any) -> Mapping[str, Any]:
    return obj if isinstance(obj, Mapping) else vars(obj)


def _states(values: Mapping[str, Any], field: str) -> dict[str, dict[str, str]]:
    return (values.get("translation_state") or {}).get(field) or {}


def _state(values: Mapping[str, Any], field: str, column: str) -> State:
    known = _states(values, field).get(column, {}).get("state", "")
    return _STATES.get(known, State.HUMAN)


def _source_hash(obj: Any, field: str) -> str:
    source = _loaded(obj).get(f"{field}_{SOURCE_CODE}") or ""
    return hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()[:16]


def _write_states(obj: Any, field: str, changes: Mapping[str, dict[str, str] | None]) -> None:
    """A new dict each time: a default shared between rows must never be changed in place."""
    if not changes:
        return
    merged = {**_states(_loaded(obj), field), **changes}
    of_field = {column: entry for column, entry in merged.items() if entry}
    everything = {**(_loaded(obj).get("translation_state") or {}), field: of_field}
    obj.translation_state = {name: states for name, states in everything.items() if states}
