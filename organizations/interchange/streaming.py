"""Whole tables out of PostgreSQL by COPY, in blocks: memory stays flat and nothing is done per row in Python.

A block is many whole rows; what has to be made harmless is found by searching the block.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection

from organizations.interchange.public_columns import Output
from organizations.interchange.writing import GETA, LINE_END
from portal.shared.ruby import strip_ruby

BLOCK_BYTES = 128 * 1024
_SIGN = "(?='*(?:[=+@\\-\t]|＝|＋|－|＠))"
# Two patterns that each begin with letters of their own are searched ten times as fast as one with a choice.
_FIRST_CELL = re.compile(f'\n"{_SIGN}'.encode())
_OTHER_CELL = re.compile(f',"{_SIGN}'.encode())
_GETA_ERRORS = "geta"
_ALIKE = str.maketrans("〜−‖—–‐\u2011\u00a0¢£¬¥◯", "～－∥―--- ￠￡￢￥○")


def _geta(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return GETA * (error.end - error.start), error.end


codecs.register_error(_GETA_ERRORS, _geta)


def csv_blocks(
    columns: Sequence[Output], source: str, params: Mapping[str, Any], *, encoding: str = "utf-8"
) -> Iterator[bytes]:
    """A CSV file: byte order mark for UTF-8, heading, rows; every cell quoted, one record a line, CRLF.

    source: the SQL from FROM on. What CP932 lacks becomes 〓.
    """
    heading = ",".join(f'"{column.heading}"' for column in columns) + LINE_END
    yield _encoded("\ufeff" + heading if encoding == "utf-8" else heading, encoding)
    select = f"SELECT {', '.join(column.sql for column in columns)} {source}"
    for rows in _copied(f"COPY ({select}) TO STDOUT WITH (FORMAT csv, FORCE_QUOTE *)", params):
        block = _without_ruby(_one_line_each(rows))
        if encoding == "utf-8":
            yield _harmless(block)
        else:
            # Some look-alikes of what CP932 writes otherwise or not at all are signs: before the block is made harmless.
            yield _encoded(_harmless(block.decode().translate(_ALIKE).encode()).decode(), encoding)


def _one_line_each(rows: list[bytes]) -> bytes:
    block = b"".join(rows)
    if block.count(b"\n") == len(rows) and b"\r" not in block:
        return block
    broken = (row[:-1].replace(b"\r\n", b" ").replace(b"\n", b" ").replace(b"\r", b" ") for row in rows)
    return b"\n".join(broken) + b"\n"


def _without_ruby(block: bytes) -> bytes:
    return strip_ruby(block.decode()).encode() if b"|" in block else block


def _harmless(block: bytes) -> bytes:
    """An apostrophe before what a spreadsheet would compute, as `guarding.guard` sets it.

    `,"=` can only be the start of a cell: inside one, a quotation mark is doubled; nor does a cell hold a line break.
    """
    lines = _FIRST_CELL.sub(b"\n\"'", b"\n" + block)[1:]
    return _OTHER_CELL.sub(b",\"'", lines).replace(b"\n", LINE_END.encode())


def _encoded(text: str, encoding: str) -> bytes:
    return text.encode(encoding, "strict" if encoding == "utf-8" else _GETA_ERRORS)


def json_blocks(
    columns: Sequence[Output], source: str, params: Mapping[str, Any], *, head: str, tail: str, row: str
) -> Iterator[bytes]:
    """One JSON document: head, the rows with commas between, tail. row: SQL of one row's JSON from record `x`."""
    select = ", ".join(f'{column.sql} AS "{column.heading}"' for column in columns)
    # JSON escapes control characters, so these two never occur in it and COPY leaves the text as it is.
    statement = (
        f"COPY (SELECT {row} FROM (SELECT {select} {source}) x) TO STDOUT"
        " WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"
    )
    yield head.encode()
    first = True
    for rows in _copied(statement, params):
        yield (b"" if first else b",\n") + _without_ruby(b"".join(rows)[:-1].replace(b"\n", b",\n"))
        first = False
    yield tail.encode()


def _copied(statement: str, params: Mapping[str, Any]) -> Iterator[list[bytes]]:
    rows: list[bytes] = []
    size = 0
    with connection.cursor() as cursor, cursor.copy(statement, params) as copy:
        for row in copy:
            rows.append(bytes(row))
            size += len(row)
            if size >= BLOCK_BYTES:
                yield rows
                rows, size = [], 0
    if rows:
        yield rows


def joined(blocks: Iterable[bytes]) -> bytes:
    """All of it at once, for small things and tests."""
    return b"".join(blocks)
