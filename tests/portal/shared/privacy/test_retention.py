"""Each rule forgets what its time is up for, leaves the rest, and says beforehand how much it would be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db.models import Model, QuerySet
from django.utils import timezone

from organizations.directory.models import Invitation, JoinRequest
from organizations.interchange.models import ImportUpload
from organizations.reports.models import Report
from portal import nightly
from portal.accounts.models import ActivityDay, Person, User
from portal.demo.models import DemoMail
from portal.personal_data import REGISTER
from portal.shared.history.tracking import history_of
from portal.shared.japan import JAPAN
from portal.shared.models import Act
from portal.shared.outbox.models import Message
from portal.shared.privacy import retention
from tests import factories
from tests.volunteers.factories import make_opening, make_profile, make_proposal

pytestmark = pytest.mark.django_db
RULED = {kind.name for kind in REGISTER.kinds if kind.retention.overdue}


@pytest.fixture(autouse=True)
def _own_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ERASURE_LEDGER", tmp_path / "erasures.jsonl")


def session(at: datetime) -> Model:
    return Session.objects.create(session_key=f"k{at:%Y%m%d%H%M}", session_data="x", expire_date=at)


def look(at: datetime) -> Model:
    return Act.objects.create(at=at, verb="look_at_history", object_type="organizations.place", object_id=1)


def sent_mail(at: datetime) -> Model:
    return Message.objects.create(
        template="x", language="ja", to="a@example.org", created=at, due=at, status="sent", ended=at
    )


def upload(at: datetime) -> Model:
    person = factories.make_person()
    return ImportUpload.objects.create(at=at, by=person, file_name="x.csv", size=1, sha256="0" * 64, kind="place")


def sign_up(at: datetime) -> Model:
    user = factories.make_user()
    EmailAddress.objects.filter(user=user).update(verified=False)
    User.objects.filter(pk=user.pk).update(date_joined=at)
    return user


def demo_mail(at: datetime) -> Model:
    return DemoMail.objects.create(message_id=str(at), at=at, sender="a", to="b", subject="c", text="d")


def invitation(at: datetime) -> Model:
    organization = factories.make_organization()
    invited = at - timedelta(days=7)
    return Invitation.objects.create(organization=organization, email="a@example.org", invited=invited, expires=at)


def join_request(at: datetime) -> Model:
    organization, person = factories.make_organization(), factories.make_person()
    return JoinRequest.objects.create(
        organization=organization, person=person, status="declined", asked=at, answered=at
    )


def proposal(at: datetime) -> Model:
    return make_proposal(make_profile(now=at), make_opening(now=at), now=at, status="expired", answered=at)


def day_of_activity(at: datetime) -> Model:
    return ActivityDay.objects.create(person=factories.make_person(), day=at.astimezone(JAPAN).date())


CASES: dict[str, tuple[Callable[[datetime], Model], timedelta]] = {
    "sessions": (session, timedelta()),
    "acts": (look, timedelta(days=3 * 365)),
    "messages": (sent_mail, timedelta(days=90)),
    "demo_mails": (demo_mail, timedelta(days=30)),
    "invitations": (invitation, timedelta(days=30)),
    "join_requests": (join_request, timedelta(days=30)),
    "imports": (upload, timedelta(days=1)),
    "accounts": (sign_up, timedelta(days=7)),
    # A day is forgotten when its successor reaches the limit: midnight, from the tests' 10:30.
    "activity": (day_of_activity, timedelta(days=25 * 31, hours=10, minutes=30)),
    "proposals": (proposal, timedelta(days=2 * 366)),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_rule_forgets_in_time_and_not_before(name: str, now: datetime) -> None:
    make, kept = CASES[name]
    old, young = make(now - kept - timedelta(minutes=1)), make(now - kept + timedelta(minutes=1))
    assert retention.overdue(now=now)[name] == 1
    assert retention.forget(REGISTER.kind(name), now=now) == 1
    model = type(old)
    assert list(model._default_manager.filter(pk__in=[old.pk, young.pk])) == [young]
    assert retention.forget(REGISTER.kind(name), now=now) == 0


def test_who_gave_or_confirmed_an_account_keeps_it(now: datetime) -> None:
    long_ago = now - timedelta(days=30)
    given, used, confirmed, appointed = (sign_up(long_ago) for _ in range(4))
    User.objects.filter(pk=given.pk).update(password="!nothing")
    User.objects.filter(pk=used.pk).update(last_login=long_ago)
    EmailAddress.objects.filter(user=confirmed.pk).update(verified=True)
    factories.make_post(appointed, "official", now)  # type: ignore[arg-type]
    assert retention.overdue(now=now)["accounts"] == 0


def test_nothing_of_a_sign_up_stays(now: datetime) -> None:
    user: Any = sign_up(now - timedelta(days=8))
    retention.forget(REGISTER.kind("accounts"), now=now)
    assert not Person.objects.filter(pk=user.person_id).exists()
    assert not history_of(Person)._default_manager.filter(pgh_obj=user.person_id).exists()


@pytest.mark.parametrize("what", ["confirmed", "signed-in"])
def test_who_acts_between_the_look_and_the_deletion_stays(
    what: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rule is asked again once the rows are locked."""
    user: Any = sign_up(now - timedelta(days=8))
    ask = QuerySet.select_for_update

    def meanwhile(rows: QuerySet[Any], **options: Any) -> QuerySet[Any]:
        if what == "confirmed":
            EmailAddress.objects.filter(user=user.pk).update(verified=True)
        else:
            User.objects.filter(pk=user.pk).update(last_login=now)
        return ask(rows, **options)

    monkeypatch.setattr(QuerySet, "select_for_update", meanwhile)
    assert retention.forget(REGISTER.kind("accounts"), now=now) == 0
    assert User.objects.filter(pk=user.pk).exists() and Person.objects.filter(pk=user.person_id).exists()


def test_a_report_loses_its_address_alone(now: datetime) -> None:
    old, young = (
        Report.objects.create(
            organization=factories.make_organization(),
            kind="wrong", words="The door is closed.", language="en", email="a@example.org",
            status="answered", reported=now - timedelta(days=100), handled=now - timedelta(days=days),
        )
        for days in (91, 89)
    )  # fmt: skip
    assert retention.forget(REGISTER.kind("reports"), now=now) == 1
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.email, old.words, young.email) == ("", "The door is closed.", "a@example.org")


def test_what_nobody_answers_is_not_kept_for_ever(now: datetime) -> None:
    for days in (181, 179):
        asked = now - timedelta(days=days)
        Report.objects.create(
            organization=factories.make_organization(), kind="wrong", words=str(days), language="en",
            email="a@example.org", reported=asked,
        )  # fmt: skip
        JoinRequest.objects.create(
            organization=factories.make_organization(), person=factories.make_person(), title=str(days), asked=asked
        )
    assert [retention.forget(REGISTER.kind(name), now=now) for name in ("reports", "join_requests")] == [1, 1]
    assert Report.objects.get(email="").words == "181" and JoinRequest.objects.get().title == "179"


def test_acts_other_than_looks_stay(now: datetime) -> None:
    Act.objects.create(at=now - timedelta(days=4000), verb="publish", object_type="organizations.place", object_id=1)
    assert retention.overdue(now=now)["acts"] == 0


def test_the_night_goes_through_all_rules_in_chunks(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "ROWS", 2)
    for minute in range(5):
        session(now - timedelta(minutes=minute + 1))
    look(now - timedelta(days=2000))
    cursor, chunks, forgotten = None, 0, 0
    while chunks == 0 or cursor is not None:
        chunk = retention.enforce_retention(night=now.date(), now=now, cursor=cursor)
        cursor, chunks, forgotten = chunk.cursor, chunks + 1, forgotten + chunk.counts["forgotten"]
    assert (chunks, forgotten) == (len(RULED) + 2, 6)
    assert "enforce_retention" in [step.name for step in nightly.NIGHTLY]


def test_dry_run_only_counts() -> None:
    one = session(timezone.now() - timedelta(days=1))
    out = StringIO()
    call_command("enforce_retention", "--dry-run", stdout=out)
    assert "sessions\t1" in out.getvalue() and Session.objects.filter(pk=one.pk).exists()
    call_command("enforce_retention", stdout=out)
    assert not Session.objects.filter(pk=one.pk).exists()


def test_every_rule_has_a_case() -> None:
    profiles = {"identity_checks", "volunteer_days", "volunteer_consents", "volunteer_profiles"}
    in_their_rooms = {"files", "reports", "applications", "certificates"} | profiles
    assert CASES.keys() | in_their_rooms == RULED
