"""Good files, and hostile ones, made on the spot."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.shared.files.policies import MEGABYTE, Kind, UploadPolicy

DOCUMENTS = UploadPolicy("test_documents", frozenset(Kind), max_bytes=4 * MEGABYTE)
SCRIPT = b"<script>alert(document.domain)</script>"
GPS = 0x8825
ORIENTATION = 0x0112


def upload(data: bytes, name: str = "file") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/png")


def picture(format: str = "PNG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: Any) -> bytes:
    """Left half red, right half blue."""
    image = Image.new(mode, size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    target = io.BytesIO()
    image.save(target, format, **options)
    return target.getvalue()


def photo_with_place() -> bytes:
    """Taken upright at 35.69 N with a camera on its side: what is left in the file is above in the picture."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "Secret Camera Maker"
    exif.get_ifd(GPS).update({1: "N", 2: (35.0, 41.0, 7.0), 3: "E", 4: (139.0, 42.0, 12.0)})
    return picture("JPEG", (400, 200), exif=exif, quality=95, comment=b"at home")


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_saying(width: int, height: int, *more: bytes) -> bytes:
    """A PNG whose header says so much and whose pixels are hardly there."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + b"".join([chunk(b"IHDR", header), *more, pixels, chunk(b"IEND", b"")])


def png_with(*more: bytes) -> bytes:
    """A good PNG with further chunks after its header."""
    plain = picture("PNG")
    return plain[:33] + b"".join(more) + plain[33:]


def pdf(*, entries: bytes = b"", objects: bytes = b"", tail: bytes = b"\n") -> bytes:
    """A page with nothing on it."""
    return (
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + entries + b" >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>\nendobj\n" + objects + b"xref\n0 4\n"
        b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n9\n%%EOF" + tail
    )


def pdf_stream(body: bytes, entries: bytes = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode") -> bytes:
    packed = zlib.compress(body)
    return b"9 0 obj\n<< %s /Length %d >>\nstream\n" % (entries, len(packed)) + packed + b"\nendstream\nendobj\n"


def office(main: str = "word/document.xml", entries: dict[str, bytes] | None = None, **contents: bytes) -> bytes:
    """A document of one paragraph; `entries` come after the usual ones."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", contents.get("types", b"<?xml version='1.0'?><Types/>"))
        packed.writestr(main, contents.get("body", b"<?xml version='1.0'?><document>Hello</document>"))
        for name, body in (entries or {}).items():
            packed.writestr(name, body)
    return target.getvalue()


GOOD = {
    "jpeg": picture("JPEG"),
    "png": picture("PNG"),
    "png with holes": picture("PNG", mode="RGBA"),
    "webp": picture("WEBP"),
    "photo": photo_with_place(),
    "pdf": pdf(objects=pdf_stream(b"10 0 << /Type /Font >>")),
    "docx": office(),
    "xlsx": office("xl/workbook.xml"),
    "csv": "名称,電話\r\nつなぐ,03-0000-0000\r\n".encode("cp932"),
    "text": "﻿こんにちは\n".encode(),
}
