"""The demo's volunteers and openings are such that a night finds something."""

from __future__ import annotations

from datetime import datetime

import pytest

from portal.accounts.models import Person
from portal.demo import volunteering
from portal.demo.cast import make_cast
from tests import factories
from volunteers.openings.models import Opening
from volunteers.profiles.models import Consent, VolunteerProfile

pytestmark = pytest.mark.django_db


def test_openings_are_published_and_people_agree_to_be_asked(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    organizations = [factories.make_organization(f"団体{number}") for number in range(5)]
    make_cast(organizations, now=now)
    monkeypatch.setattr(volunteering, "VOLUNTEERS", 12)
    monkeypatch.setattr(volunteering, "OPENINGS", 12)
    said: list[str] = []
    for _ in range(2):  # the second time finds everything there
        counts = volunteering.seed_volunteering(scale=1, seed=2026, now=now, tell=said.append)
        assert counts == {"openings": 12, "volunteers": 12}
    assert set(Opening.objects.values_list("status", flat=True)) == {Opening.Status.PUBLISHED}
    assert Opening.objects.open_on(now.date()).count() == 12 and len(set(Opening.objects.values_list("kind"))) == 4
    assert Consent.objects.standing_at(now).count() == 12 == VolunteerProfile.objects.open_on(now.date()).count()
    assert Person.objects.get(user__email="volunteer@demo.example").language == "en"
