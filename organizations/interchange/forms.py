"""Choosing a file, and how it is to be read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.interchange.decoding import NAMES
from organizations.interchange.layout_files import layouts
from organizations.interchange.models import ImportUpload
from organizations.interchange.services import Choice


def _encodings() -> list[tuple[str, str]]:
    return [("", _("Recognise it")), *NAMES.items()]


def _layouts() -> list[tuple[str, Any]]:
    groups: list[tuple[str, Any]] = [("", _("Recognise it"))]
    for kind, label in ImportUpload.Kind.choices:
        known = [(key, f"{one.title} – {one.generation}") for key, one in layouts().items() if one.kind == kind]
        groups.append((str(label), known))
    return groups


class ReadingForm(forms.Form):
    """How a file is to be read."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is in the file?"),
        choices=ImportUpload.Kind.choices,
        widget=forms.RadioSelect,
        initial=ImportUpload.Kind.PLACES,
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"),
        choices=_encodings,
        required=False,
        help_text=gettext_lazy("Files from Japanese Excel are often CP932. It is nearly always recognised."),
    )
    layout = forms.ChoiceField(
        label=gettext_lazy("Layout"),
        choices=_layouts,
        required=False,
        help_text=gettext_lazy("State it only if the wrong one was recognised."),
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        layout = layouts().get(found.get("layout", ""))
        if layout and found.get("kind") and layout.kind != found["kind"]:
            self.add_error("layout", _("This layout is for the other kind of list. Choose one that fits."))
        return found

    def choice(self) -> Choice:
        """The cleaned values."""
        return Choice(*(self.cleaned_data[name] for name in ("kind", "encoding", "layout")))


class UploadForm(ReadingForm):
    """A file from the official's computer. `refusal` is why the file did not come in."""

    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=True)
    field_order = ("file", "kind", "encoding", "layout")

    def __init__(self, *args: Any, limit: int, refusal: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusal = refusal
        self.limit = filesizeformat(limit)
        file = self.fields["file"]
        file.help_text = _("CSV or GeoJSON, at most %(limit)s.") % {"limit": self.limit}
        file.widget.attrs["accept"] = ".csv,.txt,.tsv,.json,.geojson"
        file.required = not refusal

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if self.refusal == "too_large":
            sentence = _("The file is larger than %(limit)s. Split it into smaller files and import them one by one.")
            self.add_error("file", sentence % {"limit": self.limit})
        elif self.refusal == "disk":
            self.add_error("file", cannot_keep())
        return found


def cannot_keep() -> str:
    """For a server that cannot write."""
    return _(
        "The server could not keep the file, perhaps because its disk is full. Nothing was stored. Please tell the operator."
    )
