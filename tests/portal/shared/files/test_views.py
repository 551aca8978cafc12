"""Files go out only to whom they may, and can do nothing where they arrive."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from organizations.directory.logos import update_logo
from organizations.directory.models import Organization
from portal.pages.file_readers import READERS
from portal.shared.denials import Denial
from portal.shared.files import disk, services, views
from portal.shared.files.models import StoredFile
from portal.shared.files.policies import POLICIES
from portal.shared.models import Act
from tests import factories
from tests.portal.shared.files.samples import DOCUMENTS, GOOD, upload
from tests.ward_people import signed_in

pytestmark = pytest.mark.django_db
PURPOSE = DOCUMENTS.purpose


@pytest.fixture(autouse=True)
def documents(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A purpose whose files are their owner's alone."""
    settings.MEDIA_ROOT = tmp_path
    policies = {**POLICIES, PURPOSE: replace(DOCUMENTS, public=False)}
    for module in (services, views):
        monkeypatch.setattr(module, "POLICIES", policies)
    monkeypatch.setitem(READERS, PURPOSE, only_owner)  # type: ignore[arg-type]


def only_owner(user: Any, file: StoredFile, now: datetime) -> Denial | None:
    return None if user.person_id == file.owner_person_id else Denial("not-yours", "")


@pytest.fixture
def paper(cast: factories.Cast) -> StoredFile:
    """The manager's."""
    return services.store_upload(
        upload=upload(GOOD["docx"], "履歴書.docx"), purpose=PURPOSE, owner=cast.manager.person_id,
        on=cast.organization, by=None, now=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def logo(cast: factories.Cast) -> StoredFile:
    return update_logo(
        organization_id=cast.organization.pk, upload=upload(GOOD["photo"], "a.png"), by=None, now=timezone.now()
    )


def read(client: Client, file: StoredFile) -> Any:
    return client.get(file.get_absolute_url(), HTTP_ACCEPT_ENCODING="gzip")


def test_a_public_picture_is_shown_kept_and_inert(logo: StoredFile) -> None:
    answer = read(Client(), logo)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:4] == b"RIFF"
    assert answer["Content-Type"] == "image/webp" and answer["Content-Length"] == str(logo.size)
    assert answer["Cache-Control"] == "public, max-age=300, must-revalidate"
    assert answer["Content-Disposition"] == 'inline; filename="a.webp"'
    assert_inert(answer)
    assert not {"Set-Cookie", "Content-Encoding"} & set(answer.headers) and "Cookie" not in answer["Vary"]
    assert not Act.objects.filter(verb="look_at_file").exists()


def test_a_kept_picture_is_asked_for_again_and_gone_with_its_organization(
    logo: StoredFile, cast: factories.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = read(Client(), logo)["ETag"]
    again = Client().get(logo.get_absolute_url(), HTTP_IF_NONE_MATCH=mark)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", mark)
    Organization.objects.filter(pk=cast.organization.pk).update(status="suspended")
    assert Client().get(logo.get_absolute_url(), HTTP_IF_NONE_MATCH=mark).status_code == 404
    monkeypatch.delitem(READERS, logo.purpose)
    assert read(Client(), logo)["Cache-Control"] == "public, max-age=31536000, immutable", "nobody can close it"


def assert_inert(answer: HttpResponse) -> None:
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; sandbox;")
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"


def test_a_protected_file_is_its_readers_alone_and_each_look_leaves_a_trace(
    cast: factories.Cast, paper: StoredFile
) -> None:
    answer = read(signed_in(cast.manager), paper)
    assert b"".join(answer.streaming_content) == GOOD["docx"]
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert_inert(answer)
    act = Act.objects.get(verb="look_at_file")
    assert (act.person_id, act.object_id) == (cast.manager.person_id, paper.pk)


def test_what_is_not_yours_is_as_if_it_were_not(cast: factories.Cast, paper: StoredFile) -> None:
    missing = f"/files/{uuid.uuid4()}"
    deleted = services.store_upload(
        upload=upload(GOOD["pdf"]), purpose=PURPOSE, owner=None, on=cast.place, by=None, now=timezone.now()
    )
    services.delete_file(file=deleted, by=None, now=timezone.now())
    for client in (Client(), *map(signed_in, (cast.outsider, cast.other_manager, cast.official))):
        answers = {read_at(client, address) for address in (missing, *map(address_of, (paper, deleted)))}
        assert len(answers) == 1 and next(iter(answers))[0] == 404
    assert not Act.objects.filter(verb="look_at_file").exists()


def address_of(file: StoredFile) -> str:
    return file.get_absolute_url()


def read_at(client: Client, address: str) -> tuple[int, bytes, tuple[tuple[str, str], ...]]:
    answer = client.get(address)
    headers = tuple(sorted((name, value) for name, value in answer.headers.items() if name != "X-Request-ID"))
    content = answer.content.replace(address.rpartition("/")[2].encode(), b"HERE")
    return answer.status_code, re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", content), headers


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_files_are_only_read(logo: StoredFile, method: str) -> None:
    assert getattr(Client(), method)(logo.get_absolute_url()).status_code == 405


def test_errors_have_the_headers_of_every_page() -> None:
    answer = Client().get(f"/files/{uuid.uuid4()}")
    assert answer.status_code == 404 and "script-src 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("status", "who"),
    [("published", {"anonymous", "outsider", "staff", "official"}), ("suspended", {"staff", "official"})],
)
def test_a_logo_is_public_as_long_as_its_organisation_is(
    cast: factories.Cast, logo: StoredFile, status: str, who: set[str]
) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(status=status)
    clients = {name: signed_in(getattr(cast, name)) for name in ("outsider", "staff", "official")}
    answers = {name: read(client, logo) for name, client in {"anonymous": Client(), **clients}.items()}
    assert {name for name, answer in answers.items() if answer.status_code == 200} == who
    kept = {answer["Cache-Control"] for answer in answers.values() if answer.status_code == 200}
    assert kept == {views.WHILE_OPEN if status == "published" else views.FOR_THIS_READER}


def test_a_purpose_without_a_reader_is_nobodys(cast: factories.Cast, paper: StoredFile) -> None:
    request = RequestFactory().get("/")
    request.user = cast.manager
    with pytest.raises(Http404):
        views.download_file(request, paper.uid, readers={})


def test_every_protected_purpose_has_a_reader() -> None:
    assert {name for name, policy in POLICIES.items() if not policy.public} <= READERS.keys()


def test_bytes_that_are_gone_are_missing_and_the_operator_hears_of_it(
    logo: StoredFile, caplog: pytest.LogCaptureFixture
) -> None:
    disk.remove(logo.path)
    assert read(Client(), logo).status_code == 404
    assert str(logo.uid) in caplog.text


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a\u202egpj.exe", "agpj.webp"), ('x"; evil="1.png', "x__ evil=_1.webp"), ("../../x.png", "x.webp")],
)
def test_a_hostile_name_does_no_harm_in_a_header(cast: factories.Cast, name: str, shown: str) -> None:
    file = update_logo(
        organization_id=cast.organization.pk, upload=upload(GOOD["png"], name), by=None, now=timezone.now()
    )
    assert read(Client(), file)["Content-Disposition"] == f'inline; filename="{shown}"'


def test_questions_to_the_database_do_not_grow(
    cast: factories.Cast, logo: StoredFile, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(2):
        io.BytesIO(b"".join(read(Client(), logo).streaming_content))


def test_who_needs_a_second_factor_and_has_none_is_a_stranger_here(
    cast: factories.Cast, paper: StoredFile, logo: StoredFile
) -> None:
    client = signed_in(cast.manager)
    assert read(client, paper).status_code == 200
    Authenticator.objects.filter(user=cast.manager).delete()
    assert read(client, paper).status_code == 404 and read(client, logo).status_code == 200
    assert Act.objects.filter(verb="look_at_file", object_id=paper.pk).count() == 1
