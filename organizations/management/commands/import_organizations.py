"""Bring a government list of organisations in."""

from __future__ import annotations

from organizations.interchange.command import ImportCommand
from organizations.interchange.importing import import_organizations
from organizations.interchange.reading import read_organizations


class Command(ImportCommand):
    """`import_organizations FILE [--dry-run] [--encoding E] [--layout L] [--report FILE.json]`."""

    help = "Store the organisations of a government list (CSV or GeoJSON); layout and encoding are recognised."
    read = staticmethod(read_organizations)
    store = staticmethod(import_organizations)
