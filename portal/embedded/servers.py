"""The two servers by name, and what a keeper needs of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from portal.embedded.postgres import Postgres
from portal.embedded.redis_server import Redis


class Server(Protocol):
    """Something that can be started, stopped and looked at, with a folder of its own under `var/`."""

    name: str
    variable: str
    project: Path
    directory: Path

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def alive(self) -> bool: ...


SERVERS: dict[str, Callable[[Path], Server]] = {"postgres": Postgres, "redis": Redis}
