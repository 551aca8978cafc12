"""What there is as open data, in the reader's language: one entry for each list, with its forms."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from organizations.interchange.open_data_requests import layout_keys
from organizations.resource_map.query import PARAMETERS

_NOT_FOR_FILES = {"sort", "after", "view"}


def catalogue(root: str) -> list[dict[str, Any]]:
    """Entries with title, description, files (form, url, media type), parameters and layouts. root: no final slash."""
    filters = [name for name in PARAMETERS if name not in _NOT_FOR_FILES]
    return [
        {
            "id": "places",
            "title": _("Places"),
            "description": _("Places where people help, teach, shelter or meet, as on the map."),
            "files": [
                _file(root, "places_csv", "CSV", "text/csv"),
                _file(root, "places_geojson", "GeoJSON", "application/geo+json"),
                _file(root, "places_json", "JSON", "application/json"),
            ],
            "parameters": [*filters, "in", "layout", "encoding"],
            "layouts": layout_keys("place"),
        },
        {
            "id": "organizations",
            "title": _("Organisations"),
            "description": _("Non-profits, groups and offices behind the places."),
            "files": [_file(root, "organizations_csv", "CSV", "text/csv")],
            "parameters": ["in", "layout", "encoding"],
            "layouts": layout_keys("organization"),
        },
        {
            "id": "map",
            "title": _("Map"),
            "description": _("Counts of places by grid cell for a box and a zoom, and the ward's outline."),
            "files": [
                _file(root, "map_points", "JSON", "application/json"),
                _file(root, "map_outline", "GeoJSON", "application/geo+json"),
            ],
            "parameters": ["bbox", "zoom", *filters, "in"],
            "layouts": [],
        },
    ]


def _file(root: str, name: str, form: str, media_type: str) -> dict[str, str]:
    return {"form": form, "url": root + reverse(name), "media_type": media_type}
