"""Sign-ups that nobody finished: they go after a while, and at once when somebody proves that the address is theirs."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.accounts.models import Person, User
from portal.shared.audit import record_act
from portal.shared.history.erasing import forget_history


def never_confirmed(limit: datetime) -> QuerySet[User]:
    """Accounts made until `limit`: no confirmed address, never signed in, and nobody gave them the account."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    given = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Q(is_superuser=True)
    fresh = User.objects.filter(~Exists(confirmed), date_joined__lte=limit, last_login=None).exclude(given)
    return fresh.filter(person__holdings=None, person__memberships=None)


def forget_never_confirmed(ids: list[int], limit: datetime) -> int:
    """The account and the person that came with it; whoever confirms the address meanwhile waits, or is passed over."""
    list(Person.objects.select_for_update().filter(user__in=ids).order_by("pk"))
    list(EmailAddress.objects.select_for_update().filter(user__in=ids).order_by("pk"))
    ids = list(never_confirmed(limit).filter(pk__in=ids).values_list("pk", flat=True))
    people = list(User.objects.filter(pk__in=ids).exclude(person=None).values_list("person_id", flat=True))
    User.objects.filter(pk__in=ids).delete()
    Person.objects.filter(pk__in=people).delete()
    forget_history(Person, pgh_obj__in=people)
    return len(ids)


@transaction.atomic
def release_address(*, user: User, email: str, now: datetime) -> bool:
    """`user` has proved that the address is theirs: an account that somebody only began with it makes way.

    False when there was none, or when it is one that was given or confirmed and stays.
    """
    others = User.objects.filter(email=email.lower()).exclude(pk=user.pk)
    released = forget_never_confirmed(list(others.values_list("pk", flat=True)), now)
    if released and user.person is not None:
        record_act(by=user.person_id, verb="release_address", on=user.person, now=now)
    return bool(released)
