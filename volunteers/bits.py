"""Sets of codes that live in one bigint each, so that a night reads a hundred thousand people in a blink."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from volunteers.vocabulary import VOCABULARIES

MOST = 62

if TYPE_CHECKING:
    Number = models.BigIntegerField[Any, Any]
else:
    Number = models.BigIntegerField


def pack(codes: Iterable[str], order: Sequence[str]) -> int:
    """Codes as bits, the first of `order` the lowest; ValueError for a code that is not in it."""
    return sum({1 << order.index(code) for code in codes})


def unpack(bits: int, order: Sequence[str]) -> tuple[str, ...]:
    """The codes whose bits are set, in `order`; bits beyond it are ignored."""
    return tuple(code for place, code in enumerate(order) if bits >> place & 1)


class BitsField(Number):
    """A set of codes: in Python a tuple in the vocabulary's order, in PostgreSQL one number.

    `vocabulary` names a list of `VOCABULARIES`, which only ever grows at its end. Written as any iterable of codes;
    ValidationError names an unknown one.
    """

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def __init__(self, *args: Any, vocabulary: str, **kwargs: Any) -> None:
        self.vocabulary, self.order = vocabulary, VOCABULARIES[vocabulary]
        if len(self.order) > MOST:
            raise ValueError(f"{len(self.order)} codes do not fit into one number; at most {MOST}")
        kwargs.setdefault("default", tuple)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "vocabulary": self.vocabulary}

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> tuple[str, ...] | None:
        return None if value is None else unpack(value, self.order)

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, tuple):
            return value
        return unpack(value, self.order) if isinstance(value, int) else tuple(value)

    def get_prep_value(self, value: Any) -> int | None:
        if value is None or isinstance(value, int):
            return value
        try:
            return pack(value, self.order)
        except ValueError as error:
            unknown = ", ".join(sorted(set(value) - set(self.order)))
            raise ValidationError(_("Not in the list: %(codes)s") % {"codes": unknown}) from error

    def validate(self, value: Any, model_instance: Any) -> None:
        self.get_prep_value(value)

    def value_to_string(self, obj: Any) -> str:
        return str(self.get_prep_value(self.value_from_object(obj)))

    def run_validators(self, value: Any) -> None:
        """Numbers' limits say nothing about codes."""
