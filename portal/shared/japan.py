"""The time by which the portal counts days and hours."""

from __future__ import annotations

from zoneinfo import ZoneInfo

JAPAN = ZoneInfo("Asia/Tokyo")
