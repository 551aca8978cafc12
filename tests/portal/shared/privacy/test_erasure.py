"""An erased person is found nowhere: no table, no history, no file, no restored backup."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from organizations.directory.models import Invitation, JoinRequest, Membership, Organization
from organizations.places.models import Place
from organizations.reports.models import Report
from portal.accounts.models import Holding, Person, User
from portal.demo.models import DemoMail
from portal.operations.backup.dumping import make_backup
from portal.operations.backup.restoring import restore_backup
from portal.pages.ward.selectors import left_without_manager
from portal.shared.audit import record_act
from portal.shared.files.models import StoredFile
from portal.shared.files.policies import ORGANIZATION_LOGO
from portal.shared.files.services import store_upload
from portal.shared.history.acting import acting
from portal.shared.models import Act
from portal.shared.outbox.models import Message
from portal.shared.privacy import ledger, services
from portal.shared.privacy.models import Erasure
from tests import factories
from tests.factories import Cast
from tests.portal.shared.files.samples import picture
from tests.ward_people import holder, just_signed_in, signed_in

MARK = "Zebrafink"
ADDRESS = f"{MARK}@example.org".lower()


@pytest.fixture(autouse=True)
def _own_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ERASURE_LEDGER", tmp_path / "kept" / "erasures.jsonl")
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "media")


def make_marked(now: datetime, organization: Organization) -> User:
    """Somebody whose mark stands wherever a person's data can."""
    person = Person.objects.create(name=f"{MARK} Mai", kana=f"{MARK} カナ", usual_name=f"{MARK} 通称")
    user = factories.make_user(ADDRESS, person=person)
    SocialAccount.objects.create(user=user, provider="ward", uid=MARK, extra_data={"name": MARK})
    factories.make_post(user, "official", now - timedelta(days=3))
    Client().force_login(user)
    with acting(by=person.pk, through="test"):
        factories.make_member(user, organization, now, Membership.Role.STAFF)
        Organization.objects.filter(pk=organization.pk).update(email=ADDRESS)
        Organization.objects.filter(pk=organization.pk).update(phone="03-0000-0000")
        Place.objects.filter(organization=organization).update(email=ADDRESS)
        Place.objects.filter(organization=organization).update(phone="03-0000-0000")
        Person.objects.filter(pk=person.pk).update(language="vi")
    record_act(by=person.pk, verb="publish", on=organization, now=now, reason=f"I, {MARK} Mai, know them.")
    record_act(by=None, verb="give_account", on=person, now=now, reason="at the desk", detail={"name": MARK})
    record_act(by=None, verb="invite", on=organization, now=now, detail={"to": ADDRESS, "role": "staff"})
    _write_around(user, organization, now)
    return user


def _write_around(user: User, organization: Organization, now: datetime) -> None:
    """Mail in every state, what others know, a file."""
    for status in Message.Status.values:
        ended = None if status in Message.OPEN else now
        claim = uuid4() if status == "claimed" else None
        Message.objects.create(
            template="x", to=ADDRESS, language="ja", values={"name": MARK}, person_id=user.person_id,
            created=now, due=now, status=status, ended=ended, claim=claim,
        )  # fmt: skip
    DemoMail.objects.create(message_id="<1@x>", at=now, sender="a", to=ADDRESS, subject="s", text=f"Dear {MARK} Mai")
    Message.objects.create(
        template="x", to="b@example.org", language="ja", values={"who": f"{MARK} Mai", "n": 1}, created=now, due=now
    )
    later = now + timedelta(days=7)
    Invitation.objects.create(organization=organization, email=ADDRESS, invited=now, expires=later)
    JoinRequest.objects.create(organization=organization, person_id=user.person_id or 0, title=f"{MARK}'s", asked=now)
    Report.objects.create(
        organization=organization,
        kind="rights",
        words=f"{MARK} Mai lives here",
        language="en",
        email=ADDRESS,
        reported=now,
    )
    store_upload(
        upload=SimpleUploadedFile(f"{MARK}.png", picture()), purpose=ORGANIZATION_LOGO, owner=user.person_id,
        on=organization, by=user.person_id, now=now,
    )  # fmt: skip


def found_in_tables(word: str) -> list[str]:
    """Every table of the database in which some row holds the word."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        wanted = []
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', [f"%{word}%"])
            wanted += [table] * bool(cursor.fetchone()[0])
    return wanted


def uid_of(user: User) -> UUID:
    """Also of an account that is gone."""
    assert user.person is not None
    return user.person.uid


def erase(user: User, now: datetime, **values: Any) -> dict[str, int]:
    return services.erase_person(person_uid=uid_of(user), **{"by": None, "reason": "request", "now": now, **values})


@pytest.mark.django_db
def test_the_mark_is_gone_from_every_table(cast: Cast, now: datetime) -> None:
    user = make_marked(now, cast.organization)
    before = set(found_in_tables(MARK))
    assert before >= {
        "account_emailaddress", "accounts_person", "accounts_user", "organizations_organization",
        "organizations_organizationhistory", "organizations_place", "organizations_placehistory", "shared_act",
        "outbox_message", "demo_demomail", "organizations_invitation", "organizations_joinrequest",
        "organizations_report", "files_storedfile",
    }  # fmt: skip
    counts = erase(user, now, by=cast.official.person_id)
    assert found_in_tables(MARK) == []
    person = Person.objects.get(uid=uid_of(user))
    assert (person.name, person.kana, person.usual_name) == ("削除された人", "", "")
    assert not User.objects.filter(pk=user.pk).exists() and counts["accounts"]
    assert not [one for one in Session.objects.all() if one.get_decoded().get("_auth_user_id") == str(user.pk)]
    assert Act.objects.get(verb="publish").person_id == person.pk
    assert Act.objects.get(verb="invite").detail == {"to": "…", "role": "staff"}
    assert not Holding.objects.filter(person=person).held_at(now).exists() and Holding.objects.filter(person=person)
    assert json.loads(Path(settings.ERASURE_LEDGER).read_text()) == {
        "person": str(person.uid), "at": now.isoformat(), "by": cast.official.person_id, "reason": "request",
    }  # fmt: skip


@pytest.mark.django_db
def test_words_of_others_lose_the_name_alone(cast: Cast, now: datetime) -> None:
    user = make_marked(now, cast.organization)
    record_act(
        by=None, verb="x", on=cast.place, now=now, reason="Zebrafinks sing", detail={"who": ["Zebrafink mai!", 1]}
    )
    erase(user, now)
    act = Act.objects.get(verb="x")
    assert (act.reason, act.detail) == ("Zebrafinks sing", {"who": ["…!", 1]})
    assert Message.objects.get().values == {"who": "…", "n": 1}
    assert Report.objects.get().words == "… lives here"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["1", "manager", '"', "王 明", "role"])
def test_an_ordinary_word_as_a_name_harms_nobody(name: str, cast: Cast, now: datetime) -> None:
    Person.objects.filter(user=cast.outsider).update(name=name, kana="", usual_name="")
    record_act(
        by=None, verb="x", on=cast.place, now=now, reason="managers of 王 明朝", detail={"manager": 1, "role": "1"}
    )
    erase(cast.outsider, now)
    act = Act.objects.get(verb="x")
    assert (act.reason, act.detail) == ("managers of 王 明朝", {"manager": 1, "role": "1"})


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["published", "on record here", "マリアンナ保育園", "電話で確認"])
def test_nobody_blanks_the_trail_by_a_name_and_leaving(name: str, cast: Cast, now: datetime) -> None:
    """The name is freely chosen: a state, what an official wrote before, what a place is called."""
    Person.objects.filter(user=cast.outsider).update(name=name, kana=name, usual_name=name)
    User.objects.filter(pk=cast.outsider.pk).update(date_joined=now - timedelta(hours=1))
    Place.objects.filter(pk=cast.place.pk).update(name_ja="マリアンナ保育園別館")
    yesterday = now - timedelta(days=1)
    detail = {"after": {"status": "published"}, "reason": name, "name": name}
    record_act(by=None, verb="old", on=cast.place, now=yesterday, reason=f"{name}.", detail=detail)
    record_act(by=None, verb="x", on=cast.place, now=now, reason="マリアンナ保育園, published", detail=detail)
    erase(cast.outsider, now, reason="own-wish")
    old, new = Act.objects.get(verb="old"), Act.objects.get(verb="x")
    assert (old.reason, old.detail) == (f"{name}.", detail)
    assert new.reason == "マリアンナ保育園, published"
    assert (new.detail["after"], new.detail["name"]) == ({"status": "published"}, "…")


@pytest.mark.django_db
def test_an_address_that_was_only_entered_is_nobodys(cast: Cast, now: datetime) -> None:
    EmailAddress.objects.create(user=cast.outsider, email="npo@example.org", verified=False)
    Organization.objects.filter(pk=cast.organization.pk).update(email="npo@example.org")
    erase(cast.outsider, now, reason="own-wish")
    assert Organization.objects.get(pk=cast.organization.pk).email == "npo@example.org"
    assert not EmailAddress.objects.filter(email="npo@example.org").exists()


@pytest.mark.django_db
def test_the_name_of_all_erased_people_is_not_looked_for(cast: Cast, now: datetime) -> None:
    erase(cast.outsider, now)
    record_act(by=None, verb="x", on=cast.place, now=now, reason="削除された人", detail={"name": "削除された人"})
    assert not any(erase(cast.outsider, now).values())
    assert Act.objects.get(verb="x").detail == {"name": "削除された人"}


@pytest.mark.django_db
def test_others_lose_nothing(cast: Cast, now: datetime) -> None:
    erase(make_marked(now, cast.organization), now)
    assert Person.objects.filter(user=cast.manager, name="manager").exists()
    assert Membership.objects.filter(person=cast.manager.person).exists()
    assert Membership.objects.count() == 3 and User.objects.count() == 5


@pytest.mark.django_db
def test_a_second_time_finds_nothing(cast: Cast, now: datetime) -> None:
    user = make_marked(now, cast.organization)
    erase(user, now)
    assert not any(erase(user, now + timedelta(hours=1), reason="own-wish").values())
    assert (Erasure.objects.get().reason, len(list(ledger.read(services.ledger_path())))) == ("request", 1)
    assert Act.objects.filter(verb="erase_person").count() == 1


@pytest.mark.django_db
def test_an_organisation_without_manager_is_told(cast: Cast, now: datetime) -> None:
    invited = factories.make_user()
    Membership.objects.create(person=invited.person, organization=cast.organization, role="manager", accepted=None)
    assert not left_without_manager().exists()
    erase(cast.manager, now)
    assert Act.objects.get(verb="lose_last_manager").object_id == cast.organization.pk
    assert list(left_without_manager()) == [cast.organization]
    page = just_signed_in(holder("official", timezone.now())).get("/en/ward/").content.decode()
    assert "nobody manages any more" in page and cast.organization.name_ja in page
    Membership.objects.filter(person=invited.person).update(accepted=now)
    assert not left_without_manager().exists()


@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_loses_them_again(now: datetime, tmp_path: Path) -> None:
    user = make_marked(now, factories.make_organization())
    backup, media = tmp_path / "noon.backup", Path(settings.MEDIA_ROOT)
    make_backup(target=backup, media=media, now=now)
    erase(user, now)
    assert not [one for one in media.rglob("*") if one.is_file()] and found_in_tables(MARK) == []
    restore_backup(source=backup, media=media, replace=True)
    assert {"accounts_user", "outbox_message", "organizations_organizationhistory"} <= set(found_in_tables(MARK))
    assert StoredFile.objects.kept().exists()
    assert services.replay_erasures(now=now + timedelta(days=1)) == 1
    assert found_in_tables(MARK) == [] and not StoredFile.objects.kept().exists()
    assert Erasure.objects.get().at == now


@pytest.mark.django_db
def test_the_night_mends_what_a_crash_left(cast: Cast, now: datetime) -> None:
    uid = uid_of(cast.staff)
    ledger.append(services.ledger_path(), ledger.Line(uid, now, None, "own-wish"))  # killed before the commit
    Erasure.objects.create(person_uid=uid_of(cast.outsider), at=now, reason="request")  # the file was lost
    assert services.replay_erasures(now=now, everybody=False) == 2
    assert not User.objects.filter(pk__in=[cast.staff.pk, cast.outsider.pk]).exists()
    assert services.replay_erasures(now=now, everybody=False) == 0


@pytest.mark.django_db
def test_a_failure_erases_nothing(cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_marked(now, cast.organization)
    before = found_in_tables(MARK)
    monkeypatch.setattr("portal.shared.privacy.ledger.os.fsync", _disk_full)
    with pytest.raises(OSError, match="No space"), transaction.atomic():
        erase(user, now)
    assert found_in_tables(MARK) == before


def _disk_full(_: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_torn_line_is_passed_over(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "erasures.jsonl"
    uid = Person(name="x").uid
    path.write_text('{"person": "8c1f')
    ledger.append(path, ledger.Line(uid, now, 3, "request"))
    assert list(ledger.read(path)) == [ledger.Line(uid, now, 3, "request")]


@pytest.mark.django_db(transaction=True)
def test_twice_at_once_is_once(now: datetime, run_at_once: Callable[..., list[Any]]) -> None:
    user = make_marked(now, factories.make_organization())
    counts = run_at_once(lambda: erase(user, now), 3)
    assert sorted(one["accounts"] > 0 for one in counts) == [False, False, True]
    assert Erasure.objects.count() == len(list(ledger.read(services.ledger_path()))) == 1
    assert found_in_tables(MARK) == []


@pytest.mark.django_db(transaction=True)
def test_killed_between_ledger_and_commit(now: datetime) -> None:
    """The line stands, the erasure does not; whoever comes next makes it up."""
    user = make_marked(now, factories.make_organization())
    connection.close()
    child = os.fork()
    if child == 0:
        with transaction.atomic():
            erase(user, now)
            os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert len(list(ledger.read(services.ledger_path()))) == 1
    assert "accounts_user" in found_in_tables(MARK) and not Erasure.objects.exists()
    assert services.replay_erasures(now=now, everybody=False) == 1
    assert found_in_tables(MARK) == []


def test_nobody_else_passes_append_only() -> None:
    """The way past is one module, and only kinds of personal data and what they forget by import it."""
    root = Path(settings.BASE_DIR)
    found = {
        str(path.relative_to(root))
        for folder in ("portal", "organizations", "volunteers", "grants", "kpis")
        for path in (root / folder).rglob("*.py")
        if "pgtrigger.ignore" in path.read_text() or "history.erasing" in path.read_text()
    }
    assert {Path(one).name for one in found} == {"erasing.py", "personal_data.py", "unconfirmed.py"}


@pytest.mark.django_db
def test_an_organization_whose_only_contact_is_erased_leaves_the_pages(cast: Cast, now: datetime) -> None:
    factories.make_member(cast.outsider, cast.organization, now)
    rows = Organization.objects.filter(pk__in=[cast.organization.pk, cast.other_organization.pk])
    rows.update(email=cast.manager.email.upper(), address="")
    rows.filter(pk=cast.other_organization.pk).update(phone="03-0000-0000")
    erase(cast.manager, now)
    assert {row.pk: (row.email, row.status) for row in rows} == {
        cast.organization.pk: ("", "suspended"),
        cast.other_organization.pk: ("", "published"),
    }
    places = Place.objects.filter(pk__in=[cast.place.pk, cast.other_place.pk])
    assert dict(places.values_list("pk", "status")) == {cast.place.pk: "suspended", cast.other_place.pk: "published"}
    assert Act.objects.get(verb="suspend_organization").reason
    assert Message.objects.get(template="organization_decided").to == cast.outsider.email
    assert cast.organization.name_ja in signed_in(cast.official).get("/en/ward/").content.decode()
