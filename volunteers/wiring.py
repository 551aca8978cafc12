"""Which rooms listen to openings and volunteers: the only place that knows both, read once when the portal starts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from volunteers.applications.filling import settle_places
from volunteers.applications.releasing import end_with_opening
from volunteers.applications.selectors import counts_of, number_offered
from volunteers.hours import untold as hours_untold
from volunteers.matching.by_hand import News, also_tell
from volunteers.matching.by_hand import at_the_desk as answers_at_the_desk
from volunteers.matching.releasing import release_with_opening
from volunteers.matching.selectors import best_of, number_waiting
from volunteers.openings.endings import at_the_end
from volunteers.openings.models import Opening
from volunteers.openings.overview import on_the_page
from volunteers.openings.places_set import when_places_are_set
from volunteers.profiles.models import VolunteerProfile
from volunteers.profiles.overview import at_the_desk, on_my_page


def _applications(*, opening: Opening, now: datetime) -> dict[str, Any]:
    return {"counts": counts_of([opening.pk])[opening.pk]}


def _candidates(*, opening: Opening, now: datetime) -> dict[str, Any]:
    return {"best": best_of(opening, now)}


def _proposals(*, profile: VolunteerProfile, now: datetime) -> dict[str, int]:
    return {"proposals_waiting": number_waiting(profile.pk, now)}


def _offers(*, profile: VolunteerProfile, now: datetime) -> dict[str, int]:
    return {"offers_waiting": number_offered(profile.pk)}


at_the_end(end_with_opening)
at_the_end(release_with_opening)
when_places_are_set(settle_places)
on_the_page(_applications)
on_the_page(_candidates)
at_the_desk(answers_at_the_desk)
also_tell("hours", News(hours_untold.to_tell, hours_untold.note_told))
on_my_page(_proposals)
on_my_page(_offers)
