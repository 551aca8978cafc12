"""Erasing a person, everywhere and for good, and doing it again after a restore."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from portal.shared.audit import record_act
from portal.shared.history.acting import acting
from portal.shared.privacy import ledger
from portal.shared.privacy.models import Erasure
from portal.shared.privacy.register import Erasing, register


@transaction.atomic
def erase_person(*, person_uid: UUID, by: int | None, reason: str, now: datetime) -> dict[str, int]:
    """Erase what the register knows of a person; answers how many rows of each kind were touched.

    What stays: the bare person id under acts and history, and a line without a name in the ledger. Safe to run
    twice, and at once: the second waits and finds nothing left. A person whom a restored backup does not hold is
    only entered in the ledger.
    """
    return _erase_and_note(ledger.Line(person_uid, now, by, Erasure.Reason(reason).value), now)


def _erase_and_note(line: ledger.Line, now: datetime) -> dict[str, int]:
    _one_at_a_time()
    row, new = Erasure.objects.get_or_create(
        person_uid=line.person_uid, defaults={"at": line.at, "by_id": line.by, "reason": line.reason}
    )
    counts = _erase(line, now)
    if new:
        record_act(by=line.by, verb="erase_person", on=row, now=now, detail={"rows": counts})
    if line.person_uid not in {known.person_uid for known in ledger.read(ledger_path())}:
        ledger.append(ledger_path(), line)
    return counts


def _erase(line: ledger.Line, now: datetime) -> dict[str, int]:
    """Whoever asks the ward is met by somebody who reads the name; who leaves alone must not reach back in time with it."""
    known = register()
    subject = known.find(line.person_uid)
    if subject is None:
        return {}
    if line.reason != Erasure.Reason.OWN_WISH:
        subject = replace(subject, since=None)
    with acting(by=line.by, through="erase_person"):
        return {kind.name: kind.erase(subject, Erasing(by=line.by, now=now)) for kind in known.kinds if kind.erase}


def _one_at_a_time() -> None:
    """Erasures are rare and touch many tables: one after the other, none can lock another out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [0x6572_6173])


def replay_erasures(*, now: datetime, everybody: bool = True) -> int:
    """Erase again whoever the database's or the file's ledger names: after a restore, and each night what is missing.

    `everybody=False` takes only those whom one of the two does not know. Answers how many persons.
    """
    rows = {row.person_uid: _as_line(row) for row in Erasure.objects.all()}
    lines = {line.person_uid: line for line in ledger.read(ledger_path())}
    wanted = lines.keys() | rows.keys() if everybody else lines.keys() ^ rows.keys()
    for uid in sorted(wanted):
        with transaction.atomic():
            _erase_and_note(rows.get(uid) or lines[uid], now)
    return len(wanted)


def _as_line(row: Erasure) -> ledger.Line:
    return ledger.Line(row.person_uid, row.at, row.by_id, row.reason)


def is_erased(person_uid: UUID) -> bool:
    """Whether this person's data were erased."""
    return Erasure.objects.filter(person_uid=person_uid).exists()


def ledger_path() -> Path:
    """Where the ledger outside the database lies."""
    return Path(settings.ERASURE_LEDGER)
