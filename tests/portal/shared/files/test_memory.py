"""A hostile file costs the server at most twice its size, whatever it claims to hold: peak memory of a real process."""

from __future__ import annotations

import io
import json
import os
import random
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

from django.conf import settings
from PIL import Image

from tests.portal.shared.files import samples
from tests.portal.shared.files.samples import MEGABYTE, chunk, office, pdf, pdf_stream, png_saying

ROOM = 3 * MEGABYTE
"""For pieces, windows and directories, whatever the file's size."""
CONTROL = "good picture"
NOISE = random.Random(3).randbytes(3 * MEGABYTE)


def noisy(format: str, side: int = 1024) -> bytes:
    target = io.BytesIO()
    Image.frombytes("RGB", (side, side), NOISE[: side * side * 3]).save(target, format, quality=100, compress_level=1)
    return target.getvalue()


def directory_bomb() -> bytes:
    """Hardly any content, 8,000 names."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for number in range(8_000):
            packed.writestr(zipfile.ZipInfo(f"{number}"), b"")
    return target.getvalue()


def hostile() -> dict[str, tuple[str, bytes]]:
    texts = chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(MEGABYTE))) * 200
    stored = {"word/media/a.png": NOISE, "word/z.xlsx": office("xl/workbook.xml")}
    return {
        "pixels": ("pixels", png_saying(60_000, 60_000)),
        "many pixels of a webp": (
            "pixels",
            b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<II", 10, 0) + b"\xff" * 6,
        ),
        "few of 24 million pixels": ("damaged", png_saying(6_000, 4_000)),
        "texts": ("damaged", png_saying(6_000, 4_000, texts)),
        "cut png": ("damaged", noisy("PNG")[:-1000]),
        "cut jpeg": ("damaged", noisy("JPEG")[:-1000]),
        "cut webp": ("damaged", noisy("WEBP", 512)[:-1000]),
        "pdf bomb": ("bomb", pdf(objects=pdf_stream(bytes(70 * MEGABYTE)))),
        "pdf with a late script": ("pdf_active", pdf(objects=NOISE + b"9 0 obj << /S /JavaScript >> endobj\n")),
        "pdf with zip": ("mixed", pdf(objects=NOISE, tail=b"\n" + office())),
        "zip bomb": ("bomb", office(entries={"word/a.xml": bytes(70 * MEGABYTE)})),
        "zip bomb in directory": ("bomb", directory_bomb()),
        "zip in zip": ("inside", office(entries=stored)),
        "text": ("encoding", "つなぐ".encode() * 300_000 + b"\xff"),
        "svg": ("svg", b"<svg>" + NOISE),
        "too large": ("too_large", NOISE * 2),
        CONTROL: ("taken", samples.picture("PNG", (4000, 4000))),
    }


def test_what_is_refused_costs_at_most_twice_its_size(tmp_path: Path) -> None:
    files = hostile()
    for name, (_code, data) in files.items():
        (tmp_path / name).write_bytes(data)
    command = [sys.executable, "-m", "tests.portal.shared.files.measuring", str(tmp_path)]
    ran = subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"},
        capture_output=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    found = json.loads(ran.stdout)
    assert {name: one["code"] for name, one in found.items()} == {name: code for name, (code, _) in files.items()}
    for name, one in found.items():
        print(f"{name}: {one['size']:,} bytes, {one['grown']:,} more in memory")  # noqa: T201
    costly = [name for name, one in found.items() if one["grown"] > 2 * one["size"] + ROOM]
    assert costly == [CONTROL], "a picture that is taken needs room for its pixels, so the measure sees them"
