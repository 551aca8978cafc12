"""Where the embedded servers keep their things, and under which addresses they answer."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

from portal.embedded.errors import EmbeddedError

PROJECT = Path(__file__).resolve().parents[2]
DATABASE = "tsunagu"
LONGEST_SOCKET_DIRECTORY = 85
SOCKET_SCHEMES = ("unix", "redis+socket")


@dataclass(frozen=True)
class Addresses:
    """URLs of both servers, from the environment or embedded."""

    database_url: str
    redis_url: str

    @property
    def cache_url(self) -> str:
        """The page cache's URL in the Redis client's spelling.

        Raises ValueError when the database is not named by a number, as `broker_url` does.
        """
        parts, number, query = self._redis()
        if parts.scheme in SOCKET_SCHEMES:
            return f"unix://{parts.path}?{urlencode({'db': number, **query})}"
        return self.redis_url

    @property
    def counter_url(self) -> str:
        """The counters' URL in the Redis client's spelling: they lie beside the queue, apart from the page cache."""
        parts, number, query = self._redis()
        if parts.scheme in SOCKET_SCHEMES:
            return f"unix://{parts.path}?{urlencode({'db': number + 1, **query})}"
        return parts._replace(path=f"/{number + 1}", query=urlencode(query)).geturl()

    @property
    def broker_url(self) -> str:
        """The queue's URL in Celery's spelling: the Redis database after the one of the page cache.

        Apart from it, because emptying the cache empties its whole database. Over TLS the server must prove
        who it is, unless the URL says otherwise; Celery alone would not ask.
        """
        parts, number, query = self._redis()
        if parts.scheme == "rediss":
            query.setdefault("ssl_cert_reqs", "required")
        if parts.scheme in SOCKET_SCHEMES:
            return f"redis+socket://{parts.path}?{urlencode({**query, 'virtual_host': number + 1})}"
        return parts._replace(path=f"/{number + 1}", query=urlencode(query)).geturl()

    def _redis(self) -> tuple[SplitResult, int, dict[str, str]]:
        parts = urlsplit(self.redis_url)
        query = dict(parse_qsl(parts.query))
        within_path = "0" if parts.scheme in SOCKET_SCHEMES else parts.path.strip("/") or "0"
        return parts, int(query.pop("db", query.pop("virtual_host", within_path))), query


def addresses(project: Path = PROJECT) -> Addresses:
    """Say where the servers are or would be, without starting anything."""
    sockets = quote(str(socket_directory(project)))
    return Addresses(
        database_url=os.environ.get("DATABASE_URL") or f"postgresql://{DATABASE}@/{DATABASE}?host={sockets}",
        redis_url=os.environ.get("REDIS_URL") or f"unix://{sockets}/redis.sock?db=0",
    )


def socket_directory(project: Path) -> Path:
    """A directory short enough for socket paths, whose limit is about 100 bytes."""
    within = project / "var" / "run"
    if len(os.fsencode(within)) <= LONGEST_SOCKET_DIRECTORY:
        return within
    return Path("/tmp") / f"tsunagu-{hashlib.sha256(os.fsencode(project)).hexdigest()[:16]}"


def make_socket_directory(project: Path) -> Path:
    """Create it closed to everybody else: whoever reaches the sockets owns the data."""
    directory = socket_directory(project)
    directory.parent.mkdir(parents=True, exist_ok=True)
    directory.mkdir(mode=0o700, exist_ok=True)
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or os.geteuid() not in (0, found.st_uid):
        raise EmbeddedError(f"{directory} belongs to somebody else; remove it or run as its owner.")
    directory.chmod(0o700)
    return directory


def redis_socket(project: Path) -> Path:
    """The socket file behind the embedded Redis URL."""
    return socket_directory(project) / "redis.sock"
