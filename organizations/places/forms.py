"""Sections of a place's editor that are one form each: shape and field checks, then one service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from organizations.directory.contact_fields import PhoneField
from organizations.places import sentences, services
from organizations.places.address import address_remarks, postal_digits
from organizations.places.choices import AddressVisibility, Fact, Hazard, LocationSource
from organizations.places.editing import fingerprint
from organizations.places.models import Place, PlaceType
from organizations.places.position import JAPAN_LATITUDES, JAPAN_LONGITUDES
from organizations.towns import table as towns
from organizations.vocabulary import Audience, Field
from portal.shared import texts
from portal.shared.form_fields import ChipsField, KanaField, LineField, value_words


class SectionForm(forms.Form):
    """One section; a subclass names its columns and its service."""

    verb = ""

    def __init__(self, place: Place, data: Any = None) -> None:
        self.place = place
        super().__init__(data=data, initial=self.stored(place))

    def stored(self, place: Place) -> dict[str, Any]:
        """What stands in the row, by the form's field names."""
        return {name: getattr(place, name) for name in self.base_fields}

    def seen(self, place: Place | None = None) -> str:
        """What stands in this section, short, so that a second editor is told of this section only."""
        return fingerprint(sorted(self.stored(place or self.place).items()))

    def save(self, *, revision: int, by: int | None, now: datetime) -> int:
        """Hand the cleaned values to the section's service."""
        raise NotImplementedError

    def refuse(self, error: ValidationError) -> None:
        """Show what a service could not store at the field it concerns."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, problems in error.error_dict.items():
            self.add_error(name if name in self.fields else None, problems)

    def remarks(self, today: date) -> list[str]:
        """Doubts about what was stored; they keep nobody from saving."""
        return []

    def versions(self, place: Place) -> list[tuple[str, str, str]]:
        """Label, mine, theirs for each field in which this form differs from what stands now."""
        stored = self.stored(place)
        found = list[tuple[str, str, str]]()
        for bound in self:
            mine, theirs = self.cleaned_data.get(bound.name), stored.get(bound.name)
            if bound.name in stored and (mine or None) != (theirs or None):
                field = self.fields[bound.name]
                found.append((str(bound.label), value_words(field, mine), value_words(field, theirs)))
        return found


class ContactForm(SectionForm):
    """Telephone, e-mail, form, website."""

    phone = PhoneField()
    extension = LineField(label=gettext_lazy("Extension"), required=False, max_length=10)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("Everybody can read it. Use an address of the organisation, not of a person."),
    )
    form_url = forms.URLField(label=gettext_lazy("Contact form"), required=False, max_length=500, assume_scheme="https")
    url = forms.URLField(label=gettext_lazy("Website"), required=False, max_length=500, assume_scheme="https")
    contact_note = LineField(
        label=gettext_lazy("Other ways to reach us"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("For example a LINE account. It is shown in Japanese as you write it."),
    )

    def __init__(self, place: Place, data: Any = None) -> None:
        super().__init__(place, data)
        self.fields["phone"].widget.input_type = "tel"

    def save(self, *, revision: int, by: int | None, now: datetime) -> int:
        return services.update_place_contact(
            place_id=self.place.pk, revision=revision, contact=self.cleaned_data, by=by, now=now
        )


class FactsForm(SectionForm):
    """Type, plain facts, for whom, fields, and for shelters hazards and capacity."""

    type_id = forms.TypedChoiceField(label=gettext_lazy("Type"), coerce=int)
    facts = ChipsField(label=gettext_lazy("Plain facts"), choices=Fact.choices)
    audiences = ChipsField(label=gettext_lazy("For whom"), choices=Audience.choices)
    fields_of_activity = ChipsField(label=gettext_lazy("Fields of activity"), choices=Field.choices)
    hazards = ChipsField(
        label=gettext_lazy("Shelter in case of"), choices=Hazard.choices, help_text=gettext_lazy("For shelters only.")
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("People it can take"), required=False, min_value=1, max_value=1_000_000
    )

    def __init__(self, place: Place, data: Any = None) -> None:
        super().__init__(place, data)
        self.fields["type_id"].choices = type_choices()  # type: ignore[attr-defined]

    def save(self, *, revision: int, by: int | None, now: datetime) -> int:
        return services.update_place_facts(
            place_id=self.place.pk, revision=revision, facts=self.cleaned_data, by=by, now=now
        )


def type_choices() -> list[tuple[int, str]]:
    """The types by name in the active language."""
    language = get_language() or "ja"
    return [(one.pk, texts.text(one, "name", language).value) for one in PlaceType.objects.all()]


class AddressForm(SectionForm):
    """Address in its parts, who sees it, and where the pin stands."""

    address_visibility = forms.ChoiceField(
        label=gettext_lazy("Who sees the address?"),
        choices=AddressVisibility.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "“Only the town” also hides the exact point on the map, in every list and file. "
            "“Never” takes the place off the map."
        ),
    )
    postal_code = LineField(label=gettext_lazy("Postal code"), required=False, max_length=9)
    municipality_code = forms.ChoiceField(label=gettext_lazy("City or ward"), required=False)
    town = LineField(
        label=gettext_lazy("Town"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Begin to type and choose from the list."),
        widget=forms.TextInput(attrs={"list": "towns", "autocomplete": "off"}),
    )
    block = LineField(label=gettext_lazy("Block and number"), required=False, max_length=100)
    building = LineField(label=gettext_lazy("Building and room"), required=False, max_length=120)
    floor = LineField(label=gettext_lazy("Floor"), required=False, max_length=40)
    latitude = forms.FloatField(
        label=gettext_lazy("Latitude"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=gettext_lazy("Leave both empty to use the middle of the town."),
    )
    longitude = forms.FloatField(
        label=gettext_lazy("Longitude"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )

    def __init__(self, place: Place, data: Any = None) -> None:
        super().__init__(place, data)
        known = [*towns.municipalities()]
        if place.municipality_code and place.municipality_code not in dict(known):
            known.append((place.municipality_code, place.municipality or place.municipality_code))
        self.fields["municipality_code"].choices = [("", "—"), *known]  # type: ignore[attr-defined]

    def stored(self, place: Place) -> dict[str, Any]:
        """A point that is only the town's centre is shown as empty."""
        found = super().stored(place)
        if place.location_source == LocationSource.TOWN:
            found["latitude"] = found["longitude"] = None
        return found

    def clean_postal_code(self) -> str:
        digits = postal_digits(self.cleaned_data["postal_code"])
        if digits is None:
            raise ValidationError(_("A postal code has seven digits, like 160-0022."))
        return digits

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        bounds = {"latitude": JAPAN_LATITUDES, "longitude": JAPAN_LONGITUDES}
        for name, (least, most) in bounds.items():
            value = values.get(name)
            if value is not None and not least <= value <= most and not self.errors.keys() & bounds.keys():
                self.add_error(name, sentences.position_problem("abroad"))
        return values

    def remarks(self, today: date) -> list[str]:
        """What was stored although it may be a slip."""
        return address_remarks(self.cleaned_data)

    def town_names(self) -> Iterator[str]:
        """Choices for the town, from the table of towns."""
        code = self["municipality_code"].value() or self.place.municipality_code
        return (town.name for town in towns.towns_of(str(code)))

    def save(self, *, revision: int, by: int | None, now: datetime) -> int:
        return services.update_place_address(
            place_id=self.place.pk, revision=revision, address=self.cleaned_data, by=by, now=now
        )


class NewPlaceForm(forms.Form):
    """The least a place begins with; the rest follows section by section."""

    organization_id = forms.TypedChoiceField(label=gettext_lazy("Organisation"), coerce=int)
    name_ja = LineField(label=gettext_lazy("Name in Japanese"), max_length=200)
    kana = KanaField(label=gettext_lazy("Reading in katakana"), max_length=200, required=False)
    type_id = forms.TypedChoiceField(label=gettext_lazy("Type"), coerce=int)
    municipality_code = forms.ChoiceField(label=gettext_lazy("City or ward"), required=False)
    town = LineField(
        label=gettext_lazy("Town"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"list": "towns", "autocomplete": "off"}),
    )

    def __init__(self, organizations: list[tuple[int, str]], municipality_code: str, data: Any = None) -> None:
        super().__init__(data=data, initial={"municipality_code": municipality_code})
        self.fields["organization_id"].choices = organizations  # type: ignore[attr-defined]
        self.fields["type_id"].choices = type_choices()  # type: ignore[attr-defined]
        self.fields["municipality_code"].choices = [("", "—"), *towns.municipalities()]  # type: ignore[attr-defined]
        self.home = municipality_code

    def town_names(self) -> Iterator[str]:
        """Choices for the town, from the table of towns."""
        return (town.name for town in towns.towns_of(str(self["municipality_code"].value() or self.home)))


class CloseForm(forms.Form):
    """Closing for good asks twice, and so does opening again."""

    reason = LineField(label=gettext_lazy("Reason"), max_length=300, required=False)
    sure = forms.BooleanField(
        label=gettext_lazy("Yes, this place is closed for good"),
        error_messages={
            "required": gettext_lazy(
                "Nothing was changed. If the place really is closed for good, tick “Yes, this place is closed for "
                "good”: it then leaves the map."
            )
        },
    )

    def __init__(self, data: Any = None, *, reopening: bool = False) -> None:
        super().__init__(data=data)
        if reopening:
            self.fields["sure"].label = _("Yes, this place is open again")
            self.fields["sure"].error_messages["required"] = _(
                "Nothing was changed. If the place really is open again, tick “Yes, this place is open again”: "
                "everybody then sees it."
            )
