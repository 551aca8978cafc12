"""What needs attention: targets that will be missed, in words, for the dashboard, the indicator's page and the mail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kpis.alerts.models import Alert
from kpis.catalogue.models import Definition, Unit
from kpis.dashboards.wording import number_words, value_words
from portal.shared.texts import Text, shown_texts, text


@dataclass(frozen=True)
class Attention:
    """One target that will be missed. `post`: whose holder said what is done about it, `note`."""

    pk: int
    code: str
    name: Text
    sentence: str
    since: date
    is_handled: bool
    note: str
    handled: datetime | None
    post: str


def attention(day: date, language: str, **which: Any) -> list[Attention]:
    """All that stand, new ones first; one query. `day`: whose definitions name them; `which`: columns of an alert."""
    names = shown_texts("name", language)
    versions = Definition.objects.filter(indicator=OuterRef("indicator"), starts__lte=day)
    newest = versions.order_by("-starts", "-version")
    defined = {f"of_{one}": Subquery(newest.values(one)[:1]) for one in (*names, "unit")}
    rows = Alert.objects.standing().filter(**which).annotate(**defined).select_related("indicator", "handled_post")
    found = rows.order_by(F("status").desc(), "indicator__place", "indicator_id")
    return [_shown(one, names, language) for one in found]


def _shown(alert: Any, names: Iterable[str], language: str) -> Attention:
    return Attention(
        pk=alert.pk,
        code=alert.indicator.code,
        name=text({one: getattr(alert, f"of_{one}") for one in names}, "name", language),
        sentence=sentence(alert, alert.of_unit or Unit.NONE),
        since=alert.since,
        is_handled=alert.status == Alert.Status.HANDLED,
        note=alert.note,
        handled=alert.handled,
        post=alert.handled_post.title if alert.handled_post else "",
    )


def sentence(alert: Alert, unit: str) -> str:
    """Why, with the numbers of the night that judged it last."""
    words = {name: value_words(getattr(alert, name), unit) for name in ("wanted", "stands", "value")}
    words |= {"low": number_words(alert.low), "high": number_words(alert.high)}
    words["last"] = date_format(alert.last, "DATE_FORMAT")
    if alert.reason == Alert.Reason.FORECAST:
        return _("%(value)s are foretold by %(last)s (%(low)s – %(high)s); %(wanted)s are wanted.") % words
    return _("Far behind: it stands at %(stands)s; %(wanted)s are wanted.") % words
