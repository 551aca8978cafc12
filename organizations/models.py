"""The rooms' models, gathered for Django."""

from organizations.directory.models import Membership, Organization
from organizations.interchange.models import ImportRun, ImportUpload
from organizations.places.models import LanguageService, OpeningException, OpeningHours, Place, PlaceType

__all__ = [
    "ImportRun",
    "ImportUpload",
    "LanguageService",
    "Membership",
    "OpeningException",
    "OpeningHours",
    "Organization",
    "Place",
    "PlaceType",
]
