"""Columns of whole numbers from PostgreSQL into NumPy and back, in its binary COPY format: no loop over fields.

Every field has a fixed width, so a row is a record of that format (field count, then length and value of each), and
the stream between header and trailer is an array of records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from django.db import connection
from django.db.backends.postgresql.psycopg_any import mogrify
from numpy.typing import NDArray

_SIGNATURE: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER: Final = b"\xff\xff"
_WRITTEN_AT_ONCE: Final = 1 << 20
FEW: Final = 200

Records = NDArray[np.void]
Reader = Callable[..., Records]


def read_columns(query: str, names: Sequence[str], params: Mapping[str, Any], *, floats: Sequence[str] = ()) -> Records:
    """What a SELECT answers as records of whole numbers (`floats`: of fractions); every column bigint or double.

    ValueError for a column that has another width or holds NULL.
    """
    row = _row_of([(name, "f8" if name in floats else "i8") for name in names])
    with connection.cursor() as cursor:
        statement = mogrify(f"COPY ({query}) TO STDOUT (FORMAT BINARY)", params, connection)
        with cursor.copy(statement) as copy:
            stream = b"".join(copy)
    body = len(stream) - len(_SIGNATURE) - len(_TRAILER)
    if body % row.itemsize:
        raise ValueError("a column is NULL or not eight bytes wide")
    found = np.frombuffer(stream, row, offset=len(_SIGNATURE), count=body // row.itemsize)
    if any((found[f"{name} length"] != 8).any() for name in names):
        raise ValueError("a column is NULL or not eight bytes wide")
    return found


def read_few(query: str, names: Sequence[str], params: Mapping[str, Any], *, floats: Sequence[str] = ()) -> Records:
    """The same for a handful of rows, for which COPY takes longer than it saves."""
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return np.array(cursor.fetchall(), [(name, "f8" if name in floats else "i8") for name in names])


def reader_of(some: Sequence[int] | None) -> Reader:
    """How to read what hangs on these ids; None: on all there are."""
    return read_columns if some is None or len(some) > FEW else read_few


def column(found: Records, name: str) -> NDArray[np.int64]:
    """One column in the machine's own order of bytes."""
    return found[name].astype(np.int64)


def _row_of(fields: Sequence[tuple[str, str]]) -> np.dtype[np.void]:
    parts: list[tuple[str, str]] = [("number of fields", ">i2")]
    for name, kind in fields:
        parts += [(f"{name} length", ">i4"), (name, f">{kind}")]
    return np.dtype(parts)


def write_columns(table: str, columns: Mapping[str, NDArray[Any]]) -> int:
    """Append rows by COPY in the open transaction; answers how many.

    A column is whole numbers of two, four or eight bytes, bytes of one length (`S0` for the empty text), or a matrix
    of two-byte numbers (a smallint array each).
    """
    rows = len(next(iter(columns.values())))
    records = np.zeros(rows, _written_row(columns))
    records["number of fields"] = len(columns)
    for name, values in columns.items():
        _fill(records, name, values)
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    statement = f"COPY {connection.ops.quote_name(table)} ({names}) FROM STDIN (FORMAT BINARY)"
    stream = records.view(np.uint8).data
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(_SIGNATURE)
        for begin in range(0, len(stream), _WRITTEN_AT_ONCE):
            copy.write(stream[begin : begin + _WRITTEN_AT_ONCE])
        copy.write(_TRAILER)
    return rows


def _written_row(columns: Mapping[str, NDArray[Any]]) -> np.dtype[np.void]:
    parts: list[Any] = [("number of fields", ">i2")]
    for name, values in columns.items():
        parts.append((f"{name} length", ">i4"))
        if values.ndim == 2:
            element = np.dtype([("length", ">i4"), ("value", ">i2")])
            parts += [(f"{name} head", ">i4", (5,)), (name, element, (values.shape[1],))]
        elif values.dtype.kind == "i":
            parts.append((name, values.dtype.newbyteorder(">")))
    return np.dtype(parts)


def _fill(records: Records, name: str, values: NDArray[Any]) -> None:
    if values.ndim == 2:
        width = values.shape[1]
        records[f"{name} length"] = 20 + 6 * width
        records[f"{name} head"] = (1, 0, _SMALLINT, width, 1)  # dimensions, no NULLs, type, length, lower bound
        records[name]["length"] = 2
        records[name]["value"] = values
    elif values.dtype.kind == "i":
        records[f"{name} length"] = values.dtype.itemsize
        records[name] = values


_SMALLINT: Final = 21
"""PostgreSQL's number for the type."""
