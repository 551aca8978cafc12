"""Taking a report, answering it, closing it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from organizations.reports.models import Report
from portal.shared.audit import record_act
from portal.shared.outbox.services import enqueue_mail
from portal.shared.transitions import Transition, TransitionTable, move

_S = Report.Status
HANDLING = TransitionTable(
    [
        Transition("answer", frozenset({_S.OPEN}), _S.ANSWERED, frozenset({"ward"}), needs_reason=True),
        Transition("close", frozenset({_S.OPEN}), _S.CLOSED, frozenset({"ward"}), needs_reason=True),
    ]
)


@transaction.atomic
def report_entry(
    *,
    place_id: int | None = None,
    organization_id: int | None = None,
    kind: str,
    words: str,
    email: str = "",
    language: str,
    now: datetime,
) -> Report:
    """Keep what a reader says about a place or an organisation; nobody is named as its author."""
    report = Report.objects.create(
        place_id=place_id,
        organization_id=organization_id,
        kind=Report.Kind(kind),
        words=words,
        email=email,
        language=language,
        reported=now,
    )
    record_act(by=None, verb="report_entry", on=report, now=now)
    return report


@transaction.atomic
def handle_report(*, report_id: int, verb: str, answer: str, by: int, now: datetime) -> Report:
    """Answer by mail in the reporter's language, or close with a word; MoveRefusedError when a colleague was faster."""
    report = Report.objects.select_related("place", "organization").get(pk=report_id)
    columns = {"handled": now, "answer": answer}
    move(report, verb, table=HANDLING, by=by, now=now, reason=answer[:200], columns=columns)
    entry = report.place or report.organization
    if verb == "answer" and report.email and entry is not None:
        enqueue_mail(
            template="report_answered",
            to=report.email,
            language=report.language,
            values={"entry": entry.name_ja, "answer": answer, "words": report.words},
            key=f"report_answered:{report.pk}",
            by=by,
            now=now,
        )
    return report
