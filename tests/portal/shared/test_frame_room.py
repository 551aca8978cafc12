"""Memory of frames: counted by what the system has to hand out, not by the clock."""

from __future__ import annotations

import resource
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.shared.frame_room import with_frame_room

CALLS = 2_000
DEEPEST = 160  # more than a piece of memory holds


def _leaf() -> None:
    return None


def _loop() -> int:
    """How many pages of memory the system hands out while a loop calls."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(CALLS):
        _leaf()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def _at_depth(depth: int) -> int:
    return _at_depth(depth - 1) if depth else _loop()


def _worst() -> int:
    """At whatever depth it is the worst; the better of two, for other memory may be asked for in between."""
    return max(min(_at_depth(depth), _at_depth(depth)) for depth in range(DEEPEST))


def test_with_room_no_depth_makes_a_loop_ask_for_memory() -> None:
    with ThreadPoolExecutor(1) as elsewhere:
        assert elsewhere.submit(with_frame_room(_worst)).result() < CALLS / 10


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="Later versions keep a piece of memory")
def test_without_room_one_depth_does() -> None:
    with ThreadPoolExecutor(1) as elsewhere:  # a thread begins with memory of its own, these tests have room
        assert elsewhere.submit(_worst).result() > CALLS / 2


def test_a_function_with_room_is_called_as_it_is() -> None:
    def add(one: int, *, other: int = 2) -> int:
        """Both."""
        if one < 0:
            raise ValueError(one)
        return one + other

    roomy = with_frame_room(add)
    assert (roomy(1), roomy(1, other=5), roomy.__name__, roomy.__doc__) == (3, 6, "add", "Both.")
    with pytest.raises(ValueError, match="-1"):
        roomy(-1)
