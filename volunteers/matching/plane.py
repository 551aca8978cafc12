"""Positions of one city as whole metres on a plane; pure. Within 30 km of its middle distances are right to 0.3 %."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from portal.shared.geo import EARTH_METRES
from volunteers.matching.columns import Metres

LATITUDE: Final = 35.69
LONGITUDE: Final = 139.70
"""The middle of Tokyo's 23 wards, fixed so that columns read at different times lie on the same plane."""
NOWHERE: Final = 1_000_000
_FARTHEST: Final = 900_000
_METRES_A_DEGREE: Final = EARTH_METRES * np.pi / 180


def plane(latitudes: NDArray[Any], longitudes: NDArray[Any]) -> tuple[Metres, Metres]:
    """Metres east and north of the middle; what lies beyond 900 km is put there."""
    north = (latitudes.astype(np.float64) - LATITUDE) * _METRES_A_DEGREE
    east = (longitudes.astype(np.float64) - LONGITUDE) * _METRES_A_DEGREE * np.cos(np.radians(LATITUDE))
    return _whole(east), _whole(north)


def _whole(metres: NDArray[np.float64]) -> Metres:
    return np.clip(np.rint(metres), -_FARTHEST, _FARTHEST).astype(np.int32)


def degrees(x: NDArray[Any], y: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Latitudes and longitudes of points on the plane."""
    east = _METRES_A_DEGREE * np.cos(np.radians(LATITUDE))
    return LATITUDE + y.astype(np.float64) / _METRES_A_DEGREE, LONGITUDE + x.astype(np.float64) / east
