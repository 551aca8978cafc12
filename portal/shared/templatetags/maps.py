"""Map panels: one line in a template, everything the script needs in data attributes."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.shared.languages import SOURCE_CODE
from portal.shared.ruby import strip_ruby

register = template.Library()


def map_labels() -> dict[str, str]:
    """What the big map has read out, in the page's language; {count} is filled in by the script."""
    labels = {
        "map": _("Map of places. Move it with the arrow keys. Tab goes to a place, arrow keys to the next one."),
        **_zoom_labels(),
        "cluster": _("{count} places here. Show them closer."),
        "places_here": _("{count} places at this spot"),
        "close": _("Close"),
        "loaded": _("Places on this part of the map: {count}"),
    }
    return {name: strip_ruby(text) for name, text in labels.items()}


def pin_labels() -> dict[str, str]:
    """What the map of an address form has read out."""
    pin = _("Position of the place. Move it with the arrow keys, or click on the map.")
    labels = {"map": _("Map of places. Move it with the arrow keys."), **_zoom_labels(), "pin": pin}
    return {name: strip_ruby(text) for name, text in labels.items()}


def _zoom_labels() -> dict[str, str]:
    return {"zoom_in": _("Closer"), "zoom_out": _("Further away")}


def map_words() -> list[tuple[str, str]]:
    """What the big map shows, by name, with furigana."""
    return [
        ("search_area", _("Search this area")),
        ("near_me", _("Near me")),
        ("details", _("Hours and languages are on its page.")),
        ("truncated", _("There are many: move closer to see them one by one.")),
        ("failed", _("The map could not load the places. The list shows the same places.")),
        ("locating", _("Looking for where you are…")),
        ("denied", _("Your browser did not allow it. You can choose a town instead.")),
        ("not_found", _("Your position could not be found. You can choose a town instead.")),
        ("outside", _("You seem to be far from here. You can choose a town instead.")),
    ]


def _panel(context: template.Context, labels: dict[str, str], **more: Any) -> dict[str, Any]:
    return {
        "ward": context["ward"],
        "labels": json.dumps(labels, ensure_ascii=False),
        "language": get_language() or SOURCE_CODE,
        **more,
    }


@register.inclusion_tag("components/map_panel.html", takes_context=True)
def map_panel(context: template.Context, query: str = "") -> dict[str, Any]:
    """``{% map_panel points_query %}``: the big map of the places that the query string finds."""
    return _panel(context, map_labels(), shown=map_words(), query=query)


@register.inclusion_tag("components/pin_map.html", takes_context=True)
def pin_map(
    context: template.Context,
    latitude_input: str = "id_latitude",
    longitude_input: str = "id_longitude",
    latitude: float | None = None,
    longitude: float | None = None,
) -> dict[str, Any]:
    """``{% pin_map %}``: a pin that writes into two fields, by id; it starts on the ward's centre unless told."""
    ward = context["ward"]
    return _panel(
        context,
        pin_labels(),
        latitude_input=latitude_input,
        longitude_input=longitude_input,
        latitude=ward.centre_latitude if latitude is None else latitude,
        longitude=ward.centre_longitude if longitude is None else longitude,
    )
