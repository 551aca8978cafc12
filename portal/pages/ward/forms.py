"""The ward's settings, checked so that a mistake does not reach the pages."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.directory.contact_fields import checked_phone
from portal.shared.furigana_field import FURIGANA_SAMPLE, FuriganaField
from portal.shared.models import Ward
from portal.shared.tiles import tile_source

_PLACEHOLDERS = re.compile(r"\{([^{}]*)\}")
_KNOWN_PLACEHOLDERS = {"z", "x", "y", "s", "r"}


class WardForm(forms.ModelForm):
    """Each field remembers what its reader saw, so that two editors of different fields do not undo each other."""

    name_ja_simple = FuriganaField(
        label=gettext_lazy("Name in plain Japanese"),
        max_length=80,
        help_text=format_lazy(
            "{} {}", gettext_lazy("With the reading of every kanji, written like this:"), FURIGANA_SAMPLE
        ),
    )
    night_hour = forms.IntegerField(
        label=gettext_lazy("Hour of the nightly work"),
        min_value=0,
        max_value=23,
        help_text=gettext_lazy("0 to 23, Japan time. The map's opening hours are brought up to date then."),
    )
    tile_credit_url = forms.URLField(
        label=gettext_lazy("Where the credit leads"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("https only."),
    )

    class Meta:
        model = Ward
        fields = (
            "name_ja", "name_ja_simple", "name_en", "phone", "sender", "tile_url", "tile_credit", "tile_credit_url",
            "night_hour", "open_data_licence", "disaster_mode",
        )  # fmt: skip
        labels = {
            "name_ja": gettext_lazy("Name in Japanese"),
            "name_en": gettext_lazy("Name in Latin letters"),
            "phone": gettext_lazy("Telephone"),
            "sender": gettext_lazy("Sender of e-mails"),
            "tile_url": gettext_lazy("Address of the map tiles"),
            "tile_credit": gettext_lazy("Credit of the map tiles"),
            "open_data_licence": gettext_lazy("Licence of the open data"),
            "disaster_mode": gettext_lazy("Disaster mode: shelters and emergency desks come first, and no map tiles"),
        }
        help_texts = {
            "phone": gettext_lazy("Shown where people need help from a person."),
            "sender": gettext_lazy("Answers come to this address. Empty: the operator's address."),
            "tile_url": gettext_lazy(
                "https only, with {z}, {x} and {y}. Empty: the map shows the ward's outline without tiles."
            ),
            "tile_credit": gettext_lazy("What the publisher of the tiles asks to be shown."),
            "open_data_licence": gettext_lazy("Named beside every file, for example CC BY 4.0."),
        }

    def __init__(self, *args: Any, read_only: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = not read_only
            field.disabled = read_only

    def changes(self) -> dict[str, Any]:
        """What this editor changed, by column."""
        return {name: self.cleaned_data[name] for name in self.changed_data}

    def clean_phone(self) -> str:
        return checked_phone(self.cleaned_data["phone"])

    def clean_tile_url(self) -> str:
        url: str = self.cleaned_data["tile_url"]
        if not url:
            return ""
        if not tile_source(url):
            raise ValidationError(_("The address must begin with https:// and name a server."))
        found = _PLACEHOLDERS.findall(url)
        if not {"z", "x", "y"} <= set(found) or not set(found) <= _KNOWN_PLACEHOLDERS:
            raise ValidationError(
                _("The address must contain {z}, {x} and {y}, and nothing else in braces but {s} or {r}.")
            )
        return url

    def clean_tile_credit_url(self) -> str:
        url: str = self.cleaned_data["tile_credit_url"]
        if url and not url.startswith("https://"):
            raise ValidationError(_("The address must begin with https://."))
        return url

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("tile_url") and not found.get("tile_credit"):
            self.add_error("tile_credit", _("Map tiles need their credit: their publishers ask for it."))
        return found
