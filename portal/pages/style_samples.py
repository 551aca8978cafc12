"""What the living style page shows: one of every component, in each of its states."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.shared.languages import BY_CODE

ICONS = """
mark doctor book talk child work home disaster take-part desk class medical bowl community shelter
building heart office exit library school toilet aed wifi place search map list filter phone mail
web clock calendar train check ok info warn stop help close arrow back external print download
upload pencil plus trash menu user sign-out language key flag eye copy card
"""

COLOURS = ("paper", "surface", "sunken", "ink", "ink-soft", "accent", "info", "warn", "stop", "accent-wash")


class SampleForm(forms.Form):
    """Every kind of field the portal uses; its error summary leaves the focus alone."""

    quiet_focus = True

    name = forms.CharField(label=gettext_lazy("Name of the place"), help_text=gettext_lazy("As on the door."))
    mail = forms.EmailField(label=gettext_lazy("E-mail address"))
    note = forms.CharField(
        label=gettext_lazy("How to get there"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Do people need a booking?"),
        widget=forms.RadioSelect,
        choices=[
            ("no", gettext_lazy("No booking")),
            ("yes", gettext_lazy("Booking needed")),
            ("ask", gettext_lazy("Please ask")),
        ],
    )
    facts = forms.MultipleChoiceField(
        label=gettext_lazy("Plain facts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("free", gettext_lazy("Free")),
            ("children", gettext_lazy("Children welcome")),
            ("step-free", gettext_lazy("Step-free")),
        ],
    )
    agreed = forms.BooleanField(label=gettext_lazy("We looked at this entry and it is right."))


def samples() -> dict[str, Any]:
    """Context of the style page."""
    fresh = SampleForm(initial={"mode": "no", "facts": ["free"]}, auto_id="fresh_%s")
    refused = SampleForm({"name": _("Sample desk"), "mail": "desk@"}, auto_id="refused_%s")
    return {
        "contents": _contents(),
        "colours": COLOURS,
        "voices": [BY_CODE[code] for code in ("ja", "en", "zh-hans", "ko", "vi", "ne", "fil", "my")],
        "form": fresh,
        "refused": refused,
        "cards": _cards(),
        "icons_shown": ICONS.split(),
        "step_names": [_("Place"), _("Opening hours"), _("Languages"), _("Check")],
        "tabs": [
            {"url": "#tabs", "label": _("List"), "icon": "list", "current": True},
            {"url": "#tabs", "label": _("Map"), "icon": "map", "current": False},
        ],
        "rows": [
            {
                "name": _("Sample desk"),
                "town": _("Sample town"),
                "state": "open",
                "word": _("Open now"),
                "visits": 128,
            },
            {
                "name": _("Sample class"),
                "town": _("Sample town"),
                "state": "warn",
                "word": _("Not confirmed"),
                "visits": 7,
            },
        ],
    }


def _contents() -> list[tuple[str, str]]:
    return [
        ("colours", _("Colours")),
        ("type", _("Type")),
        ("icons", _("Icons")),
        ("buttons", _("Buttons and links")),
        ("fields", _("Fields")),
        ("search", _("Search and filters")),
        ("card", _("Card of a place")),
        ("notices", _("Notices")),
        ("table", _("Table")),
        ("tabs", _("Ways through")),
        ("windows", _("Dialog and toast")),
        ("numbers", _("Numbers")),
        ("map", _("Map panel")),
    ]


def _cards() -> list[dict[str, Any]]:
    facts = [("free", _("Free")), ("no-booking", _("No booking"))]
    spoken = [(BY_CODE[code].autonym, code, hours) for code, hours in (("vi", "13:00–17:00"), ("ne", "10:00–12:00"))]
    states = [
        ("open", _("Open now")),
        ("closed", _("Closed today")),
        ("appointment", _("By appointment")),
        ("unknown", _("Hours unknown")),
    ]
    return [
        {
            "url": "#card",
            "name": _("Sample desk"),
            "name_lang": "",
            "type_name": _("Consultation desk"),
            "icon": "desk",
            "town": _("Sample town"),
            "distance": "",
            "state_kind": kind,
            "state_text": words,
            "languages": spoken if kind in {"open", "appointment"} else [],
            "facts": facts if kind != "unknown" else [],
            "freshness": _("Recently confirmed"),
            "address_line": "",
        }
        for kind, words in states
    ]
