"""A denial is a reason a person can act on, never a bare "no"."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Denial:
    """Why something may not be done now (`reason`, a translated sentence) and what to do next."""

    code: str
    reason: str
    next_step: str = ""
