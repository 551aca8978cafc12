"""The texts of a place: the form of all languages, and the reading of the name."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy

from organizations.places import services
from organizations.places.editing import fingerprint
from organizations.places.models import Place
from portal.shared.form_fields import KanaField
from portal.shared.text_form import TextsForm


class PlaceTextsForm(TextsForm):
    """Name, sentence, description, way and note on hours, in ten languages."""

    kana = KanaField(
        label=gettext_lazy("Reading of the name in katakana"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("It decides where the place stands in lists."),
    )

    def __init__(self, place: Place, data: Any = None, opened: str = "") -> None:
        self.place = place
        super().__init__(place, services.TEXT_FIELDS, data, opened)
        self.fields["kana"].kept = place.kana  # type: ignore[attr-defined]

    def stored(self, row: Any) -> dict[str, Any]:
        return {**super().stored(row), "kana": row.kana}

    def seen(self, place: Place | None = None) -> str:
        """What stands in the texts, short."""
        return fingerprint(sorted(self.stored(place or self.place).items()))

    def remarks(self, today: date) -> list[str]:
        """Texts that were stored are in no doubt."""
        return []

    def save(self, *, revision: int, by: int | None, now: datetime) -> int:
        return services.update_place_texts(
            place_id=self.place.pk,
            revision=revision,
            texts=self.texts(),
            kana=self.cleaned_data["kana"],
            minor=self.cleaned_data["minor"],
            still_right=self.still_right(),
            by=by,
            now=now,
        )
