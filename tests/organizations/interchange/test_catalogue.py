"""What there is as open data: every address answers, every parameter is one that the files know."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import translation

from organizations.interchange.catalogue import catalogue
from organizations.interchange.layout_files import layouts
from organizations.resource_map.query import PARAMETERS

ROOT = "https://ward.example.jp"
FILES = [(one["id"], file) for one in catalogue(ROOT) for file in one["files"]]


@pytest.mark.parametrize(("dataset", "file"), FILES, ids=lambda one: one if isinstance(one, str) else one["form"])
def test_every_address_is_ours_and_whole(dataset: str, file: dict[str, str]) -> None:
    parts = urlsplit(file["url"])
    assert f"{parts.scheme}://{parts.netloc}" == ROOT
    assert resolve(parts.path).view_name
    assert "/" in file["media_type"] and file["form"]


@pytest.mark.django_db
@pytest.mark.parametrize(("dataset", "file"), FILES, ids=lambda one: one if isinstance(one, str) else one["form"])
def test_every_file_is_of_the_kind_that_is_told(client: Client, dataset: str, file: dict[str, str]) -> None:
    query = "?bbox=139.6,35.6,139.8,35.8&zoom=12" if file["url"].endswith("points") else ""
    answer = client.get(urlsplit(file["url"]).path + query)
    assert answer.status_code in (200, 404), "the outline of a ward that has none"
    if answer.status_code == 200:
        assert answer["Content-Type"].split(";")[0] == file["media_type"]


def test_parameters_of_a_page_are_not_offered_for_files() -> None:
    for one in catalogue(ROOT):
        assert not {"sort", "after", "view"} & set(one["parameters"])
        assert len(set(one["parameters"])) == len(one["parameters"])
    places = next(one for one in catalogue(ROOT) if one["id"] == "places")
    assert set(PARAMETERS) - {"sort", "after", "view"} < set(places["parameters"])


def test_layouts_are_those_of_the_dataset() -> None:
    for one in catalogue(ROOT):
        kinds = {layouts()[key].kind for key in one["layouts"]}
        assert kinds <= {{"places": "place", "organizations": "organization"}.get(one["id"], "")}
        assert all(layouts()[key].form == "csv" for key in one["layouts"])


def test_titles_are_in_the_reader_s_language() -> None:
    def words() -> list[str]:
        return [one["title"] + one["description"] for one in catalogue(ROOT)]

    with translation.override("en"):
        english = words()
    with translation.override("ja"):
        japanese = words()
    assert all(first != second for first, second in zip(english, japanese, strict=True))
