"""The life of a proposal as a table: which verb leads from where to where, and whose verb it is."""

from __future__ import annotations

from portal.shared.transitions import Transition, TransitionTable
from volunteers.matching.models import Proposal

VOLUNTEER = "volunteer"
WARD = "ward"
"""Writes down what a volunteer says by telephone, by letter or at the desk."""
SYSTEM = "system"
_S = Proposal.Status
_OPEN = frozenset({_S.PROPOSED})
_HERS = frozenset({VOLUNTEER, WARD})

LIFE = TransitionTable(
    [
        Transition("accept", _OPEN, _S.ACCEPTED, _HERS),
        Transition("decline", _OPEN, _S.DECLINED, _HERS),
        Transition("expire", _OPEN, _S.EXPIRED, frozenset({SYSTEM})),
        # The opening is filled or over, or the person is not to be asked any more.
        Transition("release", _OPEN, _S.RELEASED, frozenset({SYSTEM})),
    ]
)
