"""The life of a target: the papers propose, the ward adopts."""

from __future__ import annotations

from kpis.catalogue.models import Target
from portal.shared.transitions import Transition, TransitionTable

WARD = "ward"
_S = Target.Status

LIFE = TransitionTable(
    [
        Transition("adopt", frozenset({_S.PROPOSED}), _S.ADOPTED, frozenset({WARD})),
        Transition(
            "withdraw", frozenset({_S.PROPOSED, _S.ADOPTED}), _S.WITHDRAWN, frozenset({WARD}), needs_reason=True
        ),
    ]
)
