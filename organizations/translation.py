"""Which fields speak many languages: one column for each language, ja is the authoritative one."""

from modeltranslation.translator import TranslationOptions, register

from organizations.directory.models import Organization
from organizations.places.models import Place, PlaceType


@register(Organization)
class OrganizationTranslation(TranslationOptions):
    fields = ("name", "summary", "description")
    fallback_languages = {"default": ("ja",)}


@register(PlaceType)
class PlaceTypeTranslation(TranslationOptions):
    fields = ("name",)
    fallback_languages = {"default": ("ja",)}


@register(Place)
class PlaceTranslation(TranslationOptions):
    fields = ("name", "summary", "description", "access", "hours_note")
    fallback_languages = {"default": ("ja",)}
