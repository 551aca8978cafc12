"""A small ward for the browser, built in a process of its own, because the browser's thread may not ask the database."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from kpis import models as kpis
from kpis.catalogue.loading import load_catalogue
from kpis.measurements.closing import close_year
from kpis.measurements.entering import return_entry
from kpis.measurements.models import Measurement
from kpis.references.models import Series
from kpis.rollups.services import roll_up
from organizations.directory.models import Invitation, Organization
from organizations.places.indexing import index_places
from organizations.places.models import LanguageService, OpeningHours, Place
from organizations.reports.models import Report
from portal.accounts.models import Holding, Person, Post
from portal.demo.content import DATA, MUNICIPALITY, PlaceSpec, make_content
from portal.shared.japan import JAPAN
from portal.shared.models import Ward
from portal.shared.nights.steps import Cursor
from portal.shared.outbox.models import Message
from portal.shared.versions import content_changed
from tests import factories
from tests.browser.facts import CLASS_NAMES, EDITED, INVITATION, LONG_NAME, Facts
from tests.browser.neighbours import days_pass, move_in
from tests.kpis.factories import make_alert, make_entry, make_reference, make_values_of
from tests.volunteers.factories import (
    make_application,
    make_hours,
    make_opening,
    make_profile,
    make_proposal,
    make_shift,
)
from volunteers.hours.certificates import issue_certificate
from volunteers.openings.models import Shift
from volunteers.profiles.models import VolunteerProfile

ALWAYS = [(day, 0, 1440) for day in range(8)]
OFFICE = [(day, 540, 1020) for day in range(5)]
SAMPLES_PER_THEME = 4
WARD_ROLES = ("official", "auditor", "administrator")


def main() -> None:
    """`build` makes everything and prints the facts; `tiles ADDRESS` changes where map tiles come from; `letter ADDRESS` prints the link of the newest mail to it; `days-pass OPENING` prints what its people were reminded of."""
    if sys.argv[1] == "tiles":
        Ward.objects.update(tile_url=sys.argv[2])
        content_changed()
        return
    if sys.argv[1] == "letter":
        print(Message.objects.filter(to=sys.argv[2]).latest("pk").values["url"])  # noqa: T201
        return
    if sys.argv[1] == "days-pass":
        print(days_pass(int(sys.argv[2]), timezone.now()))  # noqa: T201
        return
    call_command("migrate", interactive=False, verbosity=0)
    print(json.dumps(asdict(build(timezone.localtime()))))  # noqa: T201


def build(now: datetime) -> Facts:
    """All rows, as if written some days ago."""
    facts = Facts(password=factories.PASSWORD)
    outline = json.loads((DATA / f"outline_{MUNICIPALITY[:5]}.json").read_text(encoding="utf-8"))
    Ward.objects.create(
        pk=1, municipality_code=MUNICIPALITY, phone="03-0000-1111", outline=outline.get("geometry", outline)
    )
    _samples(now)
    _people(facts, now)
    _known_places(facts, now)
    _edited_places(facts, now)
    factories.make_dead_mail(now)
    Report.objects.create(
        place_id=facts.places["class"], kind="hours", words="Closed on Thursdays.", language="en", reported=now
    )
    move_in(facts, now)
    _openings(facts, now)
    _volunteering(facts, now)
    _indicators(facts, now)
    content_changed()
    return facts


def _indicators(facts: Facts, now: datetime) -> None:
    """A night has counted everything that has a source."""
    load_catalogue(kpis)
    cursor: Cursor = 0
    while cursor is not None:
        cursor = roll_up(night=now.astimezone(JAPAN).date(), now=now, cursor=cursor).cursor
    counted = Measurement.objects.filter(indicator__code="002-3-listings", records__gt=0).order_by("first", "revision")
    shown = counted.first()
    assert shown is not None
    facts.volunteering |= {"month-first": str(shown.first), "month-last": str(shown.last)}
    day = now.date() - timedelta(days=40)
    official = Holding.objects.filter(post__kind=Post.Kind.OFFICIAL).latest("pk")
    close_year(year=2019, decisions="夜の案内を増やす。", by=official.person_id, post_id=official.post_id, now=now)
    make_values_of("multi-actor", now)
    returned = make_entry(now, first=day, last=day)
    return_entry(entry_id=returned.pk, reason="名簿を付けてください。", by=facts.people["second"], now=now)
    alert = make_alert(now, indicator=kpis.Indicator.objects.get(code="002-3-listings"))
    facts.volunteering |= {"alert": alert.pk}
    facts.volunteering |= {"entry": make_entry(now).pk, "entry-returned": returned.pk}
    for role in ("enters", "approves"):
        user = factories.make_user(f"{role}@example.org")
        factories.make_post(user, Post.Kind.OFFICIAL, now - timedelta(days=1))
        facts.accounts[role] = user.email
        facts.codes[user.email] = RecoveryCodes.activate(user).get_unused_codes()
    reference = make_reference(Series.CORE_NPOS, day, numbers=["7000012050002", "2021001052596"])
    facts.volunteering["reference"] = reference.pk


def _openings(facts: Facts, now: datetime) -> None:
    """What the circle needs people for: shown, with everything that can be said; a draft with gaps; one that waits."""
    circle = Organization.objects.get(pk=facts.organizations["circle"])
    full: dict[str, Any] = {
        "title_en": "Help in the Japanese class", "title_ja_simple": "{日本語|にほんご}の {教室|きょうしつ}の {手伝|てつだ}い",
        "summary_ja": "机を並べて、会話の相手をします。", "summary_en": "Set up tables and talk with learners.",
        "place_id": facts.places["class"], "money": "fee", "insured": True, "with_children": True, "adults_present": 2,
        "identity_required": True, "minimum_age": 18, "languages_basic": ("ja", "vi"), "languages_fluent": ("vi",),
        "languages_welcome": ("en", "ne"), "skills_welcome": ("listening",), "meeting_point_ja": "二階の入口",
        "deadline": now.date() + timedelta(days=5),
    }  # fmt: skip
    shown = make_opening(now=now, organization=circle, **full)
    make_shift(shown, now=now, places=4, taken=1)
    make_shift(shown, now=now, days=14)
    draft = make_opening("下書きの募集", now=now, organization=circle, status="draft", with_children=True, money="fee")
    checking = make_opening("新しい団体の募集", now=now, status="checking", kind="ongoing", slots=("sat-morning",))
    facts.volunteering |= {"opening": shown.pk, "opening-draft": draft.pk, "opening-checking": checking.pk}


def _volunteering(facts: Facts, now: datetime) -> None:
    """One member of the circle helped elsewhere, where nobody could confirm it; somebody else helped the circle."""
    second, other = Person.objects.get(pk=facts.people["second"]), factories.make_person("Tran Van Minh")
    begun, yesterday = (
        now - timedelta(days=30),
        {"starts": now - timedelta(days=1, hours=2), "ends": now - timedelta(days=1)},
    )
    for person, key in ((second, "bare"), (other, "circle")):
        profile = make_profile(
            person.name, now=begun, person=person, about="料理と音楽が好きです。", skills=("cooking", "web"),
            interests=("6", "11"), languages_fluent=("ja",),
        )  # fmt: skip
        facts.volunteering["mine" if person == second else "profile"] = profile.pk
        opening = make_opening(
            f"教室の手伝い {key}", now=begun, organization=Organization.objects.get(pk=facts.organizations[key])
        )
        had = make_application(profile, make_shift(opening, now=now, **yesterday), now=begun)
        facts.volunteering["had" if person == second else "came"] = str(had.uid)
        earlier = make_application(profile, make_shift(opening, now=now, days=-8), now=begun)
        reported = make_hours(earlier, now=now - timedelta(days=8))
        facts.volunteering["ward-hours" if person == second else "hours"] = reported.pk
        make_hours(
            make_application(profile, make_shift(opening, now=now, days=-9), now=begun), now=now, status="confirmed"
        )
        _to_answer(profile, key, now)
    _asking(facts, second, now)
    today = now.date()
    certificate = issue_certificate(person_id=second.pk, starts=today, ends=today, by=second.pk, now=now)
    facts.volunteering["certificate"] = certificate.code


def _to_answer(profile: VolunteerProfile, key: str, now: datetime) -> None:
    """One is proposed something for two times, and offered a place that became free."""
    fits = make_opening(
        f"受付の手伝い {key}", now=now, title_en="Reception", summary_ja="来た人を案内します。", skills_welcome=("web",)
    )
    for day in (4, 5):
        make_shift(fits, now=now, days=day)
    make_proposal(profile, fits, now=now)
    if key == "circle":
        free = make_shift(fits, now=now, days=6, taken=1)
        make_application(profile, free, now=now, status="offered", due=now + timedelta(hours=40))


def _asking(facts: Facts, second: Person, now: datetime) -> None:
    """The circle chooses among people who ask; one of its own has a place elsewhere, is offered one and waits."""
    circle = Organization.objects.get(pk=facts.organizations["circle"])
    opening = make_opening("運動会の手伝い", now=now, organization=circle, answer="we-choose", title_en="Sports day")
    shift = make_shift(opening, now=now, places=2)
    states: list[dict[str, Any]] = [
        {"status": "applied", "due": now + timedelta(hours=9), "decided": None, "message": "Hello, I would like to help."},
        {"status": "accepted"}, {"status": "waiting", "decided": None}, {"status": "declined", "reason": "満員です"},
    ]  # fmt: skip
    asks = []
    for number, fields in enumerate(states):
        profile = make_profile(f"Khanh {number}", now=now, skills=("cooking",), languages_conversational=("vi",))
        asks.append(make_application(profile, shift, now=now, **fields))
    Shift.objects.filter(pk=shift.pk).update(taken=1, pending=1)
    mine = second.volunteer_profile
    elsewhere = make_opening("炊き出しの手伝い", now=now, meeting_point_ja="駅前", bring_ja="手袋")
    has = make_application(mine, make_shift(elsewhere, now=now, taken=1), now=now)
    make_application(
        mine, make_shift(elsewhere, now=now, days=8, taken=1), now=now, status="offered", due=now + timedelta(hours=40)
    )
    make_application(mine, make_shift(elsewhere, now=now, days=9, taken=1), now=now, status="waiting", decided=None)
    facts.volunteering |= {
        "asked-for": opening.pk, "asked-shift": shift.pk, "asks": asks[0].pk, "has-place": has.pk,
    }  # fmt: skip


def _people(facts: Facts, now: datetime) -> None:
    circle = factories.make_organization(
        "つなぐ日本語の会", name_en="Tsunagu Japanese Circle", name_ja_simple="つなぐ {日本語|にほんご}の {会|かい}",
        summary_ja="日本語をいっしょに学びます。", languages=["ja", "en", "vi"], audiences=["foreign-residents"],
        fields_of_activity=["11"], phone="03-0000-2222", municipality_code=MUNICIPALITY,
    )  # fmt: skip
    factories.make_logo(circle, now, Image.effect_noise((600, 400), 100))  # the heaviest there can be
    facts.organizations |= {"circle": circle.pk, "bare": factories.make_organization(LONG_NAME).pk}
    newcomer, traveller = factories.make_user("newcomer@example.org"), factories.make_user("traveller@example.org")
    facts.accounts |= {"newcomer": newcomer.email, "traveller": traveller.email}
    Person.objects.filter(pk__in=[newcomer.person_id, traveller.person_id]).update(mfa_required=True)
    draft = factories.make_organization("まだ下書きの会", status="draft", phone="03-0000-8888")
    facts.organizations["draft"] = draft.pk
    Invitation.objects.create(
        token=INVITATION, organization=circle, email="new@example.org", role="staff", invited=now,
        expires=now + timedelta(days=14),
    )  # fmt: skip
    for role in ("founder", "colleague"):
        user = factories.make_user(f"{role}@example.org")
        facts.accounts[role] = user.email
        if role == "founder":
            factories.give_factor(user)
            facts.codes[user.email] = RecoveryCodes.activate(user).get_unused_codes()
    for role in ("manager", "second", "careful", "official", "auditor", "administrator"):
        user = factories.make_user(f"{role}@example.org")
        facts.accounts[role] = user.email
        facts.people[role] = user.person_id or 0
        if role in WARD_ROLES:
            factories.make_post(user, role, now - timedelta(days=1))
        else:
            factories.make_member(user, circle, now)
        if role == "manager":
            factories.make_member(user, draft, now)
        facts.codes[user.email] = RecoveryCodes.activate(user).get_unused_codes()


def _known_places(facts: Facts, now: datetime) -> None:
    """What a place can be, one of each."""
    class_texts = {f"name_{code.replace('-', '_')}": name for code, name in CLASS_NAMES.items() if code != "ja"}
    spoken = [
        {"language": "en", "mode": "volunteer"},
        {"language": "vi", "weekdays": [3], "starts": 780, "ends": 1020, "mode": "interpreter", "needs_booking": True},
        {"language": "ne", "mode": "video"},
    ]
    places: dict[str, dict[str, Any]] = {
        "class": {
            "name_ja": CLASS_NAMES["ja"], **class_texts, "hours": ALWAYS, "languages": spoken, "facts": ["free", "children"],
            "holiday_treatment": "own", "closed_at_year_end": False, "phone": "03-0000-3333", "email": "class@example.org",
            "organization_id": facts.organizations["circle"], "audiences": ["foreign-residents"],
            "summary_ja": "生活の日本語を学びます。", "access_ja": "四ツ谷駅から歩いて8分", "confirmed": now.date(),
        },
        "shut": {
            "name_ja": "若葉夜のやさしい日本語教室", "name_en": "Wakaba easy Japanese class at night", "hours": OFFICE,
            "name_ja_simple": "{若葉|わかば}の {夜|よる}の やさしい {日本語|にほんご} {教室|きょうしつ}",
            "exceptions": [(now.date() - timedelta(days=30), now.date() + timedelta(days=330), None, None)],
        },
        "elsewhere": {
            "name_ja": "大久保やさしい日本語教室", "name_en": "Okubo easy Japanese class", "hours": ALWAYS, "holiday_treatment": "open",
            "name_ja_simple": "{大久保|おおくぼ}の やさしい {日本語|にほんご} {教室|きょうしつ}", "town_code": "0007001", "town": "大久保一丁目",
        },
        "hidden": {"name_ja": "秘密の相談室", "type_slug": "consultation-desk", "address_visibility": "never", "hours": OFFICE},
        "town_only": {"name_ja": "若葉ひろば", "type_slug": "community-space", "address_visibility": "town"},
        "shelter": {
            "name_ja": "若葉小学校", "type_slug": "evacuation-shelter", "hazards": ["earthquake", "fire"], "capacity": 520,
        },
        "outdated": {
            "name_ja": "若葉相談窓口", "name_en": "Wakaba advice desk", "summary_ja": "毎日相談できます。",
            "summary_en": "Advice on Mondays.", "type_slug": "consultation-desk", "hours": OFFICE,
            "translation_state": {"summary": {"en": {"state": "outdated", "source": "0"}}},
        },
        "long": {"name_ja": LONG_NAME, "organization_id": facts.organizations["bare"], "building": "Ｗ" * 60},
    }  # fmt: skip
    facts.places |= {key: factories.make_place(now=now, **fields).pk for key, fields in places.items()}


def _edited_places(facts: Facts, now: datetime) -> None:
    for key in EDITED:
        place = factories.make_place(
            f"窓口 {key}", now=now, name_en=f"Desk {key}", organization_id=facts.organizations["circle"], hours=OFFICE,
            phone="03-0000-4444", languages=[{"language": "en", "mode": "staff"}], summary_ja="相談できます。",
        )  # fmt: skip
        facts.places[key] = place.pk


def _samples(now: datetime) -> None:
    """Some of every theme of the demo ward: real texts, real towns."""
    _, specs = make_content(scale=1, seed=2026)
    seen: Counter[str] = Counter()
    made = []
    for spec in specs:
        theme = spec.organization_key.partition("-")[0]
        seen[theme] += 1
        if seen[theme] <= SAMPLES_PER_THEME:
            made.append(_sample(spec, now))
    index_places(made, now=now)


def _sample(spec: PlaceSpec, now: datetime) -> int:
    texts = {f"{name}_{column}": text for name, forms in spec.texts.items() for column, text in forms.items()}
    place = Place.objects.create(
        type=factories.place_type(spec.type_slug), name=texts["name_ja"], **texts,
        municipality_code=MUNICIPALITY, prefecture="東京都", municipality="新宿区", town=spec.town.name,
        town_code=spec.town.town_code, block=spec.block, latitude=spec.latitude, longitude=spec.longitude,
        address_visibility=spec.visibility, phone=spec.phone, facts=spec.facts, audiences=spec.audiences,
        fields_of_activity=spec.fields_of_activity, hazards=spec.hazards, capacity=spec.capacity,
        hours_known=spec.pattern.known, holiday_treatment=spec.pattern.holidays,
        confirmed=now.date() - timedelta(days=spec.confirmed_days_ago) if spec.confirmed_days_ago else None,
    )  # fmt: skip
    for weekday, opens, closes, weeks in spec.pattern.weekly:
        OpeningHours.objects.create(place=place, weekday=weekday, opens=opens, closes=closes, weeks=list(weeks))
    LanguageService.objects.bulk_create(LanguageService(place=place, **row) for row in spec.languages)
    return place.pk
