"""What a file is, by its content, and whether its purpose takes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.template.defaultfilters import filesizeformat

from portal.shared.files.office import check_office
from portal.shared.files.pdf import check_pdf
from portal.shared.files.picture_headers import picture_format
from portal.shared.files.pictures import CONTENT_TYPE, paint_anew
from portal.shared.files.plain_text import check_text
from portal.shared.files.policies import Kind, UploadPolicy, kind_words
from portal.shared.files.refusals import RefusedFileError

PIECE_BYTES = 64 * 1024
HEAD_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """What will be kept: its bytes, its type, endings that fit its name, its size in pixels."""

    pieces: Iterable[bytes]
    content_type: str
    endings: tuple[str, ...]
    width: int | None = None
    height: int | None = None


def inspect(file: BinaryIO, size: int, policy: UploadPolicy) -> Finding:
    """Judge the file; needs little more memory than it holds. Raises RefusedFileError."""
    if not size:
        raise RefusedFileError("empty")
    if size > policy.max_bytes:
        raise RefusedFileError("too_large", limit=filesizeformat(policy.max_bytes))
    file.seek(0)
    head = file.read(HEAD_BYTES)
    kind = _kind(head, policy)
    if kind == Kind.PICTURE:
        painted = paint_anew(file, picture_format(head), size, policy)
        return Finding([painted.data], CONTENT_TYPE, (".webp",), painted.width, painted.height)
    if kind == Kind.PDF:
        check_pdf(file, size)
        return Finding(_pieces(file), "application/pdf", (".pdf",))
    if kind == Kind.OFFICE:
        content_type, ending = check_office(file, size)
        return Finding(_pieces(file), content_type, (ending,))
    return Finding(_pieces(file), f"text/plain; charset={check_text(file)}", (".txt", ".csv", ".tsv"))


def _kind(head: bytes, policy: UploadPolicy) -> Kind:
    if b"<svg" in head.lower():
        raise RefusedFileError("svg")
    if picture_format(head):
        kind = Kind.PICTURE
    elif head.startswith(b"%PDF-"):
        kind = Kind.PDF
    elif head.startswith(b"PK"):
        kind = Kind.OFFICE
    else:
        kind = Kind.TEXT
    if kind not in policy.kinds:
        raise RefusedFileError("kind", kinds=kind_words(policy.kinds))
    return kind


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE_BYTES):
        yield piece
