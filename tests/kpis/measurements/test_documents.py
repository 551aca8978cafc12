"""The file behind a value: handed in with it, read by the desk alone, gone when the value is taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kpis.measurements.documents import file_of
from kpis.measurements.entering import return_entry, withdraw_entry
from kpis.measurements.models import Entry
from portal.accounts.models import Post
from portal.shared.files.models import StoredFile
from portal.shared.models import Act
from tests.factories import Cast, make_person, make_post, make_user
from tests.kpis import factories
from tests.portal.shared.files.samples import GOOD, upload

pytestmark = pytest.mark.django_db
PAGE = "/en/ward/kpis/t-entered/enter/"
TYPED = {"first": "2025-04-01", "last": "2026-03-31", "value": "7", "origin": "manual", "method": "参加者名簿"}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def _signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_value_comes_with_its_file_and_the_desk_alone_reads_it(cast: Cast):
    factories.make_indicator("t-entered")
    official, outsider = _signed_in(cast.official), _signed_in(cast.outsider)
    bare = official.post(PAGE, TYPED)
    assert (bare.status_code, set(bare.context["form"].errors)) == (422, {"document"})
    drawing = official.post(PAGE, {**TYPED, "file": upload(b"<svg/>", "chart.svg")})
    assert (drawing.status_code, set(drawing.context["form"].errors)) == (422, {"file"})
    assert not Entry.objects.exists() and not StoredFile.objects.exists()
    assert official.post(PAGE, {**TYPED, "file": upload(GOOD["pdf"], "報告 2025.pdf")}).status_code == 302
    entry = Entry.objects.get()
    file = file_of(entry)
    assert file is not None and (file.name, file.owner_person_id) == ("報告 2025.pdf", None)
    auditor = make_user("auditor@example.org")
    make_post(auditor, Post.Kind.AUDITOR, timezone.now())
    page = _signed_in(auditor).get(f"/en/ward/kpis/entries/{entry.pk}/").content.decode()
    assert f'href="{file.get_absolute_url()}"' in page
    answers = [one.get(file.get_absolute_url()).status_code for one in (_signed_in(auditor), outsider, Client())]
    assert answers == [200, 404, 404]
    assert Act.objects.filter(verb="look_at_file", person_id=auditor.person_id).count() == 1


def test_it_stays_when_the_entry_is_mended_and_goes_when_it_is_taken_back(cast: Cast):
    factories.make_indicator("t-entered")
    official = _signed_in(cast.official)
    official.post(PAGE, {**TYPED, "file": upload(GOOD["pdf"], "one.pdf")})
    entry, now = Entry.objects.get(), timezone.now()
    for files, left in (({}, "one.pdf"), ({"file": upload("年度,件数\n2025,7\n".encode(), "two.csv")}, "two.csv")):
        return_entry(entry_id=entry.pk, reason="which list?", by=make_person("colleague").pk, now=now)
        mended = official.post(f"/en/ward/kpis/entries/{entry.pk}/change/", {**TYPED, **files})
        assert mended.status_code == 302
        assert list(StoredFile.objects.on(entry, "kpi_entry").values_list("name", flat=True)) == [left]
    withdraw_entry(entry_id=entry.pk, by=cast.official.person_id or 0, now=now)
    assert file_of(entry) is None


def test_nobody_plants_typed_text_from_afar(cast: Cast):
    """The upload's view looks at the seal late; what is kept for after the sign-in is sealed as well."""
    factories.make_indicator("t-entered")
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(PAGE, TYPED).status_code == 403
    assert not stranger.session.keys()
    assert Client().post(PAGE, TYPED).status_code == 302
