"""What others see of a volunteer, and what the person's own page and the desk read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import override

from organizations.towns.readings import oaza_romaji, plain_oaza
from organizations.towns.table import town
from portal.shared.japan import JAPAN
from portal.shared.language_names import LANGUAGE_NAMES
from volunteers.profiles.ages import minors_born_from
from volunteers.profiles.models import Consent, ConsentText, IdentityCheck, VolunteerProfile
from volunteers.vocabulary import Level, Skill

MOST_FOUND = 50


@dataclass(frozen=True)
class PublicCard:
    """All that an organisation learns before both sides agree. `languages` are name and level, `area` a town's name."""

    nickname: str
    skills: tuple[str, ...]
    languages: tuple[tuple[str, str], ...]
    area: str


def public_card(profile: VolunteerProfile, language: str) -> PublicCard:
    """The card in the reader's language; no query."""
    with override(language):
        return PublicCard(
            nickname=profile.nickname,
            skills=tuple(str(Skill(code).label) for code in profile.skills),
            languages=tuple(
                (str(LANGUAGE_NAMES[code]), str(Level(level).label)) for code, level in profile.languages.items()
            ),
            area=area_name(profile.town_code, language),
        )


def area_name(town_code: str, language: str) -> str:
    """The 大字, which is wider than a chōme, in the reader's script where the table has it; empty without a town."""
    found = town(town_code[:6], town_code[6:])
    if found is None:
        return ""
    if language == "ja-simple":
        return plain_oaza(found)
    if language in ("ja", "zh-hans", "zh-hant"):
        return found.oaza
    return oaza_romaji(found) or found.oaza


def live_profile(person_id: int) -> VolunteerProfile | None:
    """The person's profile, unless there is none or they have left."""
    return VolunteerProfile.objects.filter(person_id=person_id, ended__isnull=True).first()


def matchable_profiles(now: datetime) -> QuerySet[VolunteerProfile]:
    """Everybody of whom `rules.can_be_matched` says nothing against it, for those who ask about many."""
    today = now.astimezone(JAPAN).date()
    given = Consent.objects.in_force_at(now).filter(person_id=OuterRef("person_id"))
    agreed = Exists(given.filter(text__purpose=ConsentText.Purpose.MATCHING))
    guarded = Exists(given.filter(text__purpose=ConsentText.Purpose.GUARDIAN))
    grown = Q(born__isnull=True) | Q(born__lt=minors_born_from(today))
    return VolunteerProfile.objects.open_on(today).filter(agreed, grown | Q(guarded))


def reached_by_mail(path: str = "") -> Q:
    """Who gets mail: everybody else is called, written to, or told at the desk. `path`: to the profile, with `__`."""
    return Q((f"{path}channel", VolunteerProfile.Channel.MAIL), (f"{path}person__user__is_active", True))


def standing_consents(person_id: int, now: datetime) -> dict[str, Consent]:
    """Purpose → what the person agreed to and has not taken back."""
    rows = Consent.objects.standing_at(now).filter(person_id=person_id).select_related("text").order_by("given", "id")
    return {one.text.purpose: one for one in rows}


def identity_check_on(profile_id: int, day: date) -> IdentityCheck | None:
    """The check that holds longest, if one holds on that day."""
    checks = IdentityCheck.objects.filter(profile_id=profile_id, valid_until__gte=day).select_related("post")
    return checks.order_by("-valid_until", "-id").first()


def numbers_of_volunteers(today: date) -> dict[str, int]:
    """How many there are, pause, and have no account."""
    here = Q(ended__isnull=True)
    return VolunteerProfile.objects.aggregate(
        here=Count("id", filter=here),
        paused=Count("id", filter=here & Q(paused_until__gte=today)),
        without_account=Count("id", filter=here & Q(person__user__isnull=True)),
    )


def find_volunteers(words: str) -> tuple[int, list[VolunteerProfile]]:
    """How many bear all these words in their names, and the first `MOST_FOUND` of them; two queries."""
    named = Q()
    for word in words.split()[:5]:
        columns = ("nickname", "person__name", "person__kana", "person__usual_name")
        named &= Q(*((f"{column}__icontains", word) for column in columns), _connector=Q.OR)
    found = VolunteerProfile.objects.filter(named)
    rows = found.select_related("person__user").order_by("person__kana", "person__name", "id")
    return found.count(), list(rows[:MOST_FOUND])


def same_name(name: str) -> list[VolunteerProfile]:
    """Volunteers who bear just this name, so that nobody is written down twice."""
    squeezed = " ".join(name.split())
    rows = VolunteerProfile.objects.filter(Q(person__name__iexact=squeezed) | Q(person__usual_name__iexact=squeezed))
    return list(rows.select_related("person").order_by("id")[:5])
