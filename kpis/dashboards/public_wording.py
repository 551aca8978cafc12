"""What residents read of a number: few words, and none that tell a small group."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kpis.catalogue.models import Definition, Indicator, Target
from kpis.dashboards.public_counts import PublicValue
from kpis.dashboards.suppression import Shown
from kpis.dashboards.wording import lacks_words, value_words
from kpis.measurements.models import Measurement


def public_words(one: PublicValue | None, unit: str) -> str:
    """The value; or that it is small; or that it is not shown."""
    if one is None:
        return _("No number yet")
    return {
        Shown.VALUE: value_words(one.value, unit),
        Shown.FEW: _("Fewer than 5"),
        Shown.WITHHELD: _("Not shown"),
    }[one.shown]


def origin_words(origin: str) -> str:
    """Who found the number out."""
    return {
        Measurement.Origin.AUTOMATIC: _("Counted by this site"),
        Measurement.Origin.MANUAL: _("Reported to the ward"),
        Measurement.Origin.SURVEY: _("From a survey"),
    }[Measurement.Origin(origin)]


def change_words(one: PublicValue) -> str:
    """Why the number is another than before; empty where nothing was corrected."""
    return {
        Measurement.Reason.LATE: _("Changed: records were added or corrected later"),
        Measurement.Reason.DEFINITION: _("Changed: it is counted in another way now"),
        Measurement.Reason.CORRECTION: _("Corrected"),
    }.get(one.reason, "")  # type: ignore[call-overload]


def so_far_words(last: date, until: date) -> str:
    """How far a number goes that is still growing; empty for one that is whole."""
    return _("up to %(day)s") % {"day": date_format(until, "DATE_FORMAT")} if until < last else ""


def lacking_words(one: PublicValue, definition: Definition) -> str:
    """Why there is no number; empty where there is one, or where it is hidden."""
    return lacks_words(definition.source, one.value) if one.open else ""


def role_words(role: str) -> str:
    """What a line of the papers is that is no number; empty for a number."""
    return {
        Indicator.Role.RULE: _("This is a rule of a service. It is told in words, and nothing is counted for it."),
        Indicator.Role.STATEMENT: _("This is an aim. It is told in words, and nothing is counted for it."),
        Indicator.Role.BENCHMARK: _("This is a figure to compare with. Nothing is counted for it."),
    }.get(role, "")  # type: ignore[call-overload]


def target_days_words(target: Target, definition: Definition) -> str:
    """For when it is; empty for what holds at any time."""
    every = (Definition.Period.MONTH, Definition.Period.YEAR, Definition.Period.SURVEY)
    if target.last:
        return _("up to %(day)s") % {"day": date_format(target.last, "DATE_FORMAT")}
    if target.stage == Target.Stage.MIDTERM or definition.period == Definition.Period.PROGRAMME:
        return target.get_stage_display()
    return definition.get_period_display() if definition.period in every else ""


def meaning_words(definition: Definition) -> list[str]:
    """What kind of number it is, in sentences that everybody reads."""
    adds, direction = Definition.AddsUp, Definition.Direction
    how = {
        adds.SUM: _("It counts from the beginning of a time to its end."),
        adds.LATEST: _("It says how things are on one day."),
        adds.DISTINCT: _("Each one counts once, however often they come."),
        adds.MEAN: _("It is an average."),
        adds.RATIO: _("It is a part of a whole."),
    }[adds(definition.adds_up)]
    good = {
        direction.UP: _("A higher number is better."),
        direction.DOWN: _("A lower number is better."),
        direction.WITHIN: _("It should stay within its limits."),
    }[direction(definition.direction)]
    return [how, good]
