"""News that no mail brings: what people reached by telephone, letter or at the desk are still to be told, from the acts.

The latest act of an application says what happened last. Where that was not the person's own doing it is news, until
somebody at the desk notes that they were told: then that is the latest act.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, Q, QuerySet, Subquery

from volunteers.applications.clocks import desk_reminds
from volunteers.applications.life import LIFE
from volunteers.applications.models import Application
from volunteers.profiles.selectors import reached_by_mail
from volunteers.telling import acts_on, last_of, note

NEWS_DAYS = 30
"""Afterwards nobody waits for it any more."""
TOLD = "tell_application"
_S = Application.Status
_NEWS = tuple(
    f"{verb}_application"
    for verb in ("accept", "decline", "expire", "line_up", "ask_again", "talk", "keep_talking", "cancel")
)
_HEARD = (TOLD, "apply_application", "take_place_application")
"""After these the person knows that they come, and when."""
_KNOWN = (TOLD, "apply_application", *(f"{verb}_application" for verb in LIFE.by_verb))
_COMING = ("accept_application", "cancel_application")
"""What matters only as long as the shift is not over."""


def _last(column: str) -> Subquery:
    return last_of(Application, _KNOWN, column)


def untold(now: datetime) -> QuerySet[Application]:
    """Applications with news (`last_verb`, `last_act`, `last_silent`), and of coming shifts that are to be reminded of."""
    others = Application.objects.exclude(reached_by_mail("profile__")).filter(profile__ended__isnull=True)
    rows = others.annotate(last_act=_last("pk"), last_verb=_last("verb"), last_silent=_last("detail__silent"))
    late = Q(last_verb__in=_COMING, shift__ends__lte=now)
    # In this order: the acts are looked up for what has changed lately alone.
    news = Q(updated__gt=now - timedelta(days=NEWS_DAYS)) & Q(last_verb__in=_NEWS) & ~late
    return rows.filter(news | _reminded_of(now))


def _reminded_of(now: datetime) -> Q:
    when = desk_reminds(now)
    soon = Q(shift__starts__gt=now, shift__starts__lt=when.tomorrow) & ~_heard(when.since_for_today)
    later = Q(shift__starts__gte=when.tomorrow, shift__starts__lt=when.until) & ~_heard(when.since)
    return Q(status=_S.ACCEPTED) & (soon | later)


def _heard(since: datetime) -> Q:
    return Q(Exists(acts_on(Application).filter(verb__in=_HEARD, at__gte=since)))


def news_of(application: Application) -> str:
    """Of a row of `untold`: the verb as `mails.NEWS_FOR_VOLUNTEER` has it."""
    last = str(getattr(application, "last_verb", ""))
    if last not in _NEWS:
        return "remind"
    verb = last.removesuffix("_application")
    return f"expire_{getattr(application, 'last_silent', '') or 'nobody'}" if verb == "expire" else verb


def note_told(*, application: Application, last_act: int, by: int | None, post_id: int | None, now: datetime) -> bool:
    """As `telling.note`."""
    return note(application, TOLD, verbs=_KNOWN, last_act=last_act, by=by, post_id=post_id, now=now)
