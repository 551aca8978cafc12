"""Organisations by hand-made records: who is registered, and who is still there after years."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from kpis.references.models import Series
from kpis.sources.catalogue import SOURCES
from kpis.sources.organizations import years_before
from kpis.sources.source import Span
from organizations.directory.models import Membership, Organization
from portal.shared.audit import record_act
from portal.shared.japan import JAPAN
from tests.factories import make_organization, make_person
from tests.kpis.factories import make_reference

pytestmark = pytest.mark.django_db
JUNE = Span(date(2026, 6, 1), date(2026, 6, 30))
YEAR = Span(date(2026, 4, 1), date(2027, 3, 31))
_S = Organization.Status


def _counted(key: str, span: Span) -> tuple[Decimal | None, Decimal | None, Decimal | None, int]:
    found = SOURCES[key].count(span)
    assert found.records == SOURCES[key].rows(span).count()
    return found.value, found.numerator, found.denominator, found.records


def _npo(name: str, number: str | None = None, **fields: object) -> Organization:
    return make_organization(name, corporate_number=number, **fields)


def _did(organization: Organization, verb: str, *when: int) -> None:
    moment = datetime(*when, tzinfo=JAPAN)  # type: ignore[misc, arg-type]
    record_act(by=None, verb=f"{verb}_organization", on=organization, now=moment)
    if verb == "close":
        Organization.objects.filter(pk=organization.pk).update(status=_S.CLOSED)


def _joined(name: str, *when: int, kind: str = "npo", **fields: object) -> Organization:
    made = make_organization(name, kind=kind, **fields)
    _did(made, "publish", *when)
    return made


def test_registered_is_who_is_listed_published_and_kept_by_their_own():
    listed = ["1011101000001", "1011101000002", "1011101000003", "1011101000004", "1011101000005"]
    kept, draft, imported, beside = (
        _npo("kept", listed[0]), _npo("draft", listed[1], status=_S.DRAFT), _npo("imported", listed[2]),
        _npo("not listed", "1011101000009"),
    )  # fmt: skip
    _npo("invited", listed[3])
    for one in (kept, draft, beside):
        for _again in range(2):
            Membership.objects.create(
                organization=one, person=make_person(), accepted=datetime(2026, 6, 1, tzinfo=JAPAN)
            )
    Membership.objects.create(organization=imported, person=make_person(), accepted=None)
    assert _counted("core-npos-registered", JUNE) == (None, None, None, 0)
    make_reference(Series.CORE_NPOS, date(2026, 6, 30), numbers=listed)
    make_reference(Series.CORE_NPOS, date(2026, 7, 1), numbers=listed[:1])
    assert _counted("core-npos-registered", JUNE) == (20, 1, 5, 1)


def test_npos_count_by_the_day_they_joined_and_whether_they_were_closed_in_36_months():
    _joined("stays", 2023, 6, 1)
    _joined("suspended", 2023, 6, 10, status=_S.SUSPENDED)
    late, gone, back = (_joined(name, 2023, 6, 30, 23, 59) for name in ("late", "gone", "back"))
    _did(late, "close", 2026, 6, 30, 23, 59)
    _did(gone, "close", 2026, 6, 30, 23, 58)
    _did(back, "close", 2024, 1, 1)
    Organization.objects.filter(pk=back.pk).update(status=_S.PUBLISHED)
    _did(back, "publish", 2024, 2, 1)
    _joined("july", 2023, 7, 1)
    _joined("may", 2023, 5, 31, 23, 59)
    _joined("a company", 2023, 6, 5, kind="company")
    kept = _joined("kept", 2022, 6, 5)
    twice = _joined("twice", 2023, 6, 5)
    Organization.objects.filter(pk=twice.pk).update(status=_S.CLOSED, merged_into=kept)
    listed = make_organization("from a list", import_key="list:1")
    Organization.objects.filter(pk=listed.pk).update(created=datetime(2023, 6, 20, tzinfo=JAPAN))
    assert _counted("npos-continuing-3-years", JUNE) == (Decimal("83.3333"), 5, 6, 5)
    assert _counted("npos-continuing-3-years", Span(date(2026, 4, 1), date(2026, 4, 30))) == (None, 0, 0, 0)
    assert _counted("npos-continuing-3-years", YEAR) == (Decimal("87.5"), 7, 8, 7)
    assert SOURCES["npos-continuing-3-years"].lacking(Span(date(2026, 4, 1), date(2026, 4, 30))) == ""


def test_after_five_years_every_npo_of_the_list_must_be_known():
    listed = ["1011101000001", "1011101000002", "1011101000003", "1011101000004"]
    make_reference(Series.MULTICULTURAL_NPOS, date(2021, 6, 15), numbers=listed)
    make_reference(Series.MULTICULTURAL_NPOS, date(2021, 7, 1), numbers=listed[:1])
    _npo("stays", listed[0])
    before, after = _npo("before", listed[1]), _npo("after", listed[2])
    _did(before, "close", 2026, 6, 14, 23, 59)
    _did(after, "close", 2026, 6, 15)
    _npo("the same again", listed[2], status=_S.PUBLISHED)
    assert _counted("npos-continuing-5-years", JUNE)[0] is None
    assert "NPOs on it" in SOURCES["npos-continuing-5-years"].lacking(JUNE)
    _npo("the last", listed[3], status=_S.SUSPENDED)
    assert _counted("npos-continuing-5-years", JUNE) == (75, 3, 4, 3)
    assert _counted("npos-continuing-5-years", Span(date(2026, 6, 1), date(2026, 6, 14)))[0] is None


@pytest.mark.parametrize(
    ("days", "before"),
    [
        ((date(2026, 4, 1), date(2027, 3, 31)), (date(2023, 4, 1), date(2024, 3, 31))),
        ((date(2027, 2, 1), date(2027, 2, 28)), (date(2024, 2, 1), date(2024, 2, 29))),
        ((date(2028, 2, 1), date(2028, 2, 29)), (date(2025, 2, 1), date(2025, 2, 28))),
    ],
)
def test_three_years_before_a_month_stays_whole(days: tuple[date, date], before: tuple[date, date]):
    assert years_before(Span(*days), 3) == Span(*before)
