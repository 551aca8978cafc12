"""Text and CSV: letters in UTF-8 or CP932, and nothing a browser could take for a page."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

from portal.shared.files.refusals import RefusedFileError

PIECE_BYTES = 64 * 1024
CHARSETS = {"utf-8-sig": "utf-8", "cp932": "shift_jis"}
"""Python's codec, and the word for it in a header."""
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_MARKUP = re.compile(r"\s*<[!?a-z]|.*<(?:svg|html|script|body|iframe)\b", re.IGNORECASE | re.DOTALL)


def check_text(file: BinaryIO) -> str:
    """The word for its encoding. Raises RefusedFileError when it is neither, or is markup in disguise."""
    for codec, charset in CHARSETS.items():
        try:
            _read_through(file, codec)
        except UnicodeDecodeError:
            continue
        return charset
    raise RefusedFileError("encoding")


def _read_through(file: BinaryIO, codec: str) -> None:
    decoder = codecs.getincrementaldecoder(codec)()
    file.seek(0)
    first, ended = True, False
    while not ended:
        piece = file.read(PIECE_BYTES)
        ended = not piece
        text = decoder.decode(piece, final=ended)
        if _UNSTORABLE.search(text):
            raise RefusedFileError("encoding")
        if first and _MARKUP.match(text[:1024]):
            raise RefusedFileError("mixed")
        first = False
