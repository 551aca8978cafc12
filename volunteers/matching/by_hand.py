"""Who is reached by telephone, letter or at the desk: what they are asked or to be told, and what waits for their word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Least

from volunteers.applications.mails import news_words
from volunteers.applications.models import Application
from volunteers.applications.selectors import applications_of
from volunteers.applications.untold import news_of, untold
from volunteers.matching.models import Proposal
from volunteers.matching.selectors import waiting_for
from volunteers.profiles.consent_forms import words_of
from volunteers.profiles.consent_texts import text_in_force
from volunteers.profiles.models import ConsentText, VolunteerProfile
from volunteers.profiles.new_words import to_be_told
from volunteers.profiles.selectors import reached_by_mail

REACHED_SHOWN = 50
ASKED, NEWS, WORDS = "asked", "news", "words"


@dataclass(frozen=True)
class ToReach:
    """One thing for one person: a question, news of a row (`words`, `why`, `last_act`), or new consent words.

    `until`: the time to answer, or when the shift begins. `about`, `row_id`: which row the news are of.
    """

    profile: VolunteerProfile
    kind: str
    until: datetime | None = None
    application: Application | None = None
    words: str = ""
    why: str = ""
    about: str = ""
    row_id: int = 0
    last_act: int = 0


class ToTell(Protocol):
    """Some of the things, what is oldest first, and how many there are in all."""

    def __call__(self, *, now: datetime, language: str, most: int) -> tuple[list[ToReach], int]: ...


class NoteTold(Protocol):
    """Somebody was told what the act says; False when something else has happened to the row since. Http404 for another's."""

    def __call__(
        self,
        *,
        profile: VolunteerProfile,
        row_id: int,
        last_act: int,
        by: int | None,
        post_id: int | None,
        now: datetime,
    ) -> bool: ...


@dataclass(frozen=True)
class News:
    """What a room above has to say to people who get no mail."""

    to_tell: ToTell
    note_told: NoteTold


_news_of_others: dict[str, News] = {}


def also_tell(about: str, news: News) -> None:
    """Have this listed too; `about` names it in the form that notes it as told. Read by `volunteers/wiring.py`."""
    _news_of_others[about] = news


def news_about(about: str) -> News | None:
    """What a room above listed under this name."""
    return _news_of_others.get(about)


def to_reach(now: datetime, language: str) -> tuple[list[ToReach], int]:
    """What is to be said to people who get no mail, what hurries first; and how many things there are in all."""
    parts = [_asked(now), _news(now, language), _words(now)]
    parts += [one.to_tell(now=now, language=language, most=REACHED_SHOWN) for one in _news_of_others.values()]
    found = [one for rows, _number in parts for one in rows]
    found.sort(key=lambda one: (one.until is None, one.until or now))
    return found[:REACHED_SHOWN], sum(number for _rows, number in parts)


def _asked(now: datetime) -> tuple[list[ToReach], int]:
    proposed = Proposal.objects.filter(profile=OuterRef("pk"), status=Proposal.Status.PROPOSED, due__gt=now)
    offered = Application.objects.filter(profile=OuterRef("pk"), status=Application.Status.OFFERED, due__gt=now)
    asked = Exists(proposed) | Exists(offered)
    rows = VolunteerProfile.objects.filter(~reached_by_mail(), asked, ended__isnull=True)
    found = rows.annotate(due=Least(_first(proposed), _first(offered))).order_by("due", "id")
    return [ToReach(one, ASKED, one.due) for one in found[:REACHED_SHOWN]], rows.count()


def _news(now: datetime, language: str) -> tuple[list[ToReach], int]:
    rows = untold(now)
    begun = Case(When(shift__starts__lte=now, then=1), default=0)
    found = rows.select_related("profile", "opening__organization", "shift").order_by(begun, "shift__starts", "id")
    return [_told_of(one, language) for one in found[:REACHED_SHOWN]], rows.count()


def _told_of(application: Application, language: str) -> ToReach:
    verb = news_of(application)
    return ToReach(
        profile=application.profile,
        kind=NEWS,
        until=application.shift.starts if verb in ("accept", "cancel", "remind") else None,
        application=application,
        words=news_words(application, verb, language),
        why=application.reason if verb in ("cancel", "decline") else "",
        about="application",
        row_id=application.pk,
        last_act=int(getattr(application, "last_act", None) or 0),
    )


def _words(now: datetime) -> tuple[list[ToReach], int]:
    rows = to_be_told(now).exclude(reached_by_mail())
    return [ToReach(one, WORDS) for one in rows.order_by("id")[:REACHED_SHOWN]], rows.count()


def _first(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.order_by("due").values("due")[:1])


def at_the_desk(*, profile: VolunteerProfile, language: str, now: datetime) -> dict[str, Any]:
    """For `volunteers.profiles.overview`: what the person can say yes or no to."""
    if profile.ended is not None:
        return {}
    mine, proposals = applications_of(profile.pk, now), waiting_for(profile, language, now)
    said = {"proposals": proposals, "applications": [*mine.waiting, *mine.coming]}
    words = text_in_force(ConsentText.Purpose.CONTACT, now) if proposals else None
    if words is None:
        return said
    contact = {"version": words.version, "purpose": words.get_purpose_display(), "words": words_of(words)}
    return {**said, "contact": contact}
