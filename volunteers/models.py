"""The rooms' models, gathered for Django."""

from volunteers.applications.models import Application
from volunteers.hours.models import Certificate, Hours
from volunteers.matching.models import MatchingRun, NotReached, Proposal, WeightTable
from volunteers.openings.models import Opening, Shift
from volunteers.profiles.models import AvailabilityException, Consent, ConsentText, IdentityCheck, VolunteerProfile

__all__ = [
    "Application",
    "AvailabilityException",
    "Certificate",
    "Consent",
    "ConsentText",
    "Hours",
    "IdentityCheck",
    "MatchingRun",
    "NotReached",
    "Opening",
    "Proposal",
    "Shift",
    "VolunteerProfile",
    "WeightTable",
]
