"""Bring a government list of places in."""

from __future__ import annotations

from organizations.interchange.command import ImportCommand
from organizations.interchange.importing import import_places
from organizations.interchange.reading import read_places


class Command(ImportCommand):
    """`import_places FILE [--dry-run] [--encoding E] [--layout L] [--report FILE.json]`."""

    help = "Store the places of a government list (CSV or GeoJSON); layout and encoding are recognised."
    read = staticmethod(read_places)
    store = staticmethod(import_places)
