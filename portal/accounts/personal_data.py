"""What the portal keeps about people and their accounts, and how it is erased."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import ActivityDay, Holding, Person, User
from portal.accounts.selectors import ACTIVITY_DAYS
from portal.accounts.unconfirmed import forget_never_confirmed, never_confirmed
from portal.shared.history.erasing import forget_history
from portal.shared.japan import JAPAN
from portal.shared.privacy.hiding import names_alone, telling
from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject

NEVER_CONFIRMED_DAYS = 7
UNTIL_ERASED = _("Until you delete your account or ask us to.")
YOU_AND_WARD = _("You, and the ward's officials.")
ONLY_YOU = _("Only you.")


def find(uid: UUID) -> Subject | None:
    """Everything by which rows know this person; their row stays locked until the transaction ends."""
    person = Person.objects.select_for_update().filter(uid=uid).first()
    if person is None:
        return None
    users = list(User.objects.filter(person=person))
    # An address that was only entered may be somebody else's: nobody erases that by leaving.
    proved = EmailAddress.objects.filter(user__in=users, verified=True).values_list("email", flat=True)
    addresses = {*proved, *(user.email for user in users)}
    names = () if _is_erased(person) else names_alone((person.name, person.kana, person.usual_name))
    return Subject(
        person_id=person.pk,
        uid=uid,
        user_ids=tuple(user.pk for user in users),
        addresses=tuple(sorted({address.lower() for address in addresses})),
        names=names,
        spoken=telling(person.name) if names else "",
        since=min((user.date_joined for user in users), default=None),
    )


def _neutral_name() -> str:
    with override("ja"):
        return gettext("Erased person")


def _is_erased(person: Person) -> bool:
    """Whoever is erased has no name that could be looked for: the one that stands there is everybody's."""
    return person.name == _neutral_name() and not person.kana and not person.usual_name


def _erase_sessions(subject: Subject, erasing: Erasing) -> int:
    theirs = {str(user_id) for user_id in subject.user_ids}
    if not theirs:
        return 0
    keys = [one.pk for one in Session.objects.iterator() if one.get_decoded().get("_auth_user_id") in theirs]
    UserSession.objects.filter(user_id__in=subject.user_ids).delete()
    return Session.objects.filter(pk__in=keys).delete()[0]


def _erase_factors(subject: Subject, erasing: Erasing) -> int:
    return Authenticator.objects.filter(user_id__in=subject.user_ids).delete()[0]


def _erase_posts(subject: Subject, erasing: Erasing) -> int:
    """Whoever is gone holds no post any longer; that they held it stays, without a name."""
    theirs = Holding.objects.filter(person_id=subject.person_id)
    ended = theirs.filter(starts__lt=erasing.now).not_over_at(erasing.now).update(ends=erasing.now)
    return ended + theirs.filter(starts__gte=erasing.now).delete()[0]


def _erase_activity(subject: Subject, erasing: Erasing) -> int:
    return ActivityDay.objects.filter(person_id=subject.person_id).delete()[0]


def _erase_accounts(subject: Subject, erasing: Erasing) -> int:
    return User.objects.filter(pk__in=subject.user_ids).delete()[0]


def _erase_names(subject: Subject, erasing: Erasing) -> int:
    forget_history(Person, pgh_obj=subject.person_id)
    neutral = _neutral_name()
    rows = Person.objects.filter(pk=subject.person_id).exclude(name=neutral, kana="", usual_name="")
    changed = rows.update(name=neutral, kana="", usual_name="", language="ja", mfa_required=False)
    forget_history(Person, pgh_obj=subject.person_id)
    return changed


def _show_person(subject: Subject) -> list[Mapping[str, Any]]:
    return list(Person.objects.filter(pk=subject.person_id).values("uid", "name", "kana", "usual_name", "language"))


def _show_accounts(subject: Subject) -> list[Mapping[str, Any]]:
    addresses = EmailAddress.objects.filter(user_id__in=subject.user_ids)
    users = User.objects.filter(pk__in=subject.user_ids)
    return [
        *users.values("email", "date_joined", "last_login", "is_active"),
        *addresses.values("email", "verified", "primary"),
        *SocialAccount.objects.filter(user_id__in=subject.user_ids).values("provider", "uid", "extra_data"),
    ]


def _show_factors(subject: Subject) -> list[Mapping[str, Any]]:
    """That there is one, never its secret."""
    return list(Authenticator.objects.filter(user_id__in=subject.user_ids).values("type", "created_at", "last_used_at"))


def _show_sessions(subject: Subject) -> list[Mapping[str, Any]]:
    rows = UserSession.objects.filter(user_id__in=subject.user_ids)
    return list(rows.values("ip", "user_agent", "created_at", "last_seen_at"))


def _show_posts(subject: Subject) -> list[Mapping[str, Any]]:
    rows = Holding.objects.filter(person_id=subject.person_id)
    return list(rows.values("post__kind", "post__title_ja", "deputy", "starts", "ends"))


def _show_activity(subject: Subject) -> list[Mapping[str, Any]]:
    return list(ActivityDay.objects.filter(person_id=subject.person_id).order_by("day").values("day"))


def _forget_accounts(ids: list[int], now: datetime) -> int:
    return forget_never_confirmed(ids, now - timedelta(days=NEVER_CONFIRMED_DAYS))


PERSONAL_DATA = (
    PersonalData(
        name="sessions",
        fields={
            "sessions.Session": frozenset({"session_data"}),
            "usersessions.UserSession": frozenset({"ip", "user_agent", "data"}),
        },
        title=_("Signing in"),
        purpose=_("To keep you signed in, and to show you from where your account is used."),
        who_sees=ONLY_YOU,
        retention=Retention(
            days=0,
            words=_("Until you sign out; two weeks at most."),
            overdue=lambda limit, now: Session.objects.filter(expire_date__lte=now),
        ),
        erase=_erase_sessions,
        show=_show_sessions,
    ),
    PersonalData(
        name="factors",
        fields={"mfa.Authenticator": frozenset({"data"})},
        title=_("Second factor"),
        purpose=_("To make sure that it is you who signs in."),
        who_sees=_("Nobody; it is stored encrypted."),
        retention=Retention(days=0, words=_("Until you remove it.")),
        erase=_erase_factors,
        show=_show_factors,
    ),
    PersonalData(
        name="posts",
        fields={"accounts.Holding": frozenset({"person"})},
        title=_("Posts at the ward"),
        purpose=_("To know who may decide what, and who decided it."),
        who_sees=YOU_AND_WARD,
        retention=Retention(days=0, words=_("For good, but without your name once your data are erased.")),
        erase=_erase_posts,
        show=_show_posts,
    ),
    PersonalData(
        name="activity",
        fields={"accounts.ActivityDay": frozenset({"person"})},
        title=_("Days on which you used the portal signed in"),
        purpose=_("To count how many people use the portal in a month. Only the day is kept, not what you did."),
        who_sees=_("Only you. The ward sees how many people there were."),
        retention=Retention(
            days=ACTIVITY_DAYS,
            words=_("25 months."),
            overdue=lambda limit, now: ActivityDay.objects.filter(day__lt=limit.astimezone(JAPAN).date()),
        ),
        erase=_erase_activity,
        show=_show_activity,
    ),
    PersonalData(
        name="accounts",
        fields={
            "accounts.User": frozenset({"email", "password", "last_login"}),
            "account.EmailAddress": frozenset({"email"}),
            "socialaccount.SocialAccount": frozenset({"user", "uid", "extra_data"}),
            "socialaccount.SocialToken": frozenset({"token", "token_secret"}),
        },
        title=_("Account: e-mail address and password"),
        purpose=_("To let you sign in, and to write to you about what you do here."),
        who_sees=_("You, and the ward's officials. The password: nobody; only a check value is stored."),
        retention=Retention(
            days=NEVER_CONFIRMED_DAYS,
            words=_("Until you delete your account; seven days if you never confirm the address."),
            overdue=lambda limit, now: never_confirmed(limit),
            forget=_forget_accounts,
        ),
        erase=_erase_accounts,
        show=_show_accounts,
    ),
    PersonalData(
        name="people",
        fields={"accounts.Person": frozenset({"name", "kana", "usual_name", "language"})},
        title=_("Name and language"),
        purpose=_("To know whom we talk to, and in which language."),
        who_sees=_("You, the ward's officials, and the members of your organisation."),
        retention=Retention(days=0, words=UNTIL_ERASED),
        erase=_erase_names,
        show=_show_person,
    ),
)
