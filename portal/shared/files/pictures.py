"""Pictures are never kept as they came: their pixels are painted anew, so that nothing else can ride along."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps

from portal.shared.files.picture_headers import Header, check_scans, plain_png, read_header
from portal.shared.files.policies import UploadPolicy
from portal.shared.files.refusals import RefusedFileError

CONTENT_TYPE = "image/webp"
_QUALITIES = (86, 70, 50)
_SMALLEST_SIDE = 64
_ONE_AT_A_TIME = threading.Lock()
"""Unpacked pixels are the largest thing an upload needs: a crowd of uploads waits in line for them."""


@dataclass(frozen=True, slots=True)
class Painted:
    """The new picture, WebP, without a word about camera, place or author."""

    data: bytes
    width: int
    height: int


def paint_anew(file: BinaryIO, format: str, size: int, policy: UploadPolicy) -> Painted:
    """Upright, at most `max_side` wide and high, at most `fit_bytes`. Raises RefusedFileError.

    The size in pixels is judged before the first pixel is unpacked. Colour profiles are left behind too.
    """
    header = read_header(file, format, size)
    if header.width * header.height > policy.max_pixels:
        raise RefusedFileError("pixels", width=header.width, height=header.height)
    source = file
    if format == "PNG":
        source = BytesIO()
        plain_png(file, source, size)
    elif format == "JPEG":
        check_scans(file)
    source.seek(0)
    with _ONE_AT_A_TIME:
        return _fitting(_pixels(source, header, policy.max_side), policy.fit_bytes)


def _pixels(source: BinaryIO, header: Header, max_side: int) -> Image.Image:
    try:
        with Image.open(source, formats=[header.format]) as opened:
            if opened.size != (header.width, header.height) or getattr(opened, "is_animated", False) is True:
                _refuse_frames(opened, header)
            opened.draft("RGB", (max_side, max_side))
            mode = "RGBA" if opened.has_transparency_data else "RGB"
            plain = opened if opened.mode == mode else opened.convert(mode)  # palettes shrink badly
            plain.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
            plain = ImageOps.exif_transpose(plain).copy()
    except RefusedFileError:
        raise
    except Exception as error:  # decoders of hostile bytes raise whatever they stumble over
        raise RefusedFileError("damaged") from error
    plain.info.clear()
    return plain


def _refuse_frames(opened: Image.Image, header: Header) -> None:
    """A telephone's JPEG may carry a second picture behind the first, which is simply not read."""
    if opened.size != (header.width, header.height):
        raise RefusedFileError("damaged")
    if header.format != "JPEG":
        raise RefusedFileError("moving")


def _fitting(picture: Image.Image, fit_bytes: int) -> Painted:
    """Coarser first, then smaller, until it fits."""
    while True:
        for quality in _QUALITIES:
            target = BytesIO()
            picture.save(target, "WEBP", quality=quality, method=4)
            painted = Painted(target.getvalue(), *picture.size)
            if not fit_bytes or len(painted.data) <= fit_bytes:
                return painted
        if max(picture.size) <= _SMALLEST_SIDE:
            return painted
        picture = picture.resize((max(1, picture.width * 2 // 3), max(1, picture.height * 2 // 3)))
