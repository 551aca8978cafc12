"""Backup, destroy, restore: the same rows, sums and files in another database, or nothing at all."""

from __future__ import annotations

import io
import json
import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import override_settings
from psycopg import sql

from organizations.places.models import Place
from portal.accounts.models import Person
from portal.operations.backup import archive, dumping, schema, tables
from portal.operations.backup.archive import BackupError, Manifest, Table
from portal.operations.backup.dumping import make_backup
from portal.operations.backup.restoring import is_empty, restore_backup
from portal.shared.migrated import behind
from portal.shared.privacy import ledger
from tests.factories import Cast
from tests.portal.operations.test_archive import full_disk

pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = "tab\t line\n back\\slash \\. \\N 🙈 {漢字|かんじ} \u202e quote'\" "


@pytest.fixture
def elsewhere(transactional_db: None) -> Iterator[str]:
    """Another database, migrated and empty: the machine after the fire."""
    name = f"{connection.settings_dict['NAME']}_elsewhere"
    parameters = connection.get_connection_params()
    where = {key: parameters[key] for key in ("host", "port", "user", "password") if parameters.get(key)}
    connection.close()
    with psycopg.connect(**where, dbname="postgres", autocommit=True) as admin:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        admin.execute(drop)
        template = sql.Identifier(connection.settings_dict["NAME"])
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), template))
        connections["elsewhere"] = connection.copy(alias="elsewhere")
        connections["elsewhere"].settings_dict["NAME"] = name
        try:
            yield "elsewhere"
        finally:
            connections["elsewhere"].close()
            del connections["elsewhere"]
            admin.execute(drop)


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "here" / "media"
    (folder / "places").mkdir(parents=True)
    (folder / "places" / "写真.bin").write_bytes(os.urandom(700_000))
    (folder / "empty").write_bytes(b"")
    return folder


def measures(using: str) -> dict[str, tuple[int, str]]:
    """Rows and checksum of every table that a backup holds."""
    with connections[using].cursor() as cursor:
        tables.one_way(cursor)
        return {
            one.name: tables.measure(cursor, one.name, one.columns)
            for one in tables.tables(cursor)
            if one.name not in tables.LEFT_OUT
        }


def sequences(using: str) -> dict[str, int]:
    with connections[using].cursor() as cursor:
        return tables.sequences(cursor)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rewritten(source: Path, change: Callable[[Manifest, dict[str, bytes]], Any]) -> None:
    """The same archive with other content and a right seal: what a newer or faulty portal would write."""
    with zipfile.ZipFile(source) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    manifest = Manifest.read(entries.pop(archive.MANIFEST))
    change(manifest, entries)
    with archive.writing(source) as writer:
        sums = {name: writer.add(name, [content])[1] for name, content in entries.items()}
        manifest.tables = [replace(one, sha256=sums[one.entry]) for one in manifest.tables]
        archive.finish(writer, manifest)


def test_there_and_back(elsewhere: str, cast: Cast, media: Path, tmp_path: Path, now: datetime) -> None:
    Place.objects.filter(pk=cast.place.pk).update(summary_ja=HOSTILE)
    Session.objects.create(session_key="k" * 32, session_data="signed in", expire_date=now)
    source, there = tmp_path / "portal.zip", tmp_path / "there" / "media"
    written = make_backup(target=source, media=media, now=now)
    assert is_empty(elsewhere), "a migrated database without anybody's work counts as empty"
    assert restore_backup(source=source, media=there, using=elsewhere) == written
    assert measures(elsewhere) == measures("default")
    assert files(there) == files(media)
    assert os.listdir(there.parent) == ["media"]
    assert Place.objects.using(elsewhere).get(pk=cast.place.pk).summary_ja == HOSTILE
    assert not Session.objects.using(elsewhere).exists(), "nobody is signed in on the new machine"
    added = Person.objects.using(elsewhere).create(name="次の人")
    assert added.pk > max(Person.objects.values_list("pk", flat=True)), "numbers go on"
    _a_full_house_is_replaced_only_when_asked(source, there, elsewhere, now)


def _a_full_house_is_replaced_only_when_asked(source: Path, there: Path, elsewhere: str, now: datetime) -> None:
    Session.objects.using(elsewhere).create(session_key="n" * 32, session_data="other", expire_date=now)
    (there / "later").write_bytes(b"later")
    before, seen = measures(elsewhere), sequences(elsewhere)["content_version"]
    with pytest.raises(BackupError, match="not empty"):
        restore_backup(source=source, media=there, using=elsewhere)
    assert measures(elsewhere) == before and (there / "later").exists()
    restore_backup(source=source, media=there, using=elsewhere, replace=True)
    assert measures(elsewhere) == measures("default")
    assert not (there / "later").exists()
    assert not Session.objects.using(elsewhere).exists(), "a session would belong to somebody else's number"
    assert sequences(elsewhere)["content_version"] > seen, "no kept page of either past counts as new"


def test_what_is_refused_changes_nothing(
    elsewhere: str, cast: Cast, media: Path, tmp_path: Path, now: datetime
) -> None:
    source, there = tmp_path / "portal.zip", tmp_path / "there" / "media"
    there.mkdir(parents=True)
    (there / "kept").write_bytes(b"kept")
    Person.objects.using(elsewhere).create(name="前からいる人")
    before, numbers = measures(elsewhere), sequences(elsewhere)
    make_backup(target=source, media=media, now=now)
    whole = source.read_bytes()
    source.write_bytes(whole[:-1])
    refusals: list[tuple[str, Callable[[Manifest, dict[str, bytes]], Any] | None]] = [
        ("cut short or altered", None),
        (
            r"newer version.*shared\.9999_of_tomorrow",
            lambda manifest, _: manifest.migrations["shared"].append("9999_of_tomorrow"),
        ),
        ("another state of the schema", lambda manifest, _: manifest.migrations["shared"].pop()),
        ("given up.*foreign key", lambda _, entries: entries.update({"tables/accounts_person.copy": b""})),
        ("tables are not those", _with_a_strange_table),
        ("did not come back as it was", _with_another_count),
    ]
    for sentence, change in refusals:
        if change:
            source.write_bytes(whole)
            rewritten(source, change)
        with pytest.raises(BackupError, match=sentence):
            restore_backup(source=source, media=there, using=elsewhere, replace=True)
        assert measures(elsewhere) == before, sentence
        assert sequences(elsewhere) == numbers, sentence
        assert files(there) == {"kept": b"kept"} and os.listdir(there.parent) == ["media"], sentence


def _with_another_count(manifest: Manifest, entries: dict[str, bytes]) -> None:
    manifest.tables = [replace(one, rows=one.rows + (one.name == "accounts_person")) for one in manifest.tables]


def _with_a_strange_table(manifest: Manifest, entries: dict[str, bytes]) -> None:
    manifest.tables.append(Table("strange", ["id"], 0, ""))
    entries["tables/strange.copy"] = b""


def test_what_happens_after_the_snapshot_is_not_in_it(
    cast: Cast, media: Path, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = Person.objects.count()

    def meanwhile(cursor: Any) -> list[tables.Found]:
        other = threading.Thread(target=_somebody_comes)
        other.start()
        other.join()
        return tables.tables(cursor)

    monkeypatch.setattr(dumping, "_wanted", meanwhile)
    written = make_backup(target=tmp_path / "portal.zip", media=media, now=now)
    assert Person.objects.count() == people + 1
    assert next(one.rows for one in written.tables if one.name == "accounts_person") == people


def _somebody_comes() -> None:
    Person.objects.create(name="来た人")
    connection.close()


def test_an_older_schema_is_brought_up_after_loading(
    elsewhere: str, media: Path, tmp_path: Path, now: datetime
) -> None:
    """The backup of a portal one migration behind goes into an empty database of this version."""
    here, connections["default"] = connections["default"], connections[elsewhere]
    try:
        source = tmp_path / "portal.zip"
        call_command("migrate", "account", "0008", verbosity=0)
        Person.objects.create(name="昔からの人")
        old = make_backup(target=source, media=media, now=now)
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE accounts_person, accounts_personhistory CASCADE")
        call_command("migrate", verbosity=0)
        assert old.migrations != schema.applied("default")
        restore_backup(source=source, media=tmp_path / "there")
        assert [one.name for one in Person.objects.all()] == ["昔からの人"]
        assert not behind("default")
    finally:
        connections["default"] = here


def test_the_commands_say_what_they_did_and_what_is_wrong(
    cast: Cast, media: Path, tmp_path: Path, now: datetime
) -> None:
    target, said = tmp_path / "portal.zip", io.StringIO()
    kept, person = tmp_path / "ledger" / "erasures.jsonl", Person.objects.get(user=cast.outsider)
    with override_settings(MEDIA_ROOT=media, ERASURE_LEDGER=kept):
        call_command("backup", str(target), stdout=said)
        assert "2 files" in said.getvalue()
        with full_disk(10_000), pytest.raises(CommandError, match="cannot be written: File too large"):
            call_command("backup", str(tmp_path / "second.zip"))
        with pytest.raises(CommandError, match="cannot be written: No such file"):
            call_command("backup", str(tmp_path / "nowhere" / "portal.zip"))
        with pytest.raises(CommandError, match="lies among the media"):
            call_command("backup", str(media / "portal.zip"))
        assert sorted(os.listdir(tmp_path)) == ["here", "portal.zip"]
        with pytest.raises(CommandError, match="is missing: the ledger of erasures"):
            call_command("restore", str(target), "--replace")
        with pytest.raises(CommandError, match="not empty"):
            call_command("restore", str(target), "--no-ledger")
        ledger.append(kept, ledger.Line(person.uid, now, None, "request"))
        with pytest.raises(CommandError, match="cannot be read: No such file"):
            call_command("restore", str(tmp_path / "none.zip"))
        (media.parent / ".media.restoring-x.before").mkdir()
        with pytest.raises(CommandError, match=r"cut off: .*before holds the media"):
            call_command("restore", str(target), "--replace")
        (media.parent / ".media.restoring-x.before").rmdir()
        said = io.StringIO()
        call_command("restore", str(target), "--replace", stdout=said)
    assert Person.objects.get(pk=person.pk).name != person.name
    assert "1 erasures done again" in said.getvalue(), "who was erased after the backup"
    assert "accounts_person" in said.getvalue() and "every sum is the backup's" in said.getvalue()
    with zipfile.ZipFile(target) as found:
        manifest = json.loads(found.read("manifest.json"))
    assert manifest["left_out"] == sorted(tables.LEFT_OUT) and manifest["format"] == 1
