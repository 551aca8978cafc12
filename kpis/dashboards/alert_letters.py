"""One mail a night at most to each official who may adopt targets: which of them will be missed, and nobody was told yet."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation

from kpis.alerts.models import Alert
from kpis.dashboards.attention import attention
from kpis.rollups.spans import last_day
from portal.accounts.models import Holding, User
from portal.accounts.rules import WARD_WORKERS
from portal.shared.japan import JAPAN
from portal.shared.languages import BY_CODE, SOURCE_CODE
from portal.shared.nights.steps import Chunk, Cursor
from portal.shared.outbox.letters import reading_language
from portal.shared.outbox.links import page_link
from portal.shared.outbox.services import enqueue_mail

MORNING: Final = time(7)


def tell_of_alerts(*, night: date, now: datetime, cursor: Cursor) -> Chunk:
    """All at once: who is told, and that it was told. What a second counting of the same night raises waits for the next."""
    if Alert.objects.filter(told__gte=night).exists():
        return Chunk(None, {"mails": 0})
    new = list(Alert.objects.new().filter(told=None).select_for_update(no_key=True).values_list("pk", flat=True))
    users = list(adopters(now)) if new else []
    for user in users:
        _tell(user, new, night, now)
    if users:
        Alert.objects.filter(pk__in=new).update(told=night)
    return Chunk(None, {"mails": len(users)}, done=len(users))


def adopters(now: datetime) -> QuerySet[User]:
    """Whom `can_adopt_target` lets adopt: people with an account who hold one of the posts, or stand in."""
    held = Holding.objects.held_at(now).filter(post__kind__in=WARD_WORKERS, person=OuterRef("person"))
    return User.objects.filter(Exists(held), is_active=True).select_related("person").order_by("pk")


def _tell(user: User, alerts: list[int], night: date, now: datetime) -> None:
    language = reading_language(user.person.language if user.person else SOURCE_CODE)
    with translation.override(language):
        code = language if language in BY_CODE else SOURCE_CODE
        lines = [
            {"name": one.name.value, "sentence": one.sentence}
            for one in attention(last_day(night), code, pk__in=alerts)
        ]
    enqueue_mail(
        template="kpi_alerts",
        to=user.email,
        language=language,
        values={"alerts": lines, "number": len(lines), "url": page_link(language, "kpis:ward_kpis") + "#attention"},
        person_id=user.person_id,
        key=f"kpi-alerts:{night}:{user.person_id}",
        now=now,
        not_before=max(now, datetime.combine(night, MORNING, JAPAN)),
    )
