"""Room for the frames of a deep call in one piece of memory: a page may cost half as much again without it.

Python 3.11 and 3.12 keep frames in pieces of 16 KB and give a piece back as soon as its first frame returns. A loop at
just the depth where a piece ends, such as a template's rows under twenty layers of middleware, gets and gives back
memory from the system at each call (CPython issue 142183; 3.13 and 3.14 of spring 2026 keep one piece). A frame that
says it needs much gets a piece of its own, and what it does not use is there for all it calls.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
SLOTS = 1 << 15
"""Of eight bytes each, never touched: the piece has 512 KB of addresses, and a half of it is left for other frames."""


def with_frame_room(function: Callable[P, R]) -> Callable[P, R]:
    """The function, whose calls all the way down find their frames' memory in one piece."""

    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    call.__code__ = call.__code__.replace(co_stacksize=SLOTS)
    return wraps(function)(call)
