"""Numbers an organisation is known and reached by, checked the same way in every form and every service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.directory.contacts import format_phone, parse_corporate_number
from portal.shared.form_fields import LineField


def checked_corporate_number(text: str) -> str:
    """Thirteen digits, or nothing for nothing; ValidationError that says what to compare."""
    try:
        return parse_corporate_number(text) if text else ""
    except ValueError as error:
        raise ValidationError(
            _("A corporate number has 13 digits, and its first digit must fit the others. Please compare it again.")
        ) from error


def checked_phone(text: str) -> str:
    """A telephone number as Japan writes it, or nothing for nothing; ValidationError that shows how to write one."""
    try:
        return format_phone(text) if text else ""
    except ValueError as error:
        raise ValidationError(_("This does not look like a telephone number. Write it like 03-1234-5678.")) from error


def check_column(columns: dict[str, Any], name: str, check: Callable[[str], str]) -> None:
    """Bring a column to its checked form where it is given; ValidationError by column."""
    if columns.get(name):
        try:
            columns[name] = check(columns[name])
        except ValidationError as error:
            raise ValidationError({name: error}) from error


class CorporateNumberField(LineField):
    """法人番号, by which two entries of one organisation are found; voluntary groups have none."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Corporate number"),
            required=False,
            max_length=20,
            help_text=gettext_lazy("13 digits; voluntary groups have none."),
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )

    def clean(self, value: Any) -> str:
        return checked_corporate_number(super().clean(value))


class PhoneField(LineField):
    """A telephone number somebody can dial."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Telephone"),
            required=False,
            max_length=30,
            widget=forms.TextInput(attrs={"type": "tel"}),
        )

    def clean(self, value: Any) -> str:
        return checked_phone(super().clean(value))
