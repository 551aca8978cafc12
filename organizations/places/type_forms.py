"""A type of places: its names, its icon, its rank."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.staticfiles import finders
from django.utils.translation import gettext_lazy as _

from organizations.places.models import PlaceType
from portal.shared.furigana_field import FURIGANA_SAMPLE, FuriganaField
from portal.shared.languages import LANGUAGES, PLAIN_CODE, SOURCE_CODE

_SYMBOL = re.compile(r'<symbol id="([\w-]+)"')


@cache
def icon_names() -> tuple[str, ...]:
    """The icons that the sprite draws, in its order."""
    return tuple(_SYMBOL.findall(Path(str(finders.find("icons.svg"))).read_text(encoding="utf-8")))


def _icons() -> list[tuple[str, str]]:
    return [(name, name) for name in icon_names()]


class IconSelect(forms.RadioSelect):
    """Icons to choose from, each drawn beside its name."""

    option_template_name = "django/forms/widgets/icon_option.html"


class PlaceTypeForm(forms.Form):
    """Names in all languages; each field remembers what its reader saw, so that two editors keep each other's work."""

    icon = forms.ChoiceField(label=_("Icon"), choices=_icons, initial="place", widget=IconSelect)
    position = forms.IntegerField(
        label=_("Rank in lists"), min_value=0, max_value=9999, initial=100, help_text=_("Small numbers come first.")
    )
    in_disaster = forms.BooleanField(label=_("Comes first in disaster mode"), required=False)

    def __init__(self, data: Any = None, *, place_type: PlaceType | None = None, read_only: bool = False) -> None:
        initial = {} if place_type is None else _initial(place_type)
        super().__init__(data, initial=initial)
        names = [_name_field(one.code, one.autonym) for one in LANGUAGES]
        own = dict(self.fields)
        self.fields = {**dict(names), **own}
        if place_type is None:
            self.fields = {"slug": _slug_field(), **self.fields}
        for field in self.fields.values():
            field.show_hidden_initial = place_type is not None and not read_only
            field.disabled = read_only

    def changes(self) -> dict[str, Any]:
        """What this editor changed, by column."""
        return {name: self.cleaned_data[name] for name in self.changed_data}

    def columns(self) -> dict[str, Any]:
        """All columns of a new type but its slug."""
        return {name: value for name, value in self.cleaned_data.items() if name != "slug"}


def _initial(place_type: PlaceType) -> dict[str, Any]:
    names = [f"name_{one.column}" for one in LANGUAGES]
    return {name: getattr(place_type, name) for name in [*names, "icon", "position", "in_disaster"]}


def _slug_field() -> forms.SlugField:
    return forms.SlugField(
        label=_("Short name"),
        max_length=40,
        help_text=_("For addresses and files: letters a to z, digits and hyphens. It cannot be changed later."),
    )


def _name_field(code: str, autonym: str) -> tuple[str, forms.Field]:
    needed = code == SOURCE_CODE
    kind = FuriganaField if code == PLAIN_CODE else forms.CharField
    label = _("Name") if needed else ""
    hint = FURIGANA_SAMPLE if code == PLAIN_CODE else ""
    widget = forms.TextInput(attrs={"lang": code})
    field = kind(label=f"{label} {autonym}".strip(), max_length=60, required=needed, help_text=hint, widget=widget)
    return f"name_{code.replace('-', '_')}", field
