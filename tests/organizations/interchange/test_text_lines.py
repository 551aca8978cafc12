"""Lines of a checked text: nothing is lost, whatever ends them; what changes under our hands is noticed."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.interchange.decoding import LONGEST_LINE, Text, read_text
from organizations.interchange.faults import UnusableFile
from organizations.interchange.reading import read_places
from tests.organizations.interchange.files import places_bytes

PIECES = st.lists(st.sampled_from(["a", "名", ",", '"', "\r", "\n", "\r\n", " ", "\u2028", "\x85"]), max_size=30)


def text_of(content: str | bytes, codec: str = "utf-8") -> Text:
    data = content.encode(codec) if isinstance(content, str) else content
    return Text(io.BytesIO(data), codec, codec)


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\n", ["a\n"]),
        ("a\r\nb\r\n", ["a\r\n", "b\r\n"]),
        ("a\rb\r", ["a\r", "b\r"]),
        ("a\rb", ["a\r", "b"]),
        ("a\r\rb", ["a\r", "\r", "b"]),
        ("a\r\r\n", ["a\r", "\r\n"]),
        ("a\nb\rc\r\nd", ["a\n", "b\r", "c\r\n", "d"]),
        ("\ufeffa\n\ufeffb", ["a\n", "\ufeffb"]),
        ("a\u2028b\n", ["a\u2028b\n"]),
    ],
)
def test_lines(content: str, lines: list[str]) -> None:
    assert list(text_of(content).lines()) == lines


@given(PIECES)
def test_lines_are_the_text_again_and_end_as_a_file_s_lines_do(pieces: list[str]) -> None:
    content = "".join(pieces)
    lines = list(text_of(content).lines())
    assert "".join(lines) == content == text_of(content).whole()
    assert lines == io.StringIO(content, newline="").readlines()


@given(PIECES)
def test_a_second_pass_gives_the_same(pieces: list[str]) -> None:
    text = text_of("".join(pieces))
    assert list(text.lines()) == list(text.lines())


@pytest.mark.parametrize(
    ("content", "ends"),
    [(b"a\n", True), (b"a\r", True), (b"a\r\n", True), (b"a", False), (b"", False), (b"\na", False)],
)
def test_whether_the_last_line_is_whole(content: bytes, ends: bool) -> None:
    assert text_of(content).ends_with_break() is ends


def test_a_file_that_changes_while_it_is_read_is_refused() -> None:
    source = io.BytesIO(places_bytes(50))
    reading = iter(read_places(source))
    next(reading)
    source.seek(3_000)
    source.write(b"\xff" * 4_000)
    source.seek(2_000)
    with pytest.raises(UnusableFile) as refused:
        list(reading)
    assert refused.value.code in ("changed", "stray_quote", "open_quote")


def test_bytes_that_were_proven_and_are_no_longer_text() -> None:
    with pytest.raises(UnusableFile) as refused:
        list(text_of(b"a\n\xff\n").lines())
    assert refused.value.code == "changed"


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"a\nb\n\xff\n", 3), ("あ\n".encode() + "い\n".encode("cp932"), 2)],
)
def test_the_line_at_fault_is_named(content: bytes, line: int) -> None:
    with pytest.raises(UnusableFile) as refused:
        read_text(io.BytesIO(content), None)
    assert (refused.value.code, refused.value.line) in [("undecodable", line), ("mojibake", line)]


@pytest.mark.parametrize(("extra", "refused"), [(0, False), (1, True)])
def test_the_longest_line(extra: int, refused: bool) -> None:
    content = b"a\n" + b"x" * (LONGEST_LINE - 1 + extra) + b"\nb\n"
    if not refused:
        assert len(list(read_text(io.BytesIO(content), None).lines())) == 3
        return
    with pytest.raises(UnusableFile) as fault:
        read_text(io.BytesIO(content), None)
    assert (fault.value.code, fault.value.line) == ("long_line", 2)
    assert read_text(io.BytesIO(content), None, long_lines=True)


@pytest.mark.parametrize("codec", ["utf-8", "cp932"])
def test_every_kanji_of_the_encoding_is_read(codec: str) -> None:
    letters = []
    for number in (*range(0x3041, 0x3097), *range(0x4E00, 0x9FA0)):
        try:
            chr(number).encode(codec)
        except UnicodeEncodeError:
            continue
        letters.append(chr(number))
    apart = ["あいうえ".join(letters[at : at + 40]) for at in range(0, len(letters), 40)]
    content = "\n".join(apart)
    found = read_text(io.BytesIO(content.encode(codec)), codec if codec == "cp932" else None)
    assert (found.whole(), found.codec) == (content, codec)
