"""What the ward's desk shows: what waits, and how the last nights went."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from kpis.alerts.models import Alert
from kpis.measurements.models import Entry
from kpis.measurements.rules import can_enter_value
from kpis.measurements.selectors import entries_to_decide
from kpis.references.models import Reference
from kpis.references.selectors import references_to_decide
from organizations.directory.models import Membership, Organization
from organizations.directory.rules import own_organizations
from organizations.interchange.selectors import runs_that_left_rows_out
from organizations.places.choices import AddressVisibility, HoursKnown
from organizations.places.models import Place
from organizations.places.types import SHELTERS
from organizations.registry.selectors import number_waiting
from organizations.reports.selectors import number_open
from portal.accounts.models import User
from portal.nightly import NIGHTLY
from portal.shared.japan import JAPAN
from portal.shared.models import Act
from portal.shared.nights.selectors import last_nights
from portal.shared.outbox.selectors import dead_count
from volunteers.openings.npo_selectors import number_to_check

STALE_DAYS = 150
NIGHTS_SHOWN = 5
PLACES_SHOWN = 50
UNMANAGED_SHOWN = 100


def waiting_conditions(today: date) -> dict[str, Q]:
    """Which published places wait for the ward, by the name of their list."""
    stale = today - timedelta(days=STALE_DAYS)
    return {
        "no-position": Q(latitude__isnull=True) & ~Q(address_visibility=AddressVisibility.NEVER),
        # Shelters open when they are needed: there are no hours to ask for.
        "hours-unknown": Q(hours_known=HoursKnown.UNKNOWN) & ~Q(type__slug__in=SHELTERS),
        # What was never confirmed is as old as its entry: an import of yesterday is not yet stale.
        "not-confirmed": Q(confirmed__lte=stale) | Q(confirmed__isnull=True, created__date__lte=stale),
    }


def ward_desk(user: User | AnonymousUser, now: datetime) -> dict[str, Any]:
    """Context of the ward's desk; every number counts what its list shows this reader."""
    conditions = waiting_conditions(_today(now))
    counts = {name.replace("-", "_"): Count("id", filter=condition) for name, condition in conditions.items()}
    found, hidden = Place.objects.published().aggregate(**counts), own_organizations(user, now)
    by = (getattr(user, "person_id", None) or 0) if can_enter_value(user, now) is None else None
    return {
        "waiting": {
            **found,
            **_numbers(
                refused=runs_that_left_rows_out(),
                alerts=Alert.objects.new(),
                entries=Entry.objects.none() if by is None else entries_to_decide(by),
                references=Reference.objects.none() if by is None else references_to_decide(by),
            ),
            "organizations": number_waiting(),
            "reports": number_open(hidden),
            "openings": number_to_check(hidden),
            "mail": dead_count(),
        },
        "may_approve": by is not None,
        "unmanaged": list(left_without_manager().values("id", "name_ja")[:UNMANAGED_SHOWN]),
        "unreachable": list(suspended_without_contact().values("id", "name_ja")[:UNMANAGED_SHOWN]),
        "nights": last_nights(NIGHTLY, NIGHTS_SHOWN),
        "stale_days": STALE_DAYS,
    }


def _numbers(**lists: QuerySet[Any]) -> dict[str, int]:
    """How many rows each of these lists has; one query."""
    counted = [
        rows.order_by().annotate(of=Value(name)).values("of").annotate(number=Count("pk")).values_list("of", "number")
        for name, rows in lists.items()
    ]
    return dict.fromkeys(lists, 0) | dict(counted[0].union(*counted[1:], all=True))


def left_without_manager() -> QuerySet[Organization]:
    """Organisations of today that had a manager and have nobody left who could sign in: the ward opens the door."""
    managers = Membership.objects.filter(
        organization=OuterRef("pk"), role=Membership.Role.MANAGER, accepted__isnull=False
    )
    lost = Act.objects.filter(
        object_type=Organization._meta.label_lower, object_id=OuterRef("pk"), verb="lose_last_manager"
    )
    today = Organization.objects.filter(
        status__in=(Organization.Status.PUBLISHED, Organization.Status.SUBMITTED, Organization.Status.RETURNED)
    )
    had_one = today.filter(Exists(lost) | Exists(managers))
    return had_one.filter(~Exists(managers.filter(person__user__is_active=True))).order_by("pk")


def suspended_without_contact() -> QuerySet[Organization]:
    """Organisations off the pages that could not come back as they are: nobody could ask them anything."""
    nothing = dict.fromkeys(("phone", "email", "form_url", "url", "address"), "")
    suspended = Organization.objects.filter(status=Organization.Status.SUSPENDED, import_key=None)
    return suspended.filter(**nothing).order_by("pk")


def waiting_places(name: str, after: int, now: datetime) -> dict[str, Any] | None:
    """One page of a list of places that wait, in order of entry; None for an unknown list."""
    condition = waiting_conditions(_today(now)).get(name)
    if condition is None:
        return None
    columns = ("id", "name", "name_ja", "town", "phone", "confirmed", "organization__name_ja")
    found = Place.objects.published().filter(condition, id__gt=after).select_related("organization").order_by("id")
    places = list(found.only(*columns, "organization__name")[: PLACES_SHOWN + 1])
    following = places[PLACES_SHOWN - 1].pk if len(places) > PLACES_SHOWN else None
    return {"list_name": name, "places": places[:PLACES_SHOWN], "following": following, "stale_days": STALE_DAYS}


def _today(now: datetime) -> date:
    return now.astimezone(JAPAN).date()
