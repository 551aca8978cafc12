"""Why a file is not taken, and what to do about it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "too_large": _("The file is larger than %(limit)s. Please make it smaller or choose another one."),
    "empty": _("The file is empty. Please choose another one."),
    "disk": _(
        "The server could not keep the file, perhaps because its disk is full. Nothing was stored. Please try later."
    ),
    "kind": _("Files of this kind are not taken here. Please choose one of these: %(kinds)s."),
    "svg": _("Drawings in SVG can hide programs, so they are not taken. Please save the drawing as PNG."),
    "damaged": _("The file is damaged or not complete. Please save it again and choose the new file."),
    "pixels": _("The picture has too many pixels (%(width)s × %(height)s). Please make it smaller."),
    "moving": _("Moving pictures are not taken. Please choose a still one."),
    "pdf_locked": _("The PDF is locked with a password. Please save it without one."),
    "pdf_active": _(
        "The PDF has programs, commands or other files inside. Please print it to a new PDF and choose that one."
    ),
    "mixed": _(
        "The file is two kinds of file in one, so it is not taken. Please save it again in the program that made it."
    ),
    "encoding": _("The letters of the file cannot be read. Please save it as UTF-8."),
    "macros": _("The document has macros. Please save it without macros (.docx, .xlsx, .pptx)."),
    "inside": _("The document has other files inside or calls them from elsewhere. Please take them out."),
    "bomb": _("The document unpacks to far more than its size, so it is not taken. Please save it again."),
}


class RefusedFileError(Exception):
    """The file is not taken; `code` is one of SENTENCES, `values` fill its gaps."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values

    def sentence(self) -> str:
        """What is wrong and what to do, in the reader's language."""
        return str(SENTENCES[self.code]) % self.values

    def for_field(self, field: str) -> ValidationError:
        """The sentence on the form's field."""
        return ValidationError({field: ValidationError(self.sentence(), code=self.code)})
