"""The life of an opening as a table: which verb leads from where to where, and whose verb it is."""

from __future__ import annotations

from portal.shared.transitions import Transition, TransitionTable
from volunteers.openings.models import Opening

MEMBER = "member"
WARD = "ward"
SYSTEM = "system"
_S = Opening.Status
_SHOWN = frozenset({_S.PUBLISHED, _S.FILLED})

LIFE = TransitionTable(
    [
        # A new organisation's first openings go through the ward's hands.
        Transition("submit", frozenset({_S.DRAFT}), _S.CHECKING, frozenset({MEMBER})),
        Transition("withdraw", frozenset({_S.CHECKING}), _S.DRAFT, frozenset({MEMBER})),
        Transition("approve", frozenset({_S.CHECKING}), _S.PUBLISHED, frozenset({WARD})),
        Transition("return", frozenset({_S.CHECKING}), _S.DRAFT, frozenset({WARD}), needs_reason=True),
        Transition("publish", frozenset({_S.DRAFT}), _S.PUBLISHED, frozenset({MEMBER})),
        Transition("discard", frozenset({_S.DRAFT}), _S.CANCELLED, frozenset({MEMBER})),
        Transition("fill", frozenset({_S.PUBLISHED}), _S.FILLED, frozenset({SYSTEM})),
        Transition("free", frozenset({_S.FILLED}), _S.PUBLISHED, frozenset({SYSTEM})),
        Transition("close", _SHOWN, _S.CLOSED, frozenset({MEMBER, SYSTEM})),
        Transition("reopen", frozenset({_S.CLOSED}), _S.PUBLISHED, frozenset({MEMBER})),
        Transition("cancel", _SHOWN, _S.CANCELLED, frozenset({MEMBER, WARD}), needs_reason=True),
    ]
)
EDITABLE = frozenset({_S.DRAFT, _S.CHECKING, _S.PUBLISHED, _S.FILLED})
"""What is over stays as it was."""
SEEN_BY_ALL = frozenset({_S.PUBLISHED, _S.FILLED, _S.CLOSED, _S.CANCELLED})
"""Whoever has the address of what is over reads that it is."""
ENDINGS = frozenset({"close", "cancel"})
