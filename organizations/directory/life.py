"""The life of an organisation as a table: which verb leads from where to where, and whose verb it is."""

from __future__ import annotations

from organizations.directory.models import Organization
from portal.shared.transitions import Transition, TransitionTable

MANAGER = "manager"
WARD = "ward"
SYSTEM = "system"
_S = Organization.Status
_FORMING = frozenset({_S.DRAFT, _S.RETURNED})
_ALIVE = frozenset({_S.DRAFT, _S.SUBMITTED, _S.RETURNED, _S.PUBLISHED, _S.SUSPENDED})

LIFE = TransitionTable(
    [
        Transition("submit", _FORMING, _S.SUBMITTED, frozenset({MANAGER})),
        Transition("withdraw", frozenset({_S.SUBMITTED}), _S.DRAFT, frozenset({MANAGER})),
        Transition("publish", frozenset({_S.SUBMITTED}), _S.PUBLISHED, frozenset({WARD})),
        Transition("return", frozenset({_S.SUBMITTED}), _S.RETURNED, frozenset({WARD}), needs_reason=True),
        # What an official, an official list or a seed writes needs nobody's approval.
        Transition("enter", _FORMING, _S.PUBLISHED, frozenset({SYSTEM})),
        Transition("suspend", frozenset({_S.PUBLISHED}), _S.SUSPENDED, frozenset({WARD}), needs_reason=True),
        Transition("restore", frozenset({_S.SUSPENDED}), _S.PUBLISHED, frozenset({WARD})),
        Transition("close", _ALIVE, _S.CLOSED, frozenset({WARD, MANAGER}), needs_reason=True),
        Transition("merge", _ALIVE, _S.CLOSED, frozenset({SYSTEM})),
        Transition("reopen", frozenset({_S.CLOSED}), _S.PUBLISHED, frozenset({WARD}), needs_reason=True),
    ]
)
PUBLIC_AFTERWARDS = frozenset({"publish", "enter", "restore", "reopen"})
GONE_AFTERWARDS = frozenset({"suspend", "close", "merge"})
