"""What needs attention: targets that will be missed, in words, for the dashboard, the indicator's page and the mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kpis.alerts.models import Alert
from kpis.catalogue.selectors import in_force, versions_of
from kpis.dashboards.wording import number_words, value_words
from portal.shared.texts import Text

_COLUMNS = (
    "fiscal_year", "status", "reason", "since", "last", "wanted", "stands", "value", "low", "high", "note", "handled",
    "indicator__code", "handled_post__kind", "handled_post__title_ja", "handled_post__title_en",
)  # fmt: skip


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
    is_over: bool = False


class _Named(Protocol):
    @property
    def starts(self) -> Any: ...
    @property
    def unit(self) -> Any: ...
    def name_in(self, language: str) -> Text: ...


def attention(
    day: date, language: str, versions: Mapping[int, Sequence[_Named]] | None = None, **which: Any
) -> list[Attention]:
    """All that stand, new ones first; one query, and one for their definitions where no `versions` are given.

    `day`: whose definitions name them; `versions`: by indicator, read for this language, and whoever is not among them
    is left out; `which`: columns of an alert.
    """
    rows = Alert.objects.standing().filter(**which).select_related("indicator", "handled_post").only(*_COLUMNS)
    found = list(rows.order_by(F("status").desc(), "indicator__place", "indicator_id"))
    known = versions_of({one.indicator_id for one in found}, language) if versions is None else versions
    return [_shown(one, known[one.indicator_id], day, language) for one in found if one.indicator_id in known]


def attention_in(fiscal_year: int, language: str, versions: Mapping[int, Sequence[_Named]]) -> Iterable[Attention]:
    """Of a fiscal year what stands, and of what is over what somebody wrote about it; the latest of an indicator counts.

    One query. `versions`: as above.
    """
    rows = Alert.objects.filter(fiscal_year=fiscal_year, indicator__in=list(versions))
    rows = rows.exclude(status=Alert.Status.ENDED, note="").select_related("indicator", "handled_post").only(*_COLUMNS)
    day = date(fiscal_year + 1, 3, 31)
    return [_shown(one, versions[one.indicator_id], day, language) for one in rows.order_by("since", "pk")]


def _shown(alert: Alert, versions: Sequence[_Named], day: date, language: str) -> Attention:
    definition = in_force(versions, day) or versions[-1]
    return Attention(
        pk=alert.pk,
        code=alert.indicator.code,
        name=definition.name_in(language),
        sentence=sentence(alert, definition.unit),
        since=alert.since,
        is_handled=alert.status == Alert.Status.HANDLED,
        note=alert.note,
        handled=alert.handled,
        post=alert.handled_post.title if alert.handled_post else "",
        is_over=alert.status == Alert.Status.ENDED,
    )


def sentence(alert: Alert, unit: str) -> str:
    """Why, with the numbers of the night that judged it last."""
    words = {name: value_words(getattr(alert, name), unit) for name in ("wanted", "stands", "value")}
    words |= {"low": number_words(alert.low), "high": number_words(alert.high)}
    words["last"] = date_format(alert.last, "DATE_FORMAT")
    if alert.reason == Alert.Reason.FORECAST:
        return _("%(value)s are foretold by %(last)s (%(low)s – %(high)s); %(wanted)s are wanted.") % words
    return _("Far behind: it stands at %(stands)s; %(wanted)s are wanted.") % words
