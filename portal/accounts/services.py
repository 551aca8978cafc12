"""Writes to people that belong to no room of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import Person, Post, User
from portal.accounts.rules import holds_post
from portal.shared.audit import record_act
from portal.shared.records import changed_columns, checked_columns, clean_value

NAMES = frozenset({"name", "usual_name", "kana", "language"})


@transaction.atomic
def set_mfa_required(*, person_id: int, required: bool, by: int | None, now: datetime) -> bool:
    """Somebody above entrusts matters to this person, or no longer does; false when nothing is new.

    Posts of the ward ask for the second factor by themselves (`rules.needs_second_factor`).
    """
    changed = Person.objects.filter(pk=person_id).exclude(mfa_required=required).update(mfa_required=required)
    if changed:
        verb = "require_second_factor" if required else "release_second_factor"
        record_act(by=by, verb=verb, on=Person.objects.get(pk=person_id), now=now)
    return bool(changed)


@transaction.atomic
def update_person(*, person_id: int, columns: Mapping[str, Any], by: int | None, now: datetime) -> bool:
    """What somebody is called and in which language mails come; false when nothing is new, ValidationError by field.

    The act says which columns changed, not what they held.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    changed = changed_columns(person, checked_columns(Person, columns, NAMES))
    if changed.get("name") == "":
        raise ValidationError({"name": Person._meta.get_field("name").error_messages["blank"]})
    if changed:
        Person.objects.filter(pk=person_id).update(**changed)
        record_act(by=by, verb="update_person", on=person, now=now, detail={"changed": sorted(changed)})
    return bool(changed)


@transaction.atomic
def person_for_post(*, email: str, name: str, language: str, by: int | None, now: datetime) -> Person:
    """The person behind an e-mail address, with a new account when there is none yet.

    A new account has no password: its owner sets one by the link that only this address receives. ValidationError
    (`name`) when somebody new has no name.
    """
    address = email.strip().lower()
    user = User.objects.select_related("person").filter(email=address).first()
    if user is not None and user.person is not None:
        return user.person
    cleaned = clean_value(name, lines=False)
    if not cleaned:
        raise ValidationError({"name": _("Nobody has an account with this address yet. Please add the name.")})
    person = Person.objects.create(name=cleaned, language=language, created=now)
    if user is None:
        user = User.objects.create_user(address, None, person=person)
        EmailAddress.objects.create(user=user, email=address, verified=False, primary=True)
    else:
        User.objects.filter(pk=user.pk).update(person=person)
    record_act(by=by, verb="give_account", on=person, now=now)
    return person


@transaction.atomic
def create_person(*, name: str, kana: str = "", language: str, by: int | None, now: datetime) -> Person:
    """Somebody who takes part without an account; ValidationError (`name`) without a name."""
    cleaned = clean_value(name, lines=False)
    if not cleaned:
        raise ValidationError({"name": _("Please write a name.")})
    person = Person.objects.create(name=cleaned, kana=clean_value(kana, lines=False), language=language, created=now)
    record_act(by=by, verb="create_person", on=person, now=now)
    return person


def colleague(*, email: str, now: datetime) -> Person:
    """Somebody who holds a post of the ward already; ValidationError (`email`) for anybody else, known or not."""
    user = User.objects.select_related("person").filter(email=email.strip().lower(), is_active=True).first()
    if user is None or user.person is None or not holds_post(user, Post.Kind.values, now):
        message = _(
            "Only somebody who already holds a post of the ward can be your deputy. For others, ask an administrator."
        )
        raise ValidationError({"email": message})
    return user.person
