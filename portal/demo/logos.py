"""Invented logos for invented organisations: discs of paper colours, no two alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from organizations.directory.logos import logo_of, update_logo
from organizations.directory.models import Organization

SIDE = 256
_DRAWN = 2 * SIDE
_COLOURS = ("#1f6f54", "#c4552d", "#2b5c9e", "#8a5a9e", "#a37c12", "#3d7f8c")


def add_logos(organizations: Iterable[Organization], *, now: datetime) -> None:
    """Each gets the one of its number, unless it has one already."""
    for number, organization in enumerate(organizations):
        if logo_of(organization.pk) is None:
            upload = ContentFile(draw_logo(number), "logo.png")
            update_logo(organization_id=organization.pk, upload=upload, by=None, now=now)


def draw_logo(number: int) -> bytes:
    """A PNG with a clear ground: a disc, and petals around its middle."""
    image = Image.new("RGBA", (_DRAWN, _DRAWN))
    draw = ImageDraw.Draw(image)
    draw.ellipse((0, 0, _DRAWN - 1, _DRAWN - 1), _COLOURS[number % len(_COLOURS)])
    petals = 3 + number // len(_COLOURS) % 5
    for petal in range(petals):
        turned = Image.new("L", image.size)
        box = (_DRAWN * 0.4, _DRAWN * 0.1, _DRAWN * 0.6, _DRAWN * 0.48)
        ImageDraw.Draw(turned).ellipse(box, 255)
        image.paste("#fffaf0", mask=turned.rotate(360 * petal / petals, Image.Resampling.BICUBIC))
    target = BytesIO()
    image.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(target, "PNG")
    return target.getvalue()
