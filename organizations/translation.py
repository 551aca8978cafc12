"""Which fields speak many languages: one column for each language, ja is the authoritative one.

History is kept from here because the language columns are there only after `register()`.
"""

from modeltranslation.translator import TranslationOptions, register

from organizations.directory.models import Membership, Organization
from organizations.places.indexing import DERIVED
from organizations.places.models import LanguageService, OpeningException, OpeningHours, Place, PlaceType
from portal.shared.history.tracking import keep_history


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


keep_history(Organization, leave_out=frozenset({"sort_key", "name_key", "reviewing_post"}))
keep_history(Membership)
keep_history(PlaceType)
keep_history(Place, leave_out=frozenset(DERIVED) | {"search_hash"})
keep_history(OpeningHours, under="place")
keep_history(OpeningException, under="place")
keep_history(LanguageService, under="place")
