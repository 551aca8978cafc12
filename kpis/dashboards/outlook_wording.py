"""What is foretold, or why nothing is, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpis.dashboards.forecast import LEAST, Aim, Method
from kpis.dashboards.outlook import Foretold, How, Refusal, Why
from kpis.dashboards.wording import value_words


@dataclass(frozen=True)
class OutlookWords:
    """Sentences for a page: what is foretold, how, and how well that did before; or why nothing is."""

    sentence: str = ""
    method: str = ""
    counted: str = ""
    tried: str = ""
    refused: str = ""


def outlook_words(found: Foretold | Refusal, how: How) -> OutlookWords:
    """In the language that is active."""
    if isinstance(found, Refusal):
        return OutlookWords(refused=refusal_words(found))
    counted = value_words(found.counted, how.unit) if found.counted is not None else ""
    return OutlookWords(
        _sentence(found, how.unit),
        _method(found),
        _("%(counted)s in the months of this year that are over.") % {"counted": counted}
        if counted and not found.once
        else "",
        _tried(found),
    )


def refusal_words(refusal: Refusal) -> str:
    """Why nothing is foretold."""
    numbers = {"known": refusal.known, "least": LEAST}
    return {
        Why.PROGRAMME: _("Nothing is foretold: the number belongs to a whole programme, not to a year."),
        Why.OVER: _("Nothing is foretold: the fiscal year is over."),
        Why.FEW: _("Nothing is foretold: too few values, %(known)s of %(least)s months.") % numbers,
        Why.RARE: _(
            "Nothing is foretold: values from surveys and entries come too seldom, %(known)s of %(least)s months."
        )
        % numbers,
        Why.OLD: _("Nothing is foretold: the last month has not been counted yet."),
    }[refusal.why]


def _sentence(found: Foretold, unit: str) -> str:
    words = {
        "last": date_format(found.last, "SHORT_DATE_FORMAT"),
        "value": value_words(found.value, unit),
        "low": value_words(found.low, unit),
        "high": value_words(found.high, unit),
    }
    said = (
        _("In the month up to %(last)s it will probably be %(value)s, between %(low)s and %(high)s.")
        if found.aim == Aim.LEVEL
        else _("On %(last)s it will probably stand at %(value)s, between %(low)s and %(high)s.")
    )
    return f"{said % words} {_held(found)}"


def _held(found: Foretold) -> str:
    """How far the range can be relied on: what was tried says it, not what was meant."""
    tries = found.found.tries
    if not tries:
        return _("How often such a range holds cannot be tested yet.")
    words = ngettext(
        "In the back-test %(held)s of %(tried)s such range held.",
        "In the back-test %(held)s of %(tried)s such ranges held.",
        len(tries),
    )
    return words % {"held": sum(one.held for one in tries), "tried": len(tries)}


def _method(found: Foretold) -> str:
    words = {
        Method.MEAN: _("Method: the mean of the last six months."),
        Method.SEASON: _("Method: the same months of last year, times the growth since."),
        Method.LAST: _("Method: as it stands now."),
        Method.DRIFT: _("Method: it goes on changing as in the last twelve months."),
    }
    if found.found.method == Method.SEASON and not found.found.scale.counts:
        return _("Method: the same months of last year, plus the change since.")
    if not found.once:
        return words[found.found.method]
    again = _("How many of them have been there before follows from how many came again so far.")
    return f"{words[found.found.method]} {again}"


def _tried(foretold: Foretold) -> str:
    found = foretold.found
    if found.error is None or found.covered is None:
        return ""
    words = ngettext(
        "Tried on %(tried)s earlier month: %(error)s %% off on average, within the range in %(covered)s %%.",
        "Tried on %(tried)s earlier months: %(error)s %% off on average, within the range in %(covered)s %%.",
        found.tried,
    )
    tried = words % {"tried": found.tried, "error": round(found.error), "covered": round(found.covered)}
    if not foretold.once:
        return tried
    return f"{tried} {_('This was tried on the months added up, not on counting each once.')}"
