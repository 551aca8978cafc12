"""The life of reported hours: the organisation says what was so, and may say it again with a reason."""

from __future__ import annotations

from portal.shared.transitions import Transition, TransitionTable
from volunteers.hours.models import Hours

CONFIRMERS = "confirmers"
"""Members of the organisation, and the ward's coordinator where none of them may."""

_S = Hours.Status
_WHO = frozenset({CONFIRMERS})
HOURS_LIFE = TransitionTable(
    [
        Transition("confirm", frozenset({_S.REPORTED}), _S.CONFIRMED, _WHO),
        Transition(
            "correct", frozenset({_S.REPORTED, _S.CONFIRMED, _S.REJECTED}), _S.CONFIRMED, _WHO, needs_reason=True
        ),
        Transition("reject", frozenset({_S.REPORTED, _S.CONFIRMED}), _S.REJECTED, _WHO, needs_reason=True),
    ]
)
