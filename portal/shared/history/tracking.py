"""Which tables keep their history: a row beside each write, made by the database itself."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.apps import apps
from django.db import models

BOOKKEEPING = frozenset({"created", "updated", "revision", "edited_by_hand", "imported", "translation_state"})
"""Columns that tell nothing a reader of the history asks for: every write moves them."""


def keep_history(model: type[models.Model], *, under: str = "", leave_out: frozenset[str] = frozenset()) -> None:
    """Keep every insert (as it came), update and delete (as it was before) of this table.

    Call it after modeltranslation's `register()`: only then are the language columns there (the bare column only
    repeats the Japanese one and is left out). Updates are seen
    `OF` the kept columns alone, so that a night that rewrites the left-out ones costs nothing at all. `under` names
    the key of the row that a part hangs on: its history is looked up by that one.
    """
    fields = {field.name for field in model._meta.local_fields}
    kept = [
        field.name
        for field in model._meta.local_fields
        if field.name not in leave_out | BOOKKEEPING and f"{field.name}_ja" not in fields
    ]
    columns = [model._meta.get_field(name).column for name in kept]  # type: ignore[union-attr]
    pghistory.track(
        pghistory.InsertEvent(trigger_name="history_insert", level=pgtrigger.Statement),
        pghistory.UpdateEvent(
            trigger_name="history_update",
            operation=pgtrigger.UpdateOf(*columns),
            condition=pgtrigger.AnyChange(*kept),
            row=pghistory.Old,
            level=pgtrigger.Row,
        ),
        pghistory.DeleteEvent(trigger_name="history_delete", level=pgtrigger.Statement),
        fields=kept,
        obj_field=None if under else pghistory.ObjForeignKey(related_name="+"),
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,  # type: ignore[arg-type]
        append_only=True,
        model_name=f"{model.__name__}History",
    )(model)


def history_of(model: type[models.Model]) -> type[models.Model]:
    """The table that keeps this one's history; LookupError where none is kept."""
    return apps.get_model(model._meta.app_label, f"{model.__name__}History")
