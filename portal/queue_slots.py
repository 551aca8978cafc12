"""A worker that goes on after Redis was frozen.

Kombu gives a task's slot free only after Redis has taken the acknowledgement. One that times out keeps its slot for
ever; as many as the worker has processes, and it never asks for work again, without an error (seen with kombu 5.7).
Here the slot is free in any case. The message itself comes back after the visibility timeout: one effect, because
every task finds out itself what is left to do.
"""

from __future__ import annotations

from typing import Any

from kombu.transport import redis, virtual


class FreedSlots(redis.QoS):
    """Counts a message as done here, whether or not Redis could be told."""

    def ack(self, delivery_tag: Any) -> None:
        try:
            self._remove_from_indices(delivery_tag).execute()
        finally:
            virtual.QoS.ack(self, delivery_tag)


def free_slots() -> None:
    """For every connection of this process to the queue."""
    redis.Channel.QoS = FreedSlots
