"""The life of an entry: one official enters, another one decides."""

from __future__ import annotations

from kpis.measurements.models import Entry
from portal.shared.transitions import Transition, TransitionTable

AUTHOR = "author"
CHECKER = "checker"
_S = Entry.Status

LIFE = TransitionTable(
    [
        Transition("approve", frozenset({_S.SUBMITTED}), _S.APPROVED, frozenset({CHECKER})),
        Transition("return", frozenset({_S.SUBMITTED}), _S.RETURNED, frozenset({CHECKER}), needs_reason=True),
        Transition("submit", frozenset({_S.RETURNED}), _S.SUBMITTED, frozenset({AUTHOR, CHECKER})),
        Transition("withdraw", frozenset({_S.SUBMITTED, _S.RETURNED}), _S.WITHDRAWN, frozenset({AUTHOR})),
    ]
)
