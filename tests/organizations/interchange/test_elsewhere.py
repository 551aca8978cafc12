"""A list of another municipality: its rows come in, and it is said beforehand how many they are and where they lie."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organizations.interchange.models import ImportRun, ImportUpload
from organizations.interchange.selectors import elsewhere_words
from portal.shared.models import Ward
from tests import factories
from tests.organizations.interchange.files import csv_bytes
from tests.organizations.interchange.lists import CIRCLE, HALL, ROOM, bring, bring_organizations

pytestmark = pytest.mark.django_db

AFAR = {
    **HALL,
    "全国地方公共団体コード": "172022",
    "ID": "9",
    "名称": "七尾図書館",
    "所在地_連結表記": "石川県七尾市袖ケ江町1",
    "緯度": "37.05",
    "経度": "136.96",
}
SENTENCE = "1 row lies outside this ward: 七尾市."


@pytest.fixture(autouse=True)
def _ward() -> None:
    factories.place_type("public-facility")
    Ward.objects.update_or_create(pk=1, defaults={"municipality_code": "131041", "name_ja": "新宿区"})


def test_rows_of_another_municipality_are_counted_and_stored(now: datetime) -> None:
    report = bring(now, HALL, ROOM, AFAR, {**AFAR, "ID": "10", "名称": "七尾会館"}, dry_run=True)
    assert (report.created, report.refused, report.elsewhere) == (4, [], {"七尾市": 2})
    assert bring(now, HALL, ROOM, AFAR).as_dict()["elsewhere"] == {"七尾市": 1}
    assert ImportRun.objects.get().report["elsewhere"] == {"七尾市": 1}


def test_a_list_of_this_ward_says_nothing(now: datetime) -> None:
    assert bring(now, HALL, ROOM).elsewhere == {}
    afar = {**CIRCLE, "全国地方公共団体コード": "172022", "所在地_連結表記": "石川県七尾市袖ケ江町1"}
    assert bring_organizations(now, afar).elsewhere == {}, "an organisation may sit elsewhere"


def test_a_portal_that_does_not_know_its_ward_yet_says_nothing(now: datetime) -> None:
    Ward.objects.update(municipality_code="")
    assert bring(now, HALL, AFAR).elsewhere == {}


def test_the_sentence_names_the_commonest_first() -> None:
    assert elsewhere_words({}) == ""
    assert elsewhere_words({"港区": 25, "七尾市": 1500}) == "1,525 rows lie outside this ward: 七尾市 / 港区."
    many = elsewhere_words({f"{number}市": number for number in range(1, 9)})
    assert many == "36 rows lie outside this ward: 8市 / 7市 / 6市 / 5市 / 4市 …."


def test_the_command_says_it(tmp_path: Path) -> None:
    path, out = tmp_path / "list.csv", io.StringIO()
    path.write_bytes(csv_bytes([HALL, AFAR], "ward-place-list"))
    with pytest.raises(SystemExit) as end:
        call_command("import_places", str(path), "--dry-run", stdout=out)
    assert end.value.code == 0
    assert SENTENCE in out.getvalue()


def test_both_screens_say_it(client: Client, cast: factories.Cast, now: datetime) -> None:
    bring(now, HALL, AFAR)
    run = ImportRun.objects.get()
    upload = ImportUpload.objects.create(
        by_id=cast.official.person.pk, at=timezone.now(), file_name="a.csv", size=1, report=run.report
    )
    client.force_login(cast.official)
    for address in (
        reverse("organizations:import_run", args=[run.pk]),
        reverse("organizations:check_import", args=[upload.uid]),
    ):
        page = client.get(address)
        assert page.status_code == 200, address
        assert SENTENCE in page.content.decode(), address
