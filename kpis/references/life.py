"""The life of a reference: one official enters, another one decides; what was returned is entered anew."""

from __future__ import annotations

from kpis.references.models import Reference
from portal.shared.transitions import Transition, TransitionTable

AUTHOR = "author"
CHECKER = "checker"
_S = Reference.Status

LIFE = TransitionTable(
    [
        Transition("approve", frozenset({_S.SUBMITTED}), _S.APPROVED, frozenset({CHECKER})),
        Transition("return", frozenset({_S.SUBMITTED}), _S.RETURNED, frozenset({CHECKER}), needs_reason=True),
        Transition("withdraw", frozenset({_S.SUBMITTED}), _S.WITHDRAWN, frozenset({AUTHOR})),
    ]
)
