"""Who of the ward may open an organisation's door again, and for whom."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext as _

from organizations.directory.models import Organization
from organizations.directory.rules import can_review_organization, is_without_manager
from portal.accounts.models import Person, User
from portal.accounts.posts.models import Holding
from portal.accounts.rules import can_work_for_ward
from portal.shared.denials import Denial


def can_restore_access(user: User | AnonymousUser, organization: Organization, now: datetime) -> Denial | None:
    """Saying who manages an organisation is for officials alone, not for contracted operators; never for one's own."""
    return can_work_for_ward(user, now) or can_review_organization(user, organization, now)


def can_let_in(user: User | AnonymousUser, organization: Organization, now: datetime) -> Denial | None:
    """The ward answers who asks to join only where nobody else could."""
    return can_restore_access(user, organization, now) or is_without_manager(organization, now)


def can_be_made_manager(people: list[Person], by: int, now: datetime) -> Denial | None:
    """Nobody of the ward gets an organisation from the ward, and least of all from their own hand."""
    ids = {one.pk for one in people}
    if by not in ids and not Holding.objects.not_over_at(now).filter(person_id__in=ids).exists():
        return None
    return Denial(
        "works-for-ward",
        _("This person works for the ward, so the ward cannot give them an organisation."),
        _("Please let somebody of the organisation in."),
    )


def people_behind(email: str) -> list[Person]:
    """Whose account has this address, confirmed or not."""
    accounts = EmailAddress.objects.filter(email__iexact=email).values("user_id")
    users = User.objects.filter(Q(email__iexact=email) | Q(pk__in=accounts), person__isnull=False)
    return list(Person.objects.filter(user__in=users))
