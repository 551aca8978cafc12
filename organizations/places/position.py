"""Is this point where the address says? Free of the ORM."""

from __future__ import annotations

from organizations.towns import table as towns
from portal.shared.geo import metres_between

JAPAN_LATITUDES = (20.0, 46.0)
JAPAN_LONGITUDES = (122.0, 154.0)
FARTHEST_FROM_A_TOWN_METRES = 3_000


def in_japan(latitude: float, longitude: float) -> bool:
    """Whether the point lies in the box around Japan (degrees); false for what is no number."""
    return (
        JAPAN_LATITUDES[0] <= latitude <= JAPAN_LATITUDES[1] and JAPAN_LONGITUDES[0] <= longitude <= JAPAN_LONGITUDES[1]
    )


def near_municipality(latitude: float, longitude: float, municipality_code: str) -> bool:
    """Whether some town of the municipality is at most 3 km away; true where the table lacks the municipality."""
    known = towns.towns_of(municipality_code)
    return not known or any(
        metres_between(latitude, longitude, town.latitude, town.longitude) <= FARTHEST_FROM_A_TOWN_METRES
        for town in known
    )
