"""A plan of hours read back in plain words, so that an editor sees what the portal understood."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from organizations.places.choices import HoursKnown
from organizations.places.opening_plan import OpeningPlan
from organizations.places.schedule import Known, Schedule, closed_weekdays, weekly_summary
from organizations.places.week_table import holiday_words
from organizations.places.wording import comma, span_words, weekday_names, weekday_words


def plan_words(plan: OpeningPlan) -> list[str]:
    """One sentence or line for each thing that was said."""
    if plan.known == HoursKnown.UNKNOWN:
        return [_("Hours not known")]
    try:
        schedule = plan.schedule()
    except ValueError:
        return []
    lines = [_("By appointment")] if plan.known == HoursKnown.APPOINTMENT else []
    return [*lines, *_week(schedule), *_calendar(schedule), *_exceptions(plan)]


def schedule_words(schedule: Schedule) -> list[str]:
    """The week and what holidays do to it, for paper: nothing of today, nothing that is wrong tomorrow."""
    if schedule.known is Known.UNKNOWN:
        return [_("Hours not known")]
    lines = [_("By appointment")] if schedule.known is Known.APPOINTMENT else []
    if not schedule.weekly:
        return lines or [_("Closed for now")]
    return [*lines, *_week(schedule), _line(_("National holidays"), holiday_words(schedule))]


def _week(schedule: Schedule) -> list[str]:
    lines = []
    for group in weekly_summary(schedule):
        receptions = group.last_receptions or (None,) * len(group.hours)
        hours = comma().join(
            span_words(opens, closes, last) for (opens, closes), last in zip(group.hours, receptions, strict=True)
        )
        lines.append(_line(weekday_words(group.weekdays, group.weeks), hours))
    closed = closed_weekdays(schedule)
    return [*lines, _line(weekday_words(closed), _("Closed"))] if closed else lines


def _calendar(schedule: Schedule) -> list[str]:
    year_end = _("Closed") if schedule.closed_at_year_end else _("As usual")
    return [_line(_("National holidays"), holiday_words(schedule)), _line(_("29 December to 3 January"), year_end)]


def _exceptions(plan: OpeningPlan) -> list[str]:
    lines = []
    for one in plan.exceptions:
        hours = _("Closed") if one.opens is None or one.closes is None else span_words(one.opens, one.closes)
        note = f" ({one.note})" if one.note else ""
        lines.append(_line(dated_words(one.first, one.last), f"{hours}{note}"))
    return lines


def dated_words(first: date, last: date) -> str:
    """Days with their year, so that a mistyped one is seen."""
    one, other = (
        _("%(date)s (%(weekday)s)")
        % {"date": date_format(day, "DATE_FORMAT"), "weekday": weekday_names()[day.weekday()]}
        for day in (first, last)
    )
    return one if first == last else pgettext("days", "%(first)s – %(last)s") % {"first": one, "last": other}


def _line(days: str, hours: str) -> str:
    return _("%(days)s: %(hours)s") % {"days": days, "hours": hours}
