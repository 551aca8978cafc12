"""Officials in processes of their own: each reads who decides what from its input, at once, and says what came of it."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Any

from organizations.directory import deciding
from organizations.directory.models import Organization, OrganizationQuerySet
from organizations.registry import services
from portal.shared.audit import record_act
from portal.shared.transitions import MoveRefusedError


def main() -> None:
    """`control` as the first argument takes lock and comparison away."""
    if sys.argv[1:] == ["control"]:
        OrganizationQuerySet.select_for_update = lambda self, **_options: self.all()  # type: ignore[method-assign]
        deciding.move = _careless  # type: ignore[assignment]
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        print(_decide(json.loads(line)), flush=True)  # noqa: T201


def _decide(order: dict[str, Any]) -> str:
    order["now"] = datetime.fromisoformat(order["now"])
    try:
        services.decide(**order, reason="よく読みました")
    except MoveRefusedError as error:
        return f"told {error.denial.reason}"
    return "decided"


def _careless(organization: Organization, verb: str, **values: Any) -> None:
    target = {"publish": "published", "return": "returned"}[verb]
    Organization.objects.filter(pk=organization.pk).update(status=target)
    organization.status = target
    record_act(by=values["by"], verb=f"{verb}_organization", on=organization, now=values["now"])
