"""The demo ward's population, invented and marked as such; lists of NPOs are left out, for every number of 13 digits may be somebody's."""

from __future__ import annotations

import random
from datetime import date, datetime, time

from kpis.references.models import Reference, Series
from kpis.references.services import approve_reference, enter_reference
from portal.accounts.models import Holding, User
from portal.demo.volunteering import OFFICIAL
from portal.shared.fiscal import Kind, periods_between
from portal.shared.japan import JAPAN

COLLEAGUE = "official2@demo.example"
RESIDENTS = 348_000
DOCUMENT = "住民基本台帳 月別人口(デモ用の架空の値)"


def seed_population(*, first: date, today: date, chance: random.Random) -> int:
    """A value of the first of each month, approved by a colleague; the running month's still waits."""
    if Reference.objects.exists():
        return 0
    clerk, colleague = (User.objects.get(email=one).person_id or 0 for one in (OFFICIAL, COLLEAGUE))
    posts = dict(Holding.objects.filter(person_id__in=(clerk, colleague)).values_list("person_id", "post_id"))
    residents, months = RESIDENTS, list(periods_between(first, today, Kind.MONTH))
    for month in months:
        now = datetime.combine(month.first, time(10), JAPAN)
        residents += chance.randint(-150, 260)
        columns = {"day": month.first, "value": residents, "document": DOCUMENT, "licence": "", "reason": ""}
        entered = enter_reference(series=Series.POPULATION, columns=columns, by=clerk, post_id=posts[clerk], now=now)
        if month != months[-1]:
            approve_reference(reference_id=entered.pk, by=colleague, post_id=posts[colleague], now=now)
    return len(months)
