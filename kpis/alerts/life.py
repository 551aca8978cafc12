"""The life of an alert: the night raises and ends it, an official says in between what is done."""

from __future__ import annotations

from kpis.alerts.models import Alert
from portal.shared.transitions import Transition, TransitionTable

WARD = "ward"
NIGHT = "night"
_S = Alert.Status

LIFE = TransitionTable(
    [
        Transition("handle", frozenset({_S.NEW}), _S.HANDLED, frozenset({WARD}), needs_reason=True),
        Transition("end", frozenset({_S.NEW, _S.HANDLED}), _S.ENDED, frozenset({NIGHT})),
    ]
)
