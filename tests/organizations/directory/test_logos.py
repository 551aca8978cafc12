"""The logo: a manager puts it, everybody sees it, and it can be taken away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from organizations.directory.logo_form import LogoForm
from organizations.directory.logos import delete_logo, logo_of, update_logo
from organizations.directory.models import Organization
from portal.shared.files import disk
from portal.shared.files.models import StoredFile
from portal.shared.files.policies import ORGANIZATION_LOGO, POLICIES
from portal.shared.models import Act
from tests import factories
from tests.portal.shared.files.samples import GOOD, picture
from tests.ward_people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def page(organization: Organization) -> str:
    return f"/en/npo/organizations/{organization.pk}/logo/"


def put(client: Client, organization: Organization, data: bytes, name: str = "logo.png") -> Any:
    return client.post(page(organization), {"logo": SimpleUploadedFile(name, data, "image/png")})


def test_a_manager_puts_a_logo_and_everybody_sees_it(
    cast: factories.Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    before = Client().get(f"/en/organizations/{cast.organization.pk}/").content.decode()
    assert 'class="logo"' not in before
    with django_capture_on_commit_callbacks(execute=True):
        answer = put(signed_in(cast.manager), cast.organization, picture("PNG", (1200, 300)))
    assert (answer.status_code, answer["Location"]) == (302, page(cast.organization))
    logo = logo_of(cast.organization.pk)
    assert logo is not None and (logo.width, logo.height, logo.owner_person_id) == (512, 128, None)
    after = Client().get(f"/en/organizations/{cast.organization.pk}/").content.decode()
    assert f'src="/files/{logo.uid}" width="512" height="128" alt="Logo of Tsunagu Japanese Circle"' in after
    assert Client().get(logo.get_absolute_url()).status_code == 200
    assert Act.objects.filter(verb="store_file", person_id=cast.manager.person_id).count() == 1


def test_a_new_logo_takes_the_place_of_the_old(
    cast: factories.Cast, tmp_path: Path, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    client = signed_in(cast.manager)
    with django_capture_on_commit_callbacks(execute=True):
        old = factories.make_logo(cast.organization, timezone.now())
        put(client, cast.organization, GOOD["jpeg"])
    assert Client().get(old.get_absolute_url()).status_code == 404
    assert StoredFile.objects.kept().count() == 1
    assert disk.place_of(old.path).is_file(), "for a backup that runs meanwhile; the sweep takes it a day later"
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 2
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page(cast.organization) + "remove/")
    assert logo_of(cast.organization.pk) is None
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert left == [disk.place_of(old.path)], "what somebody takes away goes at once"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "as PNG"),
        (b"<html><script>alert(1)</script></html>", "picture (JPEG, PNG, WebP)"),
        (picture("PNG")[:-30], "damaged or not complete"),
        (b"", "empty"),
        (bytes(POLICIES[ORGANIZATION_LOGO].max_bytes + 1), "larger than 5.0"),
        (bytes(POLICIES[ORGANIZATION_LOGO].max_bytes + 100_000), "larger than 5.0"),
    ],
    ids=["svg", "html", "cut", "empty", "too large", "far too large"],
)
def test_what_is_no_picture_is_refused_beside_the_field(cast: factories.Cast, data: bytes, told: str) -> None:
    kept = factories.make_logo(cast.organization, timezone.now())
    answer = put(signed_in(cast.manager), cast.organization, data)
    assert answer.status_code == 422
    assert told in str(answer.context["form"].errors["logo"]).replace("\xa0", " ")
    assert logo_of(cast.organization.pk) == kept, "the old one stays"


@pytest.mark.parametrize(("refusal", "told"), [("disk", "disk is full"), ("too_large", "larger than")])
def test_what_did_not_come_in_is_told_beside_the_field(refusal: str, told: str) -> None:
    form = LogoForm({}, {}, refusal=refusal)
    assert not form.is_valid() and told in form.errors["logo"][0]


def test_the_form_is_sealed(cast: factories.Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.manager)
    assert put(client, cast.organization, GOOD["png"]).status_code == 403
    sealed = client.get(page(cast.organization)).context["csrf_token"]
    data = {"logo": SimpleUploadedFile("a.png", GOOD["png"]), "csrfmiddlewaretoken": str(sealed)}
    assert client.post(page(cast.organization), data).status_code == 302


def test_a_suspended_organisation_changes_no_logo(cast: factories.Cast) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(status="suspended")
    assert put(signed_in(cast.manager), cast.organization, GOOD["png"]).status_code == 403
    assert logo_of(cast.organization.pk) is None


def test_the_service_names_the_field_and_removing_twice_is_once(cast: factories.Cast, now: datetime) -> None:
    with pytest.raises(ValidationError) as refused:
        update_logo(organization_id=cast.organization.pk, upload=SimpleUploadedFile("a", b"x"), by=None, now=now)
    assert list(refused.value.message_dict) == ["logo"]
    factories.make_logo(cast.organization, now)
    for _ in range(2):
        delete_logo(organization_id=cast.organization.pk, by=None, now=now)
    assert Act.objects.filter(verb="delete_file").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_logos_at_once_one_stays(tmp_path: Path, run_at_once: Callable[..., list[Any]]) -> None:
    organization = factories.make_organization()
    for _ in range(4):
        made = run_at_once(lambda: factories.make_logo(organization, timezone.now()).pk, 3)
        kept = StoredFile.objects.kept().get()
        assert kept.pk in made and disk.place_of(kept.path).is_file()
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 12, "the replaced ones wait for the sweep"


def test_the_page_asks_one_question_more_whatever_there_is(
    cast: factories.Cast, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(1):
        assert logo_of(cast.organization.pk) is None
    factories.make_logo(cast.organization, timezone.now())
    with django_assert_num_queries(1):
        assert logo_of(cast.organization.pk) is not None
