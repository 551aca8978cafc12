"""Somebody becomes a volunteer: profile and consent in one go, by oneself or at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.services import create_person
from portal.shared.japan import JAPAN
from volunteers.profiles.ages import is_minor
from volunteers.profiles.consents import give_consent
from volunteers.profiles.models import ConsentText, VolunteerProfile
from volunteers.profiles.services import save_profile


@transaction.atomic
def sign_up(
    *,
    person_id: int,
    values: Mapping[str, Any],
    consents: Mapping[str, Mapping[str, Any]],
    language: str,
    by: int | None,
    now: datetime,
    post_id: int | None = None,
) -> VolunteerProfile:
    """Profile and consents, or neither. `consents`: purpose → `version` read and, for a guardian's, `guardian`.

    ValidationError by field, also (`guardian`) when somebody under 18 comes without one.
    """
    profile = save_profile(person_id=person_id, values=values, by=by, now=now, post_id=post_id)
    if is_minor(profile.born, now.astimezone(JAPAN).date()) and ConsentText.Purpose.GUARDIAN not in consents:
        raise ValidationError({"guardian": _("Please write the name of a parent or guardian.")})
    for purpose, given in consents.items():
        give_consent(
            person_id=person_id,
            purpose=purpose,
            language=language,
            channel=profile.channel,
            by=by,
            now=now,
            post_id=post_id,
            **given,
        )
    return profile


@transaction.atomic
def register_volunteer(
    *,
    person: Mapping[str, str],
    values: Mapping[str, Any],
    consents: Mapping[str, Mapping[str, Any]],
    language: str,
    by: int,
    now: datetime,
    post_id: int,
) -> VolunteerProfile:
    """The desk writes down somebody without an account; `person` holds name, kana and language."""
    made = create_person(**person, by=by, now=now)
    return sign_up(
        person_id=made.pk, values=values, consents=consents, language=language, by=by, now=now, post_id=post_id
    )
