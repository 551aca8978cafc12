"""Edits of multilingual rows: which columns there are, and what a change does to the translations' states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from portal.shared.languages import LANGUAGES, SOURCE_CODE
from portal.shared.texts import State, mark_source_changed, set_text


def name_needed() -> str:
    """For a row without its Japanese name."""
    return _("The Japanese name is needed, because the other languages are made from it.")


def text_columns(fields: Iterable[str]) -> frozenset[str]:
    """`name` → `name_ja`, `name_en` … in all ten languages."""
    return frozenset(f"{field}_{language.column}" for field in fields for language in LANGUAGES)


def change_texts(
    row: models.Model,
    fields: Sequence[str],
    columns: Mapping[str, Any],
    *,
    minor: bool = False,
    still_right: Iterable[str] = (),
) -> dict[str, Any]:
    """Set the texts on the row (not saved) and return all columns to write, `translation_state` included.

    A text written together with its new Japanese source counts as made from it.
    """
    for field in fields:
        _change_field(row, field, columns, minor=minor)
    for column in still_right:
        for field in fields:
            _confirm(row, field, column)
    state: Any = getattr(row, "translation_state", {})
    return {**{name: getattr(row, name) for name in columns}, "translation_state": state}


def _change_field(row: models.Model, field: str, columns: Mapping[str, Any], *, minor: bool) -> None:
    source = f"{field}_{SOURCE_CODE}"
    source_changed = source in columns and (columns[source] or None) != (getattr(row, source) or None)
    if source_changed:
        setattr(row, source, columns[source])
    for language in LANGUAGES:
        name = f"{field}_{language.column}"
        if language.code == SOURCE_CODE or name not in columns:
            continue
        if (columns[name] or None) != (getattr(row, name) or None):
            set_text(row, field, language.column, columns[name], State.HUMAN)
    if source_changed:
        mark_source_changed(row, field, minor)


def _confirm(row: models.Model, field: str, column: str) -> None:
    """A text, outdated or of a file, that somebody has read and found right."""
    states: dict[str, Any] = getattr(row, "translation_state", {})
    known = states.get(field, {}).get(column, {}).get("state")
    if known in (State.OUTDATED.value, State.SOURCE.value):
        set_text(row, field, column, getattr(row, f"{field}_{column}"), State.HUMAN)
    elif known == State.MACHINE.value:
        set_text(row, field, column, getattr(row, f"{field}_{column}"), State.CHECKED)
