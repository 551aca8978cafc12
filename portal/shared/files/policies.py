"""What may be uploaded for which purpose, as data: one table to read when somebody asks what the portal takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024


class Kind(StrEnum):
    """What a file is by its content; the name and the browser's word for it count for nothing."""

    PICTURE = "picture"
    PDF = "pdf"
    TEXT = "text"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class UploadPolicy:
    """One purpose. Pictures: `max_pixels` as they come, `max_side` and `fit_bytes` (0: no bound) as they are kept.

    public: anybody may read it, unless the purpose's reader objects; retention: kept so long, None: until deleted.
    """

    purpose: str
    kinds: frozenset[Kind]
    max_bytes: int
    max_pixels: int = 25_000_000
    max_side: int = 2048
    fit_bytes: int = 0
    public: bool = False
    retention: timedelta | None = None


ORGANIZATION_LOGO = "organization_logo"
KPI_ENTRY = "kpi_entry"
"""What a value that an official enters comes from: a report, a table of answers."""

POLICIES: Mapping[str, UploadPolicy] = {
    one.purpose: one
    for one in (
        UploadPolicy(
            ORGANIZATION_LOGO,
            frozenset({Kind.PICTURE}),
            max_bytes=5 * MEGABYTE,
            max_pixels=16_000_000,
            max_side=512,
            fit_bytes=30_000,
            public=True,
        ),
        UploadPolicy(KPI_ENTRY, frozenset({Kind.PDF, Kind.TEXT, Kind.OFFICE}), max_bytes=20 * MEGABYTE),
    )
}

ENDINGS: Mapping[Kind, str] = {
    Kind.PICTURE: ".jpg,.jpeg,.png,.webp",
    Kind.PDF: ".pdf",
    Kind.TEXT: ".txt,.csv,.tsv",
    Kind.OFFICE: ".docx,.xlsx,.pptx",
}


def kind_words(kinds: frozenset[Kind]) -> str:
    """The kinds for a reader: "picture (JPEG, PNG, WebP) / PDF"."""
    words = {
        Kind.PICTURE: _("picture (JPEG, PNG, WebP)"),
        Kind.PDF: "PDF",
        Kind.TEXT: _("text or CSV"),
        Kind.OFFICE: "Word (.docx), Excel (.xlsx), PowerPoint (.pptx)",
    }
    return " / ".join(words[kind] for kind in Kind if kind in kinds)
