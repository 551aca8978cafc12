"""The records behind a number as an official reads them: what and when, people without names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kpis.sources.source import Source, Span
from organizations.directory.models import Organization
from portal.accounts.models import Person
from portal.shared.japan import JAPAN
from portal.shared.language_names import LANGUAGE_NAMES
from portal.shared.reach.models import PageViews
from volunteers.applications.models import Application
from volunteers.hours.models import Hours
from volunteers.openings.models import Opening
from volunteers.profiles.models import VolunteerProfile


@dataclass(frozen=True)
class Record:
    """One row. `japanese`: the label is in Japanese whatever the page's language; `url`: its page, or empty."""

    pk: int
    label: str
    japanese: bool = False
    detail: str = ""
    day: date | None = None
    url: str = ""


def records_of(rows: QuerySet[Any], after: int, size: int) -> list[Record]:
    """So many rows by rising id, beginning after `after`; one query."""
    fetch, show = _SHOWN[rows.model]
    return [show(one) for one in fetch(rows.filter(pk__gt=after).order_by("pk"))[:size]]


def on_their_days(records: Sequence[Record], source: Source, span: Span) -> list[Record]:
    """Each with the day on which it counts, where the source knows it and the row does not."""
    if source.days_of is None:
        return [*records]
    days = source.days_of(span, [one.pk for one in records])
    return [replace(one, day=one.day or days.get(one.pk)) for one in records]


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(JAPAN).date() if moment else None


def _somebody(uid: Any) -> str:
    return _("Person %(code)s") % {"code": str(uid)[:8]}


def _match(row: Application) -> Record:
    detail = " · ".join((row.opening.organization.name_ja, _somebody(row.profile.uid), row.get_channel_display()))
    return Record(row.pk, row.opening.title_ja, True, detail, _day(row.decided))


def _given(row: Hours) -> Record:
    minutes = _("%(minutes)s minutes") % {"minutes": row.minutes}
    return Record(row.pk, row.organization.name_ja, True, minutes, row.day)


def _opening(row: Opening) -> Record:
    url = reverse("volunteers:opening", args=[row.pk])
    return Record(row.pk, row.title_ja, True, row.organization.name_ja, _day(row.published), url)


def _organization(row: Organization) -> Record:
    url = reverse("organizations:ward_organization", args=[row.pk])
    return Record(row.pk, row.name_ja, True, row.get_kind_display(), _day(row.created), url)


def _views(row: PageViews) -> Record:
    words = {"views": row.views, "language": LANGUAGE_NAMES.get(row.language, row.language)}
    detail = _("%(views)s page views in %(language)s") % words
    return Record(row.pk, str(row.get_kind_display()), False, detail, row.day)


def tells_of_people(rows: QuerySet[Any]) -> bool:
    """Whether each row is a person's, though without a name: who looks at them is written down."""
    return rows.model in (Application, Person, VolunteerProfile)


_Show = tuple[Callable[[QuerySet[Any]], QuerySet[Any]], Callable[[Any], Record]]
_SHOWN: Mapping[type[Model], _Show] = {
    Application: (
        lambda rows: rows.select_related("opening__organization", "profile").only(
            "decided", "channel", "opening__title_ja", "opening__organization__name_ja", "profile__uid"
        ),
        _match,
    ),
    Hours: (lambda rows: rows.select_related("organization").only("day", "minutes", "organization__name_ja"), _given),
    Opening: (
        lambda rows: rows.select_related("organization").only("title_ja", "published", "organization__name_ja"),
        _opening,
    ),
    Organization: (lambda rows: rows.only("name_ja", "kind", "created"), _organization),
    PageViews: (lambda rows: rows, _views),
    Person: (lambda rows: rows.only("uid"), lambda row: Record(row.pk, _somebody(row.uid))),
    VolunteerProfile: (
        lambda rows: rows.only("uid", "created"),
        lambda row: Record(row.pk, _somebody(row.uid), day=_day(row.created)),
    ),
}
"""How the rows of each table are fetched and shown."""
