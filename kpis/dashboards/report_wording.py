"""What papers for the assembly say, in sentences that can be read aloud."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kpis.catalogue.models import Target, Unit
from kpis.catalogue.selectors import Wanted
from kpis.dashboards.standing import Goal, Standing, wanted_of
from kpis.dashboards.wording import days_words, number_words, reason_words, rounded, state_words, value_words
from kpis.measurements.models import Closing, Measurement
from kpis.measurements.selectors import Days
from portal.shared.fiscal import Kind, period_of
from portal.shared.japan import JAPAN
from portal.shared.texts import State, Text

LONGEST_DECISIONS = 300
"""So many characters of what was decided fit on the paper; the rest is in the report of the year."""


def period_words(days: Days) -> str:
    """The days as within a sentence."""
    year = period_of(days[0], Kind.YEAR)
    if days == (year.first, year.last):
        return pgettext("within a sentence", "fiscal year %(year)s") % {"year": year.fiscal_year}
    return days_words(*days)


def goal_words(target: Wanted, unit: str, words: Text | None, language: str) -> Text:
    """What is wanted in short: a number, which means at least so much where nothing else is said, or words."""
    wanted = wanted_of(Goal(target.kind, target.value, target.baseline))
    if wanted is None:
        return words or Text("–", language, State.HUMAN)
    said = {
        Target.Kind.AT_MOST: pgettext("a target", "at most %(value)s"),
        Target.Kind.EQUAL: pgettext("a target", "exactly %(value)s"),
        Target.Kind.OWN: pgettext("a target", "everyone at %(value)s of their own"),
    }.get(Target.Kind(target.kind), "%(value)s")
    return Text(said % {"value": value_words(wanted, unit)}, language, State.HUMAN)


def whole_goal_words(target: Wanted, unit: str, words: Text | None, language: str) -> Text:
    """What is wanted, with the words that explain the number where the reader's language has them."""
    goal = goal_words(target, unit, words, language)
    if goal == words:
        return goal
    if goal.value[:1].isdigit():
        goal = goal._replace(value=pgettext("a target", "at least %(value)s") % {"value": goal.value})
    return goal._replace(value=f"{goal.value} ({words.value})") if words and words.language == language else goal


def attained_words(attainment: Decimal | None, target: Wanted | None) -> str:
    """How much of the target is reached; empty where less is better and the share says nothing."""
    if attainment is None or target is None or target.kind == Target.Kind.AT_MOST:
        return ""
    return value_words(attainment.quantize(Decimal(1)), Unit.PERCENT)


def pace_words(standing: Standing) -> str:
    """What this part of the year asks for; empty where the whole is asked for at once."""
    if standing.expected is None or standing.expected == standing.wanted:
        return ""
    return number_words(standing.expected if standing.due else rounded(standing.expected))


def value_sentence(days: Days, value: str, until: str) -> str:
    """The value, if there is one, with the days that it stands for. `until`: how far a running period is counted."""
    words = {"when": period_words(days), "value": value, "day": until}
    if not value:
        return _("There is no value for %(when)s yet.") % words
    if until:
        return _("The value for %(when)s, counted up to %(day)s, is %(value)s.") % words
    return _("The value for %(when)s is %(value)s.") % words


def origin_sentence(found: Measurement) -> str:
    """Who counted or entered it, when, and who approved it."""
    entry = found.entry
    if entry is None:
        words = {"number": found.records, "night": date_format(found.night or found.last, "DATE_FORMAT")}
        return (
            ngettext(
                "The portal counted it from %(number)s record in the night of %(night)s.",
                "The portal counted it from %(number)s records in the night of %(night)s.",
                found.records,
            )
            % words
        )
    said = {
        "document": entry.document,
        "entered": entry.entered_post.title,
        "approved": entry.approved_post.title if entry.approved_post else "–",
        "day": _day(entry.decided) if entry.decided else "–",
        "sample": entry.sample or 0,
    }
    if entry.origin == Measurement.Origin.SURVEY:
        return (
            _(
                "It comes from a survey with %(sample)s answers (%(document)s). %(entered)s entered it; "
                "%(approved)s approved it on %(day)s."
            )
            % said
        )
    return (
        _("It comes from a document (%(document)s). %(entered)s entered it; %(approved)s approved it on %(day)s.")
        % said
    )


def final_sentence(revision: int, closing: Closing | None) -> str:
    """Whether the value may still change."""
    if closing is None:
        return _("It is provisional (revision %(revision)s): it may still change until its fiscal year is closed.") % {
            "revision": revision
        }
    words = {
        "revision": revision, "number": closing.number, "day": _day(closing.closed),
        "post": closing.closed_post.title,
    }  # fmt: skip
    return _("It is final: report %(number)s (%(post)s, %(day)s) keeps it as revision %(revision)s.") % words


def again_sentence(latest: Measurement, unit: str) -> str:
    """What was counted for the same days after the year was closed."""
    words = {"value": value_words(latest.value, unit), "revision": latest.revision}
    return _("Counted again since then, it is %(value)s (revision %(revision)s); the final value stays.") % words


def target_sentence(target: Wanted | None, words: Text | None, adopted: Target | None) -> str:
    """What is wanted and whether it was adopted, by which post and when; empty where nothing is."""
    if target is None or words is None:
        return ""
    said = {"target": words.value}
    if target.status != Target.Status.ADOPTED:
        return _("The target is: %(target)s. It is a proposal and has not been adopted.") % said
    if adopted is None or adopted.adopted is None or adopted.adopted_post is None:
        return _("The adopted target is: %(target)s.") % said
    more = {"post": adopted.adopted_post.title, "day": _day(adopted.adopted)}
    return _("The target is: %(target)s. %(post)s adopted it on %(day)s.") % (said | more)


def standing_sentence(standing: Standing, value: Decimal | None, unit: str) -> str:
    """The state and why."""
    words = {"state": state_words(standing.state), "reason": reason_words(standing, value, unit)}
    return _("%(state)s: %(reason)s") % words


def _day(moment: datetime) -> str:
    return date_format(moment.astimezone(JAPAN), "DATE_FORMAT")
