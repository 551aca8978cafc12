"""Values on their way into a row: tidied and checked against the row's own columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext as _

from portal.shared.clean_text import UnusableTextError, clean_line, clean_paragraphs


def checked_columns(model: type[models.Model], columns: Mapping[str, Any], allowed: frozenset[str]) -> dict[str, Any]:
    """The columns' values, cleaned; ValidationError names each column that cannot be stored.

    ValueError for a column the caller has no business with.
    """
    unknown = set(columns) - allowed
    if unknown:
        raise ValueError(f"not to be written here: {', '.join(sorted(unknown))}")
    checked: dict[str, Any] = {}
    problems: dict[str, Any] = {}
    for name, value in columns.items():
        try:
            checked[name] = _checked(_field(model, name), value)
        except ValidationError as error:
            problems[name] = error
    if problems:
        raise ValidationError(problems)
    return checked


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise FieldDoesNotExist(name)
    return field


def _checked(field: models.Field[Any, Any], value: Any) -> Any:
    if isinstance(value, str):
        value = clean_value(value, lines=isinstance(field, models.TextField))
    if value in ("", None):
        return _empty(field)
    if isinstance(value, list | tuple | set | frozenset):
        value = list(dict.fromkeys(value))
        if not value:
            return []
    if isinstance(value, str) and field.max_length:
        MaxLengthValidator(field.max_length)(value)  # Django checks it for CharField only
    return field.clean(value, None)


def _empty(field: models.Field[Any, Any]) -> str | None:
    if field.null:
        return None
    if field.empty_strings_allowed:
        return ""
    raise ValidationError(field.error_messages["null"], code="null")


def clean_value(text: str, *, lines: bool) -> str:
    """Text without what deceives; ValidationError for what cannot be stored at all."""
    try:
        return clean_paragraphs(text) if lines else clean_line(text)
    except UnusableTextError as error:
        message = _("This text contains a character that cannot be stored. Please delete it and type the text again.")
        raise ValidationError(message, code="unusable") from error


def changed_columns(row: models.Model, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Only what differs from the row; NULL and empty text are the same."""
    return {name: value for name, value in columns.items() if (getattr(row, name) or None) != (value or None)}


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as an audit row can keep them."""
    return {name: _as_json(value) for name, value in values.items()}


def _as_json(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list | tuple):
        return [_as_json(one) for one in value]
    if isinstance(value, Mapping):
        return as_json(value)
    return value
