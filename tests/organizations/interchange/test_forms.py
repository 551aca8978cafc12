"""Choosing a file, and how it is to be read."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from organizations.interchange.decoding import NAMES
from organizations.interchange.forms import ReadingForm, UploadForm
from organizations.interchange.layout_files import layouts
from organizations.interchange.services import Choice


def upload(refusal: str = "", *, file: bytes | None = b"a,b", **data: str) -> UploadForm:
    files = {} if file is None else {"file": SimpleUploadedFile("list.csv", file)}
    return UploadForm({"kind": "place", **data}, files, limit=64 * 1024 * 1024, refusal=refusal)


@pytest.mark.parametrize(
    ("data", "choice"),
    [
        ({"kind": "place"}, Choice("place", "", "")),
        ({"kind": "organization", "encoding": "cp932"}, Choice("organization", "cp932", "")),
        ({"kind": "place", "layout": "aed-v1"}, Choice("place", "", "aed-v1")),
        (
            {"kind": "organization", "layout": "npo-tokyo", "encoding": "utf-16"},
            Choice("organization", "utf-16", "npo-tokyo"),
        ),
    ],
)
def test_a_choice(data: dict[str, str], choice: Choice) -> None:
    form = ReadingForm(data)
    assert form.is_valid(), form.errors
    assert form.choice() == choice


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "kind"),
        ({"kind": "castle"}, "kind"),
        ({"kind": "place", "encoding": "klingon"}, "encoding"),
        ({"kind": "place", "layout": "klingon"}, "layout"),
        ({"kind": "place", "layout": "npo-tokyo"}, "layout"),
        ({"kind": "organization", "layout": "aed-v1"}, "layout"),
    ],
)
def test_what_cannot_be_chosen(data: dict[str, str], field: str) -> None:
    form = ReadingForm(data)
    assert not form.is_valid()
    assert list(form.errors) == [field]


def test_every_layout_and_encoding_can_be_chosen() -> None:
    html = str(ReadingForm())
    for key, layout in layouts().items():
        assert f'value="{key}"' in html and layout.title in html
    for encoding in NAMES:
        assert f'value="{encoding}"' in html


def test_layouts_stand_under_their_kind() -> None:
    choices: Any = ReadingForm().fields["layout"].choices  # type: ignore[attr-defined]
    groups = {label: [key for key, _ in options] for label, options in list(choices)[1:]}
    assert groups["Organisations"] == [key for key, one in layouts().items() if one.kind == "organization"]
    assert len(groups["Places"]) + len(groups["Organisations"]) == len(layouts())


def test_the_limit_is_told_in_the_reader_s_words() -> None:
    for language, words in (("en", "at most 64.0"), ("ja", "64.0")):
        with translation.override(language):
            assert words in str(UploadForm(limit=64 * 1024 * 1024)["file"].help_text)


@pytest.mark.parametrize(
    ("refusal", "file", "words"),
    [
        ("too_large", None, "larger than 64.0"),
        ("too_large", b"a", "larger than 64.0"),
        ("disk", None, "could not keep the file"),
        ("", None, "required"),
    ],
)
def test_why_a_file_did_not_come_in(refusal: str, file: bytes | None, words: str) -> None:
    form = upload(refusal, file=file)
    assert not form.is_valid()
    (error,) = form.errors["file"]
    assert words in error.replace("\xa0", " ")


def test_an_empty_file_is_let_through_to_be_told_as_such() -> None:
    assert upload(file=b"").is_valid(), "the reader of lists has the better sentence"
