"""Three fiscal years before the demo: who read, who helped, what the ward wants; so that its numbers have a past.

The past cannot go through the services (they would write mails to people of years ago), so it is inserted in bulk.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from kpis.catalogue.models import Indicator, Target
from kpis.catalogue.services import adopt_target
from kpis.measurements.entering import approve_entry, enter_value
from kpis.measurements.models import Entry
from organizations.directory.models import Organization
from portal.accounts.models import ActivityDay, Holding, Person, User
from portal.demo.content import DATA
from portal.demo.references import COLLEAGUE, seed_population
from portal.demo.volunteering import OFFICIAL
from portal.shared.fiscal import Kind, period_of
from portal.shared.japan import JAPAN
from portal.shared.languages import INTERFACE_LANGUAGES
from portal.shared.reach.models import PageKind, PageViews
from volunteers.applications.models import Application
from volunteers.hours.models import Hours
from volunteers.openings.models import Opening, Shift
from volunteers.profiles.models import VolunteerProfile

YEARS = 3
ADOPTED = (
    "000-1-matches", "000-2-pageviews", "000-2-resource-map-orgs", "001-1-matches", "001-1-volunteer-rate",
    "002-2-matches", "002-3-online-new", "002-3-mau", "002-3-matches", "002-3-listings",
)  # fmt: skip
CHANNELS = (
    *(Application.Channel.NIGHT,) * 5, *(Application.Channel.SEARCH,) * 4, *(Application.Channel.CANDIDATE,) * 2,
    *(Application.Channel.COORDINATOR,) * 2, Application.Channel.CONTRACTOR,
)  # fmt: skip
SHARES = {
    PageKind.HOME: 9, PageKind.MAP: 12, PageKind.PLACE: 16, PageKind.ORGANIZATION: 4, PageKind.OPENING: 7,
    PageKind.OTHER: 3,
}  # fmt: skip
"""Views of a common day three years ago."""


FILLED = (PageViews, ActivityDay, Opening, Shift, Application, Hours, VolunteerProfile, Person)


@transaction.atomic
def seed_past(*, scale: int, seed: int, now: datetime) -> dict[str, int]:
    """Views, participations and adopted targets; nothing where some are there."""
    if PageViews.objects.exists():
        return {"page views": 0, "participations": 0}
    chance, today = random.Random(seed + 1), now.astimezone(JAPAN).date()
    first = date(period_of(today, Kind.YEAR).first.year - YEARS, 4, 1)
    views = PageViews.objects.bulk_create(_views(first, today, scale, chance), batch_size=5000)
    _active(first, today, chance)
    given = _participations(first, today, scale, chance)
    seed_population(first=first, today=today, chance=chance)
    _wants(now)
    _tell_the_planner()
    return {"page views": sum(one.views for one in views), "participations": given}


def _tell_the_planner() -> None:
    """The demo's first night follows at once; PostgreSQL itself would look at the new rows a minute later."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(f'"{one._meta.db_table}"' for one in FILLED))


def _views(first: date, today: date, scale: int, chance: random.Random) -> Iterator[PageViews]:
    """Growing by a half each year, fewer at weekends, more in spring when people move."""
    for number in range((today - first).days):
        day = first + timedelta(days=number)
        season = 1 + 0.25 * math.cos((day.timetuple().tm_yday - 100) / 58)
        common = scale * 1.5 ** (number / 365) * season * (0.7 if day.weekday() > 4 else 1)
        for kind, share in SHARES.items():
            for place, language in enumerate(INTERFACE_LANGUAGES):
                views = round(common * share / (place + 1) * chance.uniform(0.7, 1.3))
                if views:
                    yield PageViews(day=day, kind=kind.value, language=language.code, views=views)


def _active(first: date, today: date, chance: random.Random) -> None:
    """People with an account come back now and then."""
    people = list(User.objects.filter(person__isnull=False).values_list("person_id", flat=True))
    days = [first + timedelta(days=one) for one in range((today - first).days) if one % 3 == 0]
    rows = [ActivityDay(person_id=one, day=day) for day in days for one in people if one and chance.random() < 0.2]
    ActivityDay.objects.bulk_create(rows, batch_size=5000)


def _participations(first: date, today: date, scale: int, chance: random.Random) -> int:
    """A call every twelve days, of which the people came and whose hours were confirmed."""
    themes = json.loads((DATA / "openings.json").read_text(encoding="utf-8"))
    organizations = list(Organization.objects.published().order_by("id"))
    people = list(VolunteerProfile.objects.order_by("id")[: 400 * scale])
    days = [first + timedelta(days=one) for one in range(0, (today - first).days - 30, max(12 // scale, 1))]
    calls = [
        _call(themes[number % len(themes)], organizations[(number * 5) % len(organizations)], day)
        for number, day in enumerate(days)
    ]
    Opening.objects.bulk_create(calls)
    shifts = Shift.objects.bulk_create(_shift(call, chance) for call in calls)
    came = [
        _came(shift, profile, chance)
        for shift in shifts
        for profile in chance.sample(people, min(shift.taken, len(people)))
    ]
    Application.objects.bulk_create(came, batch_size=1000)
    Hours.objects.bulk_create((_hours(one) for one in came), batch_size=1000)
    return len(came)


def _call(theme: dict[str, Any], organization: Organization, day: date) -> Opening:
    titles = {f"title_{column}": text for column, text in theme["title"].items()}
    moment = datetime.combine(day, datetime.min.time(), JAPAN) + timedelta(hours=10)
    held = day + timedelta(days=14)
    return Opening(
        organization=organization, status=Opening.Status.CLOSED, kind=Opening.Kind.ONE_OFF, published=moment,
        checked=moment, field=theme["field"], starts=held, ends=held, insured=True, title=theme["title"]["ja"],
        languages_basic=("ja", "en") if day.day % 3 == 0 else ("ja",), **titles,
    )  # fmt: skip


def _shift(opening: Opening, chance: random.Random) -> Shift:
    starts = datetime.combine(opening.starts, datetime.min.time(), JAPAN) + timedelta(hours=10)
    number = chance.randint(2, 7) + opening.starts.year - 2023
    return Shift(opening=opening, starts=starts, ends=starts + timedelta(hours=2), places=number + 2, taken=number)


def _came(shift: Shift, profile: VolunteerProfile, chance: random.Random) -> Application:
    assert shift.starts is not None and shift.ends is not None
    decided = shift.starts - timedelta(days=chance.randint(1, 10))
    return Application(
        shift=shift, opening=shift.opening, organization=shift.opening.organization, profile=profile,
        status=Application.Status.TOOK_PART, channel=chance.choice(CHANNELS), applied=decided, decided=decided,
        during=DateTimeTZRange(shift.starts, shift.ends), created=decided,
    )  # fmt: skip


def _hours(given: Application) -> Hours:
    starts = given.shift.starts
    assert starts is not None
    return Hours(
        person_id=given.profile.person_id, organization=given.organization, application=given,
        day=starts.astimezone(JAPAN).date(), minutes=120, status=Hours.Status.CONFIRMED,
        confirmed=starts + timedelta(days=2),
    )  # fmt: skip


def _wants(now: datetime) -> None:
    """Ten targets adopted; a survey approved by a colleague, another that waits."""
    first, second = (User.objects.get(email=one).person_id or 0 for one in (OFFICIAL, COLLEAGUE))
    posts = dict(Holding.objects.filter(person_id__in=(first, second)).values_list("person_id", "post_id"))
    for target in Target.objects.filter(indicator__code__in=ADOPTED, status=Target.Status.PROPOSED):
        adopt_target(target_id=target.pk, by=first, post_id=posts[first], now=now)
    year = period_of(now, Kind.YEAR).previous()
    for code, part in (("001-1-volunteer-rate", 221), ("000-3-foreign-participation", 74)):
        entry = enter_value(
            indicator_id=Indicator.objects.get(code=code).pk,
            columns={
                "first": year.first, "last": year.last, "origin": Entry.Origin.SURVEY, "numerator": Decimal(part),
                "denominator": Decimal(1200), "value": round(Decimal(100 * part) / 1200, 1), "sample": 1200,
                "document": "区民意識調査", "method": "無作為抽出、郵送とウェブ", "reason": "",
            },
            by=first,
            post_id=posts[first],
            now=now,
        )  # fmt: skip
        if code.startswith("001"):
            approve_entry(entry_id=entry.pk, by=second, post_id=posts[second], now=now)
