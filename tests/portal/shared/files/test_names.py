"""Names from outside are shown and offered, never trusted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.shared.files.names import LONGEST, clean_name

TEXT = (".txt", ".csv")


@pytest.mark.parametrize(
    ("given_name", "endings", "kept"),
    [
        ("logo.png", (".webp",), "logo.webp"),
        ("page.html", (".webp",), "page.webp"),
        ("名簿.CSV", TEXT, "名簿.csv"),
        ("notes", TEXT, "notes.txt"),
        ("../../etc/passwd", TEXT, "passwd.txt"),
        ("C:\\Users\\me\\list.csv", TEXT, "list.csv"),
        ("invoice\u202efdp.exe", (".pdf",), "invoicefdp.pdf"),
        ("a\x00b.csv", TEXT, "ab.csv"),
        ("\ud800\u200b.csv", TEXT, "csv.txt"),
        ("", TEXT, "file.txt"),
        ("...", TEXT, "file.txt"),
        ('a"; filename="b.exe', (".pdf",), "a__ filename=_b.pdf"),
        ("a\r\nSet-Cookie: x.csv", TEXT, "a Set-Cookie_ x.csv"),
        ("x" * 500 + ".csv", TEXT, "x" * LONGEST + ".csv"),
    ],
)
def test_a_name_is_made_harmless(given_name: str, endings: tuple[str, ...], kept: str) -> None:
    assert clean_name(given_name, endings) == kept


@given(st.text(max_size=300))
def test_whatever_comes_there_is_a_name(given_name: str) -> None:
    kept = clean_name(given_name, TEXT)
    assert kept.endswith(TEXT) and 5 <= len(kept) <= 120
    assert not set(kept) & set('/\\<>:"|?*\x00\r\n\u202e')
