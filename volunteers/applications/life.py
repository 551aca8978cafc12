"""The life of an application as a table: which verb leads from where to where, and whose verb it is."""

from __future__ import annotations

from portal.shared.transitions import Transition, TransitionTable
from volunteers.applications.models import Application

VOLUNTEER = "volunteer"
ORGANIZATION = "organization"
WARD = "ward"
"""Writes down what a volunteer says by telephone, by letter or at the desk."""
SYSTEM = "system"
_S = Application.Status
_ASKING = frozenset({_S.TALKING, _S.APPLIED})
_HERS = frozenset({VOLUNTEER, WARD})

LIFE = TransitionTable(
    [
        # Both have spoken: the clock begins anew.
        Transition("keep_talking", frozenset({_S.TALKING}), _S.TALKING, frozenset({ORGANIZATION})),
        Transition("accept", _ASKING, _S.ACCEPTED, frozenset({ORGANIZATION})),
        Transition("decline", _ASKING | {_S.WAITING}, _S.DECLINED, frozenset({ORGANIZATION}), needs_reason=True),
        Transition("line_up", _ASKING, _S.WAITING, frozenset({SYSTEM})),
        Transition("offer", frozenset({_S.WAITING}), _S.OFFERED, frozenset({SYSTEM})),
        Transition("ask_again", frozenset({_S.WAITING}), _S.APPLIED, frozenset({SYSTEM})),
        Transition("talk", frozenset({_S.WAITING}), _S.TALKING, frozenset({SYSTEM})),
        Transition("take_place", frozenset({_S.OFFERED}), _S.ACCEPTED, _HERS),
        Transition("withdraw", frozenset(Application.LIVE), _S.WITHDRAWN, _HERS | {SYSTEM}),
        Transition("expire", frozenset({*_ASKING, _S.WAITING, _S.OFFERED}), _S.EXPIRED, frozenset({SYSTEM})),
        Transition(
            "cancel", frozenset(Application.LIVE), _S.CANCELLED, frozenset({ORGANIZATION, WARD}), needs_reason=True
        ),
        # Said wrongly, it is said again the other way round.
        Transition("mark_took_part", frozenset({_S.ACCEPTED, _S.NO_SHOW}), _S.TOOK_PART, frozenset({ORGANIZATION})),
        Transition("mark_no_show", frozenset({_S.ACCEPTED, _S.TOOK_PART}), _S.NO_SHOW, frozenset({ORGANIZATION})),
    ]
)
