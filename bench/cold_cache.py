"""A page cache that never has the page: the full price of a miss, at every request."""

from __future__ import annotations

from itertools import count
from typing import Any

from portal.shared.redis_pages import RedisPages

PLACES = 32


class ColdRedisCache(RedisPages):
    """Asks Redis for what is not there, and stores into a few places in turn, so that Redis stays small."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._turns = count()

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return super().get(f"{key}:absent", default, version)

    def set(self, key: str, value: Any, timeout: Any = 30, version: int | None = None) -> None:
        super().set(f"cold:{next(self._turns) % PLACES}", value, timeout, version)
