"""Fields that accept times as people type them, and the weeks of the month."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from organizations.places.hours_words import normalise, parse_time
from organizations.places.sentences import late_time, time_problem
from organizations.places.wording import typed_clock, weeks_words

LATEST_MINUTE = 48 * 60
_COUNTED_ON = re.compile(r"(29|[3-9]\d)(?::|時)(?:([0-5]\d)分?)?")
_BARE_CLOCK = re.compile(r"(\d{1,2}?)(\d{2})?")


class ClockField(forms.CharField):
    """A time in minutes after midnight: "9:00", "９時", "930", "25:00"; None when left empty."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("max_length", 12)
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "size": "6", "autocomplete": "off", "data-clock": ""}

    def prepare_value(self, value: Any) -> Any:
        return typed_clock(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        minutes = parse_clock(text)
        if minutes is not None and minutes > LATEST_MINUTE:
            raise ValidationError(late_time(), code="late")
        if minutes is None:
            raise ValidationError(time_problem(), code="clock")
        return minutes


def parse_clock(text: str) -> int | None:
    """What `parse_time` understands, and bare digits ("9", "930", "1730", but not "30").

    Hours beyond 29 written with a colon are counted on; the caller says where they end.
    """
    plain = normalise(text).replace(" ", "").replace(".", ":")
    bare = _BARE_CLOCK.fullmatch(plain)
    if bare:
        return parse_time(f"{bare[1]}:{bare[2] or '00'}")
    counted = _COUNTED_ON.fullmatch(plain)
    return int(counted[1]) * 60 + int(counted[2] or 0) if counted else parse_time(plain)


class WeeksField(forms.ChoiceField):
    """Which weeks of the month, from the combinations that timetables know; "" = every week."""

    COMBINATIONS = (
        ("", _("every week")),
        ("1", _("1st")),
        ("2", _("2nd")),
        ("3", _("3rd")),
        ("4", _("4th")),
        ("5", _("5th")),
        ("-1", _("last")),
        ("1,3", _("1st and 3rd")),
        ("2,4", _("2nd and 4th")),
        ("1,3,5", _("1st, 3rd and 5th")),
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, choices=self.COMBINATIONS, **options)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else ",".join(str(week) for week in sorted(value or ()))

    def valid_value(self, value: Any) -> bool:
        parts = str(value).split(",")
        return all(part in ("1", "2", "3", "4", "5", "-1") for part in parts)

    def clean(self, value: Any) -> frozenset[int]:
        text = super().clean(value)
        return frozenset(int(part) for part in text.split(",")) if text else frozenset()

    def with_present(self, weeks: Any) -> None:
        """Offer a combination that stands already, however unusual; garbage is offered to nobody."""
        value = self.prepare_value(weeks)
        if value and value not in dict(self.COMBINATIONS) and self.valid_value(value):
            label = weeks_words(int(part) for part in value.split(","))
            self.choices = [*self.COMBINATIONS, (value, label)]
