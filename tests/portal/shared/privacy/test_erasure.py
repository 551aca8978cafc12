"""An erased person is found nowhere: no table, no history, no file, no restored backup."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client

from organizations.directory.models import Membership, Organization
from organizations.places.models import Place
from portal.accounts.models import Holding, Person, User
from portal.shared.audit import record_act
from portal.shared.history.acting import acting
from portal.shared.models import Act
from portal.shared.outbox.services import enqueue_mail
from portal.shared.privacy import ledger, services
from portal.shared.privacy.models import Erasure
from tests import factories
from tests.factories import Cast

MARK = "Zebrafink"
ADDRESS = f"{MARK}@example.org".lower()


@pytest.fixture(autouse=True)
def _own_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ERASURE_LEDGER", tmp_path / "kept" / "erasures.jsonl")


def make_marked(now: datetime, organization: Organization) -> User:
    """Somebody whose mark stands wherever a person's data can."""
    person = Person.objects.create(name=f"{MARK} Mai", kana=f"{MARK} カナ", usual_name=f"{MARK} 通称")
    user = factories.make_user(ADDRESS, person=person)
    factories.make_post(user, "official", now - timedelta(days=3))
    Client().force_login(user, backend="django.contrib.auth.backends.ModelBackend")
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
    for number in range(2):
        enqueue_mail(
            template="invitation", to=ADDRESS, language="en", values={}, now=now, person_id=person.pk, key=f"m{number}"
        ) if _has_template("invitation") else None
    return user


def _has_template(name: str) -> bool:
    return (settings.BASE_DIR / "templates" / "mail" / f"{name}.txt").exists()


def found_in_tables(word: str) -> list[str]:
    """Every table of the database in which some row holds the word."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        wanted = []
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', [f"%{word}%"])
            wanted += [table] * bool(cursor.fetchone()[0])
    return wanted


def erase(user: User, now: datetime, **values: Any) -> dict[str, int]:
    person = Person.objects.get(pk=user.person_id)
    return services.erase_person(person_uid=person.uid, **{"by": None, "reason": "request", "now": now, **values})


@pytest.mark.django_db
def test_the_mark_is_gone_from_every_table(cast: Cast, now: datetime) -> None:
    user = make_marked(now, cast.organization)
    before = set(found_in_tables(MARK))
    assert before >= {
        "account_emailaddress", "accounts_person", "accounts_user", "organizations_organization",
        "organizations_organizationhistory", "organizations_place", "organizations_placehistory", "shared_act",
    }  # fmt: skip
    counts = erase(user, now, by=cast.official.person_id)
    assert found_in_tables(MARK) == []
    person = Person.objects.get(pk=user.person_id)
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
def test_others_lose_nothing(cast: Cast, now: datetime) -> None:
    erase(make_marked(now, cast.organization), now)
    assert Person.objects.filter(pk=cast.manager.person_id, name="manager").exists()
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
    erase(cast.manager, now)
    assert Act.objects.get(verb="lose_last_manager").object_id == cast.organization.pk


@pytest.mark.django_db
def test_a_restored_backup_loses_them_again(cast: Cast, now: datetime) -> None:
    user = make_marked(now, cast.organization)
    copies = list(_rows(user))
    uid = Person.objects.get(pk=user.person_id).uid
    erase(user, now)
    Erasure.objects.all().delete()  # the backup was taken before
    Holding.objects.filter(person__uid=uid).delete()
    Person.objects.filter(uid=uid).delete()
    for model, rows in copies:
        model.objects.bulk_create(model(**row) for row in rows)
    assert "accounts_user" in found_in_tables(MARK)
    assert services.replay_erasures(now=now + timedelta(days=1)) == 1
    assert found_in_tables(MARK) == []
    assert Erasure.objects.get().at == now


def _rows(user: User) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    yield Person, list(Person.objects.filter(pk=user.person_id).values())
    yield User, list(User.objects.filter(pk=user.pk).values())


@pytest.mark.django_db
def test_the_night_mends_what_a_crash_left(cast: Cast, now: datetime) -> None:
    uid = Person.objects.get(pk=cast.staff.person_id).uid
    ledger.append(services.ledger_path(), ledger.Line(uid, now, None, "own-wish"))  # killed before the commit
    Erasure.objects.create(person_uid=cast.outsider.person.uid, at=now, reason="request")  # the file was lost
    assert services.replay_erasures(now=now, everybody=False) == 2
    assert not User.objects.filter(pk__in=[cast.staff.pk, cast.outsider.pk]).exists()
    assert services.replay_erasures(now=now, everybody=False) == 0


@pytest.mark.django_db
def test_a_failure_erases_nothing(cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_marked(now, cast.organization)
    before = found_in_tables(MARK)
    monkeypatch.setattr(ledger.os, "fsync", _disk_full)
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
