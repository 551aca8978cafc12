"""Plain functions that make one record each, with sensible values for what the test does not care about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from organizations.directory.logos import update_logo
from organizations.directory.models import Membership, Organization
from organizations.directory.naming import name_key
from organizations.places.indexing import index_place
from organizations.places.models import LanguageService, OpeningException, OpeningHours, Place, PlaceType
from organizations.places.types import load_place_types
from portal.accounts.models import Holding, Person, Post, User
from portal.shared.files.models import StoredFile
from portal.shared.outbox.models import Message
from portal.shared.outbox.services import enqueue_mail
from tests.second_factor import TOTP_SECRET

PASSWORD = "correct horse battery staple"
_number = count(1)


@dataclass(frozen=True)
class Cast:
    """The people of the tests and what is theirs."""

    manager: User
    other_manager: User
    staff: User
    official: User
    outsider: User
    organization: Organization
    other_organization: Organization
    place: Place
    other_place: Place
    holding: Holding

    @property
    def post(self) -> Post:
        """The official's seat."""
        return self.holding.post


def make_person(name: str = "Resident") -> Person:
    return Person.objects.create(name=name)


def make_user(email: str | None = None, *, person: Person | None = None) -> User:
    address = email or f"person{next(_number)}@example.org"
    user = User.objects.create_user(address, PASSWORD, person=person or make_person(address.split("@")[0]))
    user.emailaddress_set.create(email=address, verified=True, primary=True)
    return user


def give_factor(user: User) -> None:
    """An authenticator app, without which members and holders of posts see nothing."""
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, TOTP_SECRET)


def make_organization(name_ja: str = "つなぐ日本語の会", **fields: Any) -> Organization:
    fields.setdefault("status", Organization.Status.PUBLISHED)
    fields.setdefault("address", "新宿区若葉一丁目1-1")
    fields.setdefault("name_key", name_key(name_ja))
    if fields["status"] == Organization.Status.SUBMITTED:
        fields.setdefault("submitted_at", datetime(2026, 11, 17, 9, tzinfo=UTC))
    return Organization.objects.create(name_ja=name_ja, **fields)


def make_logo(organization: Organization, now: datetime, image: Image.Image | None = None) -> StoredFile:
    """A green square, or another picture."""
    picture = BytesIO()
    (image or Image.new("RGB", (64, 64), "green")).save(picture, "PNG")
    upload = SimpleUploadedFile("logo.png", picture.getvalue())
    return update_logo(organization_id=organization.pk, upload=upload, by=None, now=now)


def make_member(
    user: User, organization: Organization, now: datetime, role: str = Membership.Role.MANAGER
) -> Membership:
    give_factor(user)
    Person.objects.filter(pk=user.person_id).update(mfa_required=True)
    return Membership.objects.create(person=user.person, organization=organization, role=role, accepted=now)


def place_type(slug: str = "japanese-class") -> PlaceType:
    """A type by its slug; tests that flush the database get the first types back here."""
    found = PlaceType.objects.filter(slug=slug).first()
    if found is None:
        load_place_types(PlaceType)
        found = PlaceType.objects.get(slug=slug)
    return found


def make_place(
    name_ja: str = "四谷日本語教室",
    *,
    now: datetime,
    type_slug: str = "japanese-class",
    hours: list[tuple[int, int, int]] | None = None,
    exceptions: list[tuple[date, date, int | None, int | None]] | None = None,
    languages: list[dict[str, Any]] | None = None,
    **fields: Any,
) -> Place:
    """A published place, indexed. hours: (weekday, opens, closes); exceptions: (first, last, opens, closes)."""
    defaults: dict[str, Any] = {
        "municipality_code": "131041",
        "prefecture": "東京都",
        "municipality": "新宿区",
        "town_code": "0004001",
        "town": "若葉一丁目",
        "block": "1-2",
        "latitude": 35.6852,
        "longitude": 139.7247,
        "location_source": "given",
        "hours_known": "hours" if hours else "unknown",
    }
    place = Place.objects.create(name_ja=name_ja, type=place_type(type_slug), **{**defaults, **fields})
    for weekday, opens, closes in hours or []:
        OpeningHours.objects.create(place=place, weekday=weekday, opens=opens, closes=closes)
    for first, last, begins, ends in exceptions or []:
        OpeningException.objects.create(place=place, first=first, last=last, opens=begins, closes=ends)
    for row in languages or []:
        LanguageService.objects.create(place=place, **row)
    index_place(place.pk, now=now)
    place.refresh_from_db()
    return place


def make_post(user: User, kind: str, now: datetime, **dates: Any) -> Holding:
    """A post of its own for this person, held from now on."""
    give_factor(user)
    return Holding.objects.create(post=Post.objects.create(kind=kind), person=user.person, **{"starts": now, **dates})


def make_dead_mail(now: datetime) -> Message:
    """A mail whose address was refused."""
    values = {"password_reset_url": "https://portal.example/reset/"}
    mail = enqueue_mail(
        template="account/password_reset_key", to="gone@example.org", language="ja", values=values, now=now
    )
    ended = {"status": Message.Status.DEAD, "ended": now, "attempts": 1, "last_error": "SMTPRecipientsRefused 550"}
    Message.objects.filter(pk=mail.pk).update(**ended)
    return mail


def make_cast(now: datetime) -> Cast:
    """The fixed cast: two NPOs with a manager each, one more staff member, an official, an outsider."""
    organization = make_organization("つなぐ日本語の会", name_en="Tsunagu Japanese Circle")
    other = make_organization("みどり子ども食堂", name_en="Midori Children's Table")
    manager, other_manager = make_user("manager@example.org"), make_user("other@example.org")
    staff, official = make_user("staff@example.org"), make_user("official@example.org")
    make_member(manager, organization, now)
    make_member(other_manager, other, now)
    make_member(staff, organization, now, Membership.Role.STAFF)
    holding = make_post(official, Post.Kind.OFFICIAL, now)
    return Cast(
        manager=manager,
        other_manager=other_manager,
        staff=staff,
        official=official,
        outsider=make_user("outsider@example.org"),
        organization=organization,
        other_organization=other,
        place=make_place(now=now, organization=organization, name_en="Yotsuya Japanese class"),
        other_place=make_place("みどり食堂", now=now, organization=other, type_slug="food-support"),
        holding=holding,
    )
