"""Organisations that are not public yet, and a report of a reader: what the ward's queues show in the demo."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from organizations.directory.models import Organization
from organizations.places.models import Place
from organizations.registry.services import decide, register_organization, save_step
from organizations.reports.models import Report
from organizations.reports.services import report_entry
from portal.accounts.models import User
from portal.demo.content import DATA

FOUNDER, OFFICIAL = "founder@demo.example", "official1@demo.example"


def add_waiting(*, now: datetime) -> int:
    """Register whoever is missing through the services, some days ago each; answers how many were made."""
    people = dict(User.objects.filter(email__in=(FOUNDER, OFFICIAL)).values_list("email", "person_id"))
    specs = json.loads((DATA / "waiting.json").read_text(encoding="utf-8"))
    present = set(Organization.objects.values_list("name_ja", flat=True))
    missing = [one for one in specs if one["name"] not in present]
    for days, spec in enumerate(missing, 2):
        _register(spec, people[FOUNDER] or 0, people[OFFICIAL] or 0, now - timedelta(days=days))
    if not Report.objects.exists():
        place = Place.objects.published().order_by("id").first()
        if place:
            words = "The class is on Saturdays now."
            report_entry(place_id=place.pk, kind=Report.Kind.HOURS, words=words, language="en", now=now)
    return len(missing)


def _register(spec: dict[str, Any], founder: int, official: int, now: datetime) -> None:
    made = register_organization(name_ja=spec["name"], kind=spec["kind"], title="代表", by=founder, now=now)
    if spec["state"] == "draft":
        return
    values = {"summary_ja": spec["summary"], "phone": spec["phone"]}
    save_step(organization_id=made.pk, seen=made.updated, values=values, by=founder, now=now + timedelta(minutes=5))
    common: dict[str, Any] = {"organization_id": made.pk, "now": now + timedelta(minutes=10)}
    sent = decide(verb="submit", revision=2, by=founder, **common)
    if spec["state"] == "returned":
        decide(verb="return", revision=sent.revision, reason=spec["reason"], by=official, **common)
