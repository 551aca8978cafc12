"""Reads box and zoom from an address; whoever asks for nonsense is told which field."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from organizations.resource_map.grid import Box
from portal.shared.geo import DEEPEST_ZOOM

JAPAN_AND_AROUND = Box(122.0, 20.0, 154.0, 46.0)
DEFAULT_ZOOM = 12
_NUMBER = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,20})?")


class UnreadableError(ValueError):
    """A field of the address that cannot be used: its name, and a sentence for whoever wrote it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def read_box(text: str) -> Box:
    """`west,south,east,north` in degrees; empty means all of Japan. Raises UnreadableError."""
    if not text.strip():
        return JAPAN_AND_AROUND
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 4 or not all(part.isascii() and _NUMBER.fullmatch(part) for part in parts):
        raise UnreadableError("bbox", _("“bbox” must be four numbers in degrees: west,south,east,north."))
    west, south, east, north = map(float, parts)
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
        raise UnreadableError("bbox", _("“bbox” lies outside the earth: longitudes to 180, latitudes to 90."))
    if west >= east or south >= north:
        raise UnreadableError("bbox", _("“bbox” must have west before east and south before north."))
    return Box(west, south, east, north)


def read_zoom(text: str) -> int:
    """A whole number from 0 to 22. Raises UnreadableError."""
    stripped = text.strip()
    if not stripped:
        return DEFAULT_ZOOM
    if not re.fullmatch(r"[0-9]{1,2}", stripped) or int(stripped) > DEEPEST_ZOOM:
        raise UnreadableError("zoom", _("“zoom” must be a whole number from 0 to %(most)d.") % {"most": DEEPEST_ZOOM})
    return int(stripped)
