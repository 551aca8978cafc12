"""The card of one indicator that an official reads aloud in the assembly: half a page of A4."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format

from kpis.catalogue.models import Definition, Indicator, Target
from kpis.dashboards import report_wording as words
from kpis.dashboards.closed import Kept, Settled
from kpis.dashboards.reports import target_texts
from kpis.dashboards.selectors import Year
from kpis.dashboards.wording import value_words
from kpis.dashboards.year_before import before_sentence
from kpis.measurements.models import Closing, Measurement
from kpis.measurements.selectors import Current
from portal.shared.texts import Text, text

TEXTS = ("name", "origin", "method", "numerator", "denominator", "limits")


@dataclass(frozen=True)
class Answer:
    """Sentences, each empty where there is nothing to say."""

    definition: Definition
    texts: dict[str, Text]
    value: str
    origin: str
    final: str
    again: str
    target: str
    standing: str
    attained: str
    before: str
    closing: Closing | None


def answer(indicator: Indicator, year: Year, language: str) -> Answer:
    """How one indicator stands in a year; of a closed one what its report keeps."""
    pk = indicator.pk
    seen = Settled({indicator.code: pk}, year, language)
    kept, found, standing, target = seen.kept.get(pk), seen.measurement(pk), seen.standing(pk), seen.target(pk)
    definition = Definition.objects.get(indicator=pk, version=seen.measured_by(pk).version)
    days, value, unit = found.days if found else year.days, found.value if found else None, definition.unit
    shown, latest = _revisions(found, kept) if found else (None, None)
    if year.is_running:
        seen.read_months([pk])
    before = seen.before(pk)
    until = date_format(year.day, "DATE_FORMAT") if found and found.last > year.day else ""
    goal = words.whole_goal_words(target, unit, target_texts(seen, language).get(pk), language) if target else None
    return Answer(
        definition=definition,
        texts={one: text(definition, one, language) for one in TEXTS},
        value=words.value_sentence(days, value_words(value, unit) if found else "", until),
        origin=words.origin_sentence(shown) if shown else "",
        final=words.final_sentence(shown.revision, kept.closing if kept else None) if shown else "",
        again=words.again_sentence(latest, unit) if kept and kept.again and latest else "",
        target=words.target_sentence(target, goal, _adopted(target.pk) if target else None),
        standing=words.standing_sentence(standing, value, unit),
        attained=words.attained_words(standing.attainment, target),
        before=before_sentence(before, unit) if before else "",
        closing=kept.closing if kept else None,
    )


def _adopted(pk: int) -> Target | None:
    """Who adopted the target when; of one that only a report keeps nobody knows it any more."""
    return Target.objects.select_related("adopted_post").filter(pk=pk).first()


def _revisions(found: Current, kept: Kept | None) -> tuple[Measurement, Measurement]:
    """The revision that is shown, with where it comes from, and the newest."""
    rows = Measurement.objects.filter(indicator_id=found.indicator_id, first=found.first, last=found.last)
    rows = rows.select_related("entry__entered_post", "entry__approved_post").order_by("-revision")
    latest = rows[0]
    return (rows.get(revision=kept.value.revision) if kept else latest), latest
