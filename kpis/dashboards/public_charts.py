"""One indicator's chart in words: what the picture is told to write, what it shows, and the same numbers as a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from kpis.catalogue.models import Definition, Target, Unit
from kpis.catalogue.selectors import target_for
from kpis.dashboards import series as shapes
from kpis.dashboards.drawing import ORDER, Words, draw, size_of
from kpis.dashboards.forecast import Aim
from kpis.dashboards.outlook import Foretold, aim_of, as_foretold
from kpis.dashboards.selectors import ADDS, Year
from kpis.dashboards.series import Ahead, Days, Known, Point, Series, Wanted, Way
from kpis.dashboards.standing import Goal, elapsed, wanted_of
from kpis.dashboards.wording import days_words, limit_words, number_words, value_words
from kpis.rollups.spans import is_month
from portal.shared.fiscal import fiscal_year
from portal.shared.ruby import strip_ruby
from portal.shared.texts import text

_MANY, _WHOLE, _TENTH = Decimal(20), Decimal(1), Decimal("0.1")
_LIMITS = frozenset({Target.Kind.AT_MOST, Target.Kind.EQUAL})


@dataclass(frozen=True)
class Chart:
    """A picture and its table. `rows`: when, and for each of the `columns` its name with what stands in it."""

    series: Series
    words: Words
    caption: str
    columns: list[str]
    rows: list[tuple[str, list[tuple[str, str]]]]

    @property
    def alt(self) -> str:
        return self.words.description

    @property
    def narrow(self) -> tuple[int, int]:
        return size_of(self.words, wide=False)

    @property
    def wide(self) -> tuple[int, int]:
        return size_of(self.words, wide=True)

    def drawn(self, *, wide: bool) -> bytes:
        return draw(self.series, self.words, wide=wide)


@dataclass(frozen=True)
class Measured:
    """Values that this reader may see, and days whose value is kept from them."""

    known: Known
    hidden: Collection[Days] = frozenset()


def chart_of(
    definition: Definition,
    measured: Measured,
    targets: Sequence[Target],
    year: Year,
    foretold: Foretold | None = None,
) -> Chart:
    """In the language that is active."""
    series = _series(definition, measured, targets, year)
    if foretold is not None and not foretold.once:
        series = shapes.with_forecast(series, foretold.counted or Decimal(0), _ahead(foretold, definition.unit))
    target = _target(targets, series, year)
    legend = _legend(series, target)
    language = get_language() or "ja"
    name = strip_ruby(text(definition, "name", language).value)
    words = Words(
        title=name,
        description=strip_ruby(
            _description(series, target, definition, hides=_hides(series.fiscal_year, measured.hidden))
        ),
        unit="" if definition.unit in ("", Unit.NONE) else strip_ruby(str(Unit(definition.unit).label)),
        nothing=strip_ruby(_("No number yet")),
        language=language,
        legend={role: strip_ruby(one) for role, one in legend.items()},
        ticks=tuple(strip_ruby(_tick(one.days, series)) for one in series.points),
        number=number_words,
    )
    rows = [
        (days_words(*one.days), [(column, _cell(one, role)) for role, column in legend.items()])
        for one in series.points
    ]
    return Chart(series, words, _caption(series, measured, target), list(legend.values()), rows)


def _ahead(foretold: Foretold, unit: str) -> list[Ahead]:
    """Month by month; the last one is what the page says of the year's end."""
    more = float(foretold.counted or 0)

    def told(number: float) -> Decimal:
        return as_foretold(Decimal(number + more), unit)

    steps = [(told(one.value), told(one.low), told(one.high)) for one in foretold.found.steps[:-1]]
    return [*steps, (foretold.value, foretold.low, foretold.high)]


def _series(definition: Definition, measured: Measured, targets: Sequence[Target], year: Year) -> Series:
    """Months that are over, and of a stock also this one; of a sum their total, where it is asked for by the year."""
    aim, this = aim_of(definition), year.period.fiscal_year
    stock = aim is Aim.STOCK or definition.adds_up == Definition.AddsUp.LATEST
    known = {days: value for days, value in measured.known.items() if stock or days[1] <= year.day}

    def wanted(days: Days) -> Decimal | None:
        return _wanted(target_for(targets, *days))

    if not any(fiscal_year(days[0]) >= this - 1 for days in (*known, *measured.hidden) if is_month(*days)):
        return shapes.period_series({days: known[days] for days in known if not is_month(*days)}, wanted=wanted)
    if aim is Aim.SUM and definition.adds_up == Definition.AddsUp.SUM:
        pace = _pace(target_for(targets, *year.days), year)
        return shapes.total_series(known, this, hidden=measured.hidden, wanted=pace)
    monthly = definition.period == Definition.Period.MONTH
    if not stock and not monthly and definition.adds_up in ADDS:
        return shapes.month_series(known, this, wanted=lambda days: None)
    return shapes.month_series(known, this, wanted=lambda days: wanted(days if monthly else year.days))


def _pace(target: Target | None, year: Year) -> Wanted:
    """As much of what is wanted as of the year is over; of a limit all of it."""
    whole = _wanted(target)

    def pace(days: Days) -> Decimal | None:
        if whole is None or target is None or target.kind == Target.Kind.AT_MOST:
            return whole
        return (whole * elapsed(*year.days, days[1])).quantize(_WHOLE if whole >= _MANY else _TENTH)

    return pace


def _wanted(target: Target | None) -> Decimal | None:
    return wanted_of(Goal(target.kind, target.value, target.baseline)) if target else None


def _target(targets: Sequence[Target], series: Series, year: Year) -> Target | None:
    """The one that the chart speaks of."""
    if series.way is Way.PERIODS and series.points:
        return target_for(targets, *series.points[-1].days)
    return target_for(targets, *year.days)


def _legend(series: Series, target: Target | None) -> dict[str, str]:
    """Of what is drawn, by role, in the order of drawing."""
    this, before = (_("Fiscal year %(year)s") % {"year": one} for one in (series.fiscal_year, series.fiscal_year - 1))
    every = {
        "value": pgettext("a value", "Number") if series.way is Way.PERIODS else this,
        "before": before,
        "wanted": _target_words(target),
        "foretold": _("Forecast"),
    }
    return {role: every[role] for role in ORDER if any(getattr(one, role) is not None for one in series.points)}


def _target_words(target: Target | None) -> str:
    """Without its unit, which stands above the axis."""
    if target is None:
        return _("Targets")
    number = number_words(_wanted(target))
    words = {"target": limit_words(target, number) if target.kind in _LIMITS else number}
    proposed = target.status == Target.Status.PROPOSED
    return (_("Proposed target: %(target)s") if proposed else _("Target: %(target)s")) % words


def _tick(days: Days, series: Series) -> str:
    if series.way is not Way.PERIODS:
        return date_format(days[0], "M")
    return str(days[0].year) if shapes.is_year(days) else date_format(days[1], "Y/n")


def _cell(point: Point, role: str) -> str:
    number = number_words(getattr(point, role))
    if role != "foretold" or point.foretold is None:
        return number
    return f"{number} ({number_words(point.low)}–{number_words(point.high)})"


def _description(series: Series, target: Target | None, definition: Definition, *, hides: bool) -> str:
    """What is to be seen: the latest value, a year before, what is wanted, what is foretold."""
    latest, unit = series.latest, definition.unit
    if latest is None and hides:
        return _("Chart. Numbers of this year are not shown, so that nobody can be recognised.")
    if latest is None:
        return _("Chart. There is no number of this year yet.")
    by_then = (
        _("Chart. Up to the end of %(when)s: %(value)s.")
        if series.way is Way.TOTALS
        else _("Chart. %(when)s: %(value)s.")
    )
    found = [by_then % {"when": days_words(*latest.days), "value": value_words(latest.value, unit)}]
    if latest.before is not None:
        found.append(_("A year before: %(value)s.") % {"value": value_words(latest.before, unit)})
    if latest.wanted is not None:
        numbers = {"expected": value_words(latest.wanted, unit), "wanted": value_words(_wanted(target), unit)}
        grows = series.way is Way.TOTALS and latest.wanted != _wanted(target)
        words = (
            _("Wanted by then: %(expected)s, and in the whole year: %(wanted)s.")
            if grows
            else _("Wanted: %(expected)s.")
        )
        found.append(words % numbers)
    last = series.points[-1]
    if last.foretold is not None:
        numbers = {name: value_words(getattr(last, name), unit) for name in ("foretold", "low", "high")}
        words = _("Forecast up to %(when)s: %(foretold)s, between %(low)s and %(high)s.")
        found.append(words % {"when": days_words(*last.days), **numbers})
    return " ".join(found)


def _caption(series: Series, measured: Measured, target: Target | None) -> str:
    """How to read it."""
    how = {
        Way.TOTALS: _("The months since April, added up."),
        Way.MONTHS: _("Each month by itself."),
        Way.PERIODS: _("Each fiscal year or survey by itself."),
    }
    found = [how[series.way]]
    if series.way is Way.MONTHS and _wanted(target) is not None and all(one.wanted is None for one in series.points):
        found.append(_("The target is for the whole year, so it is not in the picture."))
    if any(one.foretold is not None for one in series.points):
        found.append(_("The forecast lies between its two bars; below stands how often such a range held."))
    if _shows_gap(series, measured.hidden):
        found.append(_("Gaps protect people: small numbers are not shown."))
    return " ".join(found)


def _shows_gap(series: Series, hidden: Collection[Days]) -> bool:
    return any(_hides(year, hidden) for year in (series.fiscal_year, series.fiscal_year - 1))


def _hides(year: int, hidden: Iterable[Days]) -> bool:
    return any(fiscal_year(one[0]) == year and is_month(*one) for one in hidden)
