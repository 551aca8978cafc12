"""The counters in Redis: one hash of views, batches on their way to PostgreSQL, each day's visitors and salt.

reach:views           day|kind|language → views since the last flush
reach:batch:<uid>     a former reach:views, until PostgreSQL has it
reach:visitors:<day>  HyperLogLog of marks, until the day is closed
reach:salt:<day>      what marks are made with, until the day is closed
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID, uuid4

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.connection import ConnectionPool
from redis.exceptions import BusyLoadingError, RedisError, ResponseError
from redis.retry import Retry

from portal.shared.page_cache import let_redis_rest
from portal.shared.reach.readers import Visitor

logger = logging.getLogger(__name__)
PATIENCE_SECONDS = 0.5
VIEWS, BATCH, VISITORS, SALT = "reach:views", "reach:batch:", "reach:visitors:", "reach:salt:"
_salts: dict[str, bytes] = {}


@cache
def _pool(url: str) -> ConnectionPool:
    return ConnectionPool.from_url(
        url,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )


def _redis() -> Redis:
    return Redis(connection_pool=_pool(settings.REACH_URL))


def add_view(field: str, *, day: date, visitor: Visitor) -> bool:
    """Count a view and its visitor in one round trip; False: it is certainly not counted.

    A connection that breaks after the words were sent leaves open whether they were heard. Such a view is taken for
    counted: it may be missing, but no view is ever counted twice.
    """
    try:
        salt = _salt(day)
        connection = _pool(settings.REACH_URL).get_connection()
    except (RedisError, OSError) as error:
        _rest(error)
        return False
    try:
        mark = visitor.mark(salt)
        return _heard(connection, [("HINCRBY", VIEWS, field, 1), ("PFADD", f"{VISITORS}{day}", mark)])
    finally:
        _pool(settings.REACH_URL).release(connection)


def _heard(connection: Any, commands: Sequence[tuple[Any, ...]]) -> bool:
    """Send the commands as one, on a connection that stood: whoever breaks now may have heard. False: the first was refused."""
    try:
        connection.send_packed_command(connection.pack_commands(commands))
        heard = _accepted(connection)
        _accepted(connection)
    except BusyLoadingError as error:
        connection.disconnect()
        _rest(error)
        return False
    except (RedisError, OSError) as error:
        connection.disconnect()
        _rest(error)
        return True
    return heard


def _accepted(connection: Any) -> bool:
    try:
        connection.read_response()
    except ResponseError as error:
        _rest(error)
        return False
    return True


def _rest(error: Exception) -> None:
    """Whoever comes back may have forgotten the salt: it is asked for again."""
    _salts.clear()
    let_redis_rest(error)


def _salt(day: date) -> bytes:
    """The day's salt: made by whoever counts first, the same in all processes, and forgotten with the day."""
    name = f"{SALT}{day}"
    if name not in _salts:
        with _redis().pipeline(transaction=True) as pipeline:
            pipeline.set(name, secrets.token_hex(32), nx=True)
            pipeline.get(name)
            found = pipeline.execute()[1]
        _salts.clear()
        _salts[name] = bytes.fromhex(found)
    return _salts[name]


def take_batch() -> None:
    """Put what was counted so far aside under a name of its own; nothing when nothing was counted."""
    with suppress(ResponseError):  # no such key
        _redis().rename(VIEWS, f"{BATCH}{uuid4()}")


def batches() -> list[UUID]:
    """All that wait to be counted in PostgreSQL, also those that a killed worker left."""
    return sorted(UUID(name.removeprefix(BATCH)) for name in _redis().scan_iter(f"{BATCH}*", count=1000))


def read_batch(uid: UUID) -> Mapping[str, str]:
    """What a batch holds; nothing when somebody else has counted and deleted it."""
    return cast(Mapping[str, str], _redis().hgetall(f"{BATCH}{uid}"))


def delete_batch(uid: UUID) -> None:
    """Once PostgreSQL has it; a Redis that is away keeps it, and the next flush deletes it."""
    try:
        _redis().delete(f"{BATCH}{uid}")
    except (RedisError, OSError) as error:
        logger.warning("a counted batch stays in Redis until the next flush: %s", type(error).__name__)


def visitors() -> dict[date, int]:
    """The estimate of each day whose visitors Redis still knows."""
    client = _redis()
    names = sorted(client.scan_iter(f"{VISITORS}*", count=1000))
    return {date.fromisoformat(name.removeprefix(VISITORS)): int(client.pfcount(name)) for name in names}


def forget_day(day: date) -> None:
    """Throw the day's salt and visitors away, also from Redis's own log on the disk, once it can be written anew."""
    client = _redis()
    try:
        stored = client.info("persistence")
        if stored.get("aof_rewrite_in_progress"):
            return
        client.delete(f"{SALT}{day}", f"{VISITORS}{day}")
        if stored.get("aof_enabled"):
            client.bgrewriteaof()
    except (RedisError, OSError) as error:
        logger.warning("the visitors of a day stay in Redis until the next flush: %s", type(error).__name__)
