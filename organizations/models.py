"""The rooms' models, gathered for Django."""

from organizations.directory.models import DistinctPair, Invitation, JoinRequest, Membership, Organization
from organizations.interchange.models import ImportRun, ImportUpload
from organizations.places.models import LanguageService, OpeningException, OpeningHours, Place, PlaceType
from organizations.reports.models import Report

__all__ = [
    "DistinctPair",
    "ImportRun",
    "ImportUpload",
    "Invitation",
    "JoinRequest",
    "LanguageService",
    "Membership",
    "OpeningException",
    "OpeningHours",
    "Organization",
    "Place",
    "PlaceType",
    "Report",
]
