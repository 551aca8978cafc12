"""The import screens in odd moments: another window, a long report, nonsense in a form."""

from __future__ import annotations

import pytest
from django.test import Client

from organizations.interchange.models import ImportRun
from organizations.places.models import Place
from tests.organizations.interchange.files import LIBRARY, csv_bytes, places_bytes
from tests.organizations.interchange.screens import PAGE, confirm_list, upload_list

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


def test_discarding_in_another_window_what_is_stored_shows_the_report(desk: Client) -> None:
    upload = upload_list(desk, places_bytes(2))
    done = confirm_list(desk, upload)
    page = desk.post(f"{PAGE}{upload.uid}/discard/", follow=True)
    assert page.redirect_chain[-1][0] == done.url
    assert "Nothing was stored" not in page.content.decode()
    assert Place.objects.count() == 2


def test_a_long_report_is_cut_on_the_page_and_whole_as_a_file(desk: Client) -> None:
    bad = [{**LIBRARY, "NO": str(number), "緯度": "0", "経度": "0"} for number in range(120)]
    upload = upload_list(desk, csv_bytes([LIBRARY, *bad]))
    page = desk.get(f"{PAGE}{upload.uid}/").content.decode()
    assert page.count("lies in the Atlantic") == 100 and "And 20 more." in page
    whole = b"".join(desk.get(f"{PAGE}{upload.uid}/refused.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert whole.count("lies in the Atlantic") == 120


def test_remarks_are_shown_before_and_after(desk: Client) -> None:
    upload = upload_list(desk, csv_bytes([{**LIBRARY, "URL": "www.example.jp"}]))
    response = confirm_list(desk, upload)
    for address in (f"{PAGE}runs/{ImportRun.objects.get().pk}/", response.url):
        page = desk.get(address).content.decode()
        assert "www.example.jp" in page and "Remarks on rows" in page


def test_nonsense_in_the_second_form_changes_nothing(desk: Client) -> None:
    upload = upload_list(desk, places_bytes(2))
    response = desk.post(f"{PAGE}{upload.uid}/", {"kind": "castle", "encoding": "klingon"})
    assert response.status_code == 422 and "Store these rows" in response.content.decode()
    upload.refresh_from_db()
    assert (upload.kind, upload.encoding) == ("place", "")


def test_a_choice_that_the_file_refuses_is_told_on_the_same_page(desk: Client) -> None:
    upload = upload_list(desk, places_bytes(2))
    upload.path.write_bytes(b"<html>")
    response = desk.post(f"{PAGE}{upload.uid}/", {"kind": "place"})
    assert response.status_code == 422 and "web page" in response.content.decode()


@pytest.mark.parametrize("before", ["", "x", "-1", "0", "9" * 30, "１２"])
def test_any_page_of_the_ledger_can_be_asked_for(desk: Client, before: str) -> None:
    assert desk.get(PAGE, {"before": before}).status_code == 200


def test_uploads_that_wait_are_offered_again(desk: Client) -> None:
    upload = upload_list(desk, places_bytes(2))
    assert f"{upload.uid}/" in desk.get(PAGE).content.decode()
    confirm_list(desk, upload)
    assert f"{upload.uid}/" not in desk.get(PAGE).content.decode()
