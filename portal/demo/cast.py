"""The demo's people: one for each role, so that every screen can be tried; never made in production."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password
from django.db import transaction

from organizations.directory.models import Membership, Organization
from organizations.directory.services import add_member
from portal.accounts.models import Person, Post, User
from portal.accounts.posts.services import appoint_to_new_post

PASSWORD = "tsunagu demo 2026"
STEP_SECONDS = 30


@dataclass(frozen=True)
class Role:
    """A person of the cast; `organization` is its place in the list of demo organisations (with `operates`, the one
    whose contract with the ward the post fulfils); who `registers` has begun those that are not public yet.
    """

    email: str
    role: str
    title: str
    organization: int | None = None
    membership: str = ""
    post: str = ""
    post_ja: str = ""
    post_en: str = ""
    operates: bool = False
    registers: bool = False

    @property
    def totp_secret(self) -> str | None:
        """The secret of this role's authenticator app, the same in every demo; None for those who need no app."""
        if not self.membership and not self.post and not self.registers:
            return None
        return base64.b32encode(hashlib.sha1(f"{PASSWORD}:{self.email}".encode()).digest()).decode()


CAST = (
    Role("manager1@demo.example", "npo-manager", "NPO manager 1", 0, Membership.Role.MANAGER),
    Role("manager2@demo.example", "npo-manager", "NPO manager 2", 1, Membership.Role.MANAGER),
    Role("staff1@demo.example", "npo-staff", "NPO staff 1", 0, Membership.Role.STAFF),
    Role(
        "official1@demo.example", "official", "Official 1", post=Post.Kind.OFFICIAL,
        post_ja="地域振興課 協働推進係", post_en="Collaboration desk",
    ),
    Role(
        "official2@demo.example", "official", "Official 2", post=Post.Kind.OFFICIAL,
        post_ja="地域振興課 多文化共生係", post_en="Intercultural desk",
    ),
    Role(
        "administrator@demo.example", "administrator", "Administrator", post=Post.Kind.ADMINISTRATOR,
        post_ja="地域振興課長", post_en="Head of community affairs",
    ),
    Role(
        "contractor@demo.example", "contractor", "Contracted operator", 2, post=Post.Kind.CONTRACTOR,
        post_ja="協働センター 受託者", post_en="Operator of the collaboration centre", operates=True,
    ),
    Role(
        "auditor@demo.example", "auditor", "Auditor", post=Post.Kind.AUDITOR,
        post_ja="監査事務局", post_en="Audit office",
    ),
    Role(
        "coordinator@demo.example", "coordinator", "Coordinator", post=Post.Kind.COORDINATOR,
        post_ja="ボランティア コーディネーター", post_en="Volunteer coordinator",
    ),
    Role(
        "reviewer@demo.example", "reviewer", "Reviewer", post=Post.Kind.REVIEWER,
        post_ja="助成金 審査員", post_en="Reviewer of grants",
    ),
    Role("founder@demo.example", "founder", "Founder", registers=True),
    Role("volunteer@demo.example", "volunteer", "Volunteer"),
    Role("resident@demo.example", "resident", "Resident"),
)  # fmt: skip


@transaction.atomic
def make_cast(organizations: list[Organization], *, now: datetime) -> int:
    """Create whoever is missing; answers how many were made."""
    present = set(User.objects.filter(email__in=[role.email for role in CAST]).values_list("email", flat=True))
    missing = [role for role in CAST if role.email not in present]
    password = make_password(PASSWORD) if missing else ""
    for role in missing:
        person = Person.objects.create(name=role.title)
        user = User.objects.create(email=role.email, password=password, person=person)
        EmailAddress.objects.create(user=user, email=role.email, verified=True, primary=True)
        if role.membership and role.organization is not None:
            add_member(
                organization_id=organizations[role.organization].pk,
                person_id=person.pk,
                role=role.membership,
                by=None,
                now=now,
            )
        if role.post:
            columns: dict[str, Any] = {"title_ja": role.post_ja, "title_en": role.post_en}
            if role.operates:
                columns["operated_by"] = organizations[role.organization or 0].pk
            appoint_to_new_post(kind=role.post, person_id=person.pk, columns=columns, by=None, now=now)
    give_factors()
    return len(missing)


def give_factors() -> None:
    """Apps for whoever has none, also in a demo that was built before they were asked for."""
    wanted = {role.email: role.totp_secret for role in CAST if role.totp_secret}
    having = Authenticator.objects.filter(type=Authenticator.Type.TOTP).values("user_id")
    for user in User.objects.filter(email__in=wanted).exclude(pk__in=having):
        TOTP.activate(user, wanted[user.email] or "")


def present_code(secret: str, now: datetime) -> str:
    """What the app of this secret shows at the moment."""
    return format_hotp_value(hotp_value(secret, int(now.timestamp()) // STEP_SECONDS))


def accounts() -> list[dict[str, Any]]:
    """The cast that exists in this database; `totp_secret` is null for those who need no second factor."""
    memberships = {
        row.person_id: row
        for row in Membership.objects.filter(person__user__email__endswith="@demo.example").order_by("-id")
    }
    names = dict(Organization.objects.values_list("id", "name_ja"))
    found = []
    for role in CAST:
        user = User.objects.filter(email=role.email).first()
        if user is None:
            continue
        membership = memberships.get(user.person_id or 0)
        found.append(
            {
                "email": role.email,
                "password": PASSWORD,
                "totp_secret": role.totp_secret,
                "role": role.role,
                "organization": names.get(membership.organization_id) if membership else None,
                "organization_id": membership.organization_id if membership else None,
            }
        )
    return found
