"""Certificates: a frozen copy of confirmed hours under a code that nobody guesses."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import Person
from portal.shared.audit import record_act
from portal.shared.denials import Denial
from portal.shared.japan import JAPAN
from portal.shared.languages import LANGUAGES
from portal.shared.transitions import MoveRefusedError
from volunteers.hours.models import CODE_LETTERS, Certificate, Hours

GROUP, LENGTH = 4, 16
_NAMES = tuple(f"name_{one.column}" for one in LANGUAGES)


def grouped(code: str) -> str:
    """As people read it aloud: four letters, a space, four more."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """The code as it is kept, however it was typed (small, wide, with spaces or lines); empty if it cannot be one."""
    folded = unicodedata.normalize("NFKC", typed[:100]).upper()
    letters = "".join(one for one in folded if one.isalnum())
    return letters if len(letters) == LENGTH and set(letters) <= set(CODE_LETTERS) else ""


@transaction.atomic
def issue_certificate(*, person_id: int, starts: date, ends: date, by: int | None, now: datetime) -> Certificate:
    """A certificate over the hours confirmed in these days; the same again where nothing has changed since.

    ValidationError names `starts` or `ends`; MoveRefusedError for somebody else's hours.
    """
    if by is not None and by != person_id:
        raise MoveRefusedError(Denial("not-yours", _("A certificate is made by the person it is about.")))
    _check_period(starts, ends, now)
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    lines = certificate_lines(person_id, starts, ends)
    if not lines:
        raise ValidationError({"starts": _("No confirmed hours lie in these days.")})
    frozen = {"name": person.name, "starts": starts, "ends": ends, "lines": lines}
    standing = Certificate.objects.filter(person=person, withdrawn=None, **frozen).first()
    if standing:
        return standing
    total = sum(line["minutes"] for line in lines)
    made = Certificate.objects.create(person=person, minutes=total, issued=now, **frozen)
    record_act(by=by, verb="issue_certificate", on=made, now=now)
    return made


def certificate_lines(person_id: int, starts: date, ends: date) -> list[dict[str, Any]]:
    """One line for each organisation, the most hours first: its names, first and last day, number of days, minutes."""
    rows = Hours.objects.filter(person_id=person_id, status=Hours.Status.CONFIRMED, day__range=(starts, ends))
    by_organization: dict[int, list[Hours]] = {}
    for one in rows.select_related("organization").order_by("day", "id"):
        by_organization.setdefault(one.organization_id, []).append(one)
    lines = [_line(found) for found in by_organization.values()]
    return sorted(lines, key=lambda line: (-line["minutes"], line["name_ja"]))


def _line(rows: list[Hours]) -> dict[str, Any]:
    organization = rows[0].organization
    names = {column: getattr(organization, column, None) for column in _NAMES}
    return {
        **{column: value for column, value in names.items() if value},
        "first": rows[0].day.isoformat(),
        "last": rows[-1].day.isoformat(),
        "days": len({one.day for one in rows}),
        "minutes": sum(one.minutes for one in rows),
    }


def _check_period(starts: date, ends: date, now: datetime) -> None:
    if ends < starts:
        raise ValidationError({"ends": _("The last day lies before the first day.")})
    if ends > now.astimezone(JAPAN).date():
        raise ValidationError({"ends": _("A certificate covers days that are over: today at the latest.")})


@transaction.atomic
def withdraw_certificate(*, certificate_id: int, by: int | None, now: datetime, reason: str = "") -> Certificate:
    """From now on the code answers that it was withdrawn; nothing happens to one that was already."""
    certificate = Certificate.objects.select_for_update().get(pk=certificate_id)
    if by is not None and by != certificate.person_id:
        raise MoveRefusedError(Denial("not-yours", _("A certificate is withdrawn by the person it is about.")))
    _withdraw([certificate], by, now, reason)
    return certificate


def withdraw_over(hours: Hours, *, by: int | None, now: datetime) -> None:
    """What was certified and is no longer so must not be shown to anybody as true.

    The person is held until the hours are changed: a certificate that is made at this moment comes before or after.
    """
    Person.objects.select_for_update(no_key=True).get(pk=hours.person_id)
    if hours.confirmed is None:
        return
    standing = Certificate.objects.filter(person_id=hours.person_id, withdrawn=None, issued__gte=hours.confirmed)
    covering = standing.filter(starts__lte=hours.day, ends__gte=hours.day).select_for_update()
    _withdraw(covering, by, now, "hours-changed")


def _withdraw(certificates: Iterable[Certificate], by: int | None, now: datetime, reason: str) -> None:
    for certificate in certificates:
        if certificate.withdrawn is None:
            certificate.withdrawn = now
            certificate.save(update_fields=["withdrawn"])
            record_act(by=by, verb="withdraw_certificate", on=certificate, now=now, reason=reason)
