"""The table of weights, and a volunteer's word when declining."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.shared.form_fields import ParagraphsField
from volunteers.matching.scoring import MOST, Weights
from volunteers.matching.weighing import checked_weights

NAMES = tuple(field.name for field in fields(Weights))
_SALT = "volunteers.matching.weights"
_SEEN_FOR = timedelta(days=1)
LABELS = {
    "skills": _("Skills"),
    "interests": _("Interest in the field"),
    "languages": _("Languages"),
    "distance": _("Being near"),
    "availability": _("Free times"),
    "experience": _("Experience in the field"),
    "freshness": _("Profile confirmed lately"),
    "online": _("Online, instead of being near"),
}


class WeightsForm(forms.Form):
    """How many points each reason is worth at most, and why it is changed; the reason is asked for when it is saved."""

    reason = ParagraphsField(
        label=_("Why is this changed?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = {
            name: forms.IntegerField(label=LABELS[name], min_value=0, max_value=MOST, initial=getattr(Weights(), name))
            for name in NAMES
        }
        self.fields = {**numbers, **self.fields}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                checked_weights(self.weights)
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned

    @property
    def weights(self) -> dict[str, int]:
        """The numbers alone."""
        return {name: self.cleaned_data[name] for name in NAMES}


def seen_mark(weights: Mapping[str, int]) -> str:
    """Goes with a preview, and comes back with what is saved: these weights were looked at."""
    return signing.dumps(dict(weights), salt=_SALT)


def was_seen(mark: str, weights: Mapping[str, int]) -> bool:
    """Whether the mark is of a preview of these very weights, within a day."""
    try:
        return bool(signing.loads(mark, salt=_SALT, max_age=_SEEN_FOR) == dict(weights))
    except signing.BadSignature:
        return False


class DeclineForm(forms.Form):
    """Nobody has to say why."""

    reason = ParagraphsField(max_length=1000, required=False)
