"""Where allauth's behaviour meets the house: who may sign up, how seeds are kept, what counts as a fresh sign-in."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.accounts.activity import SEEN_KEY
from portal.accounts.factors.rules import can_remove_factor
from portal.accounts.freshness import signed_in_freshly
from portal.accounts.mails import OutboxMails
from portal.accounts.models import Person, User
from portal.shared.audit import record_act
from portal.shared.languages import SOURCE_CODE
from portal.shared.sealing import seal, unseal


class AccountAdapter(OutboxMails):
    """Everybody may make an account; whoever signs up becomes a person of the portal."""

    error_messages = {
        **OutboxMails.error_messages,
        "too_many_login_attempts": _(
            "There were too many tries that failed. Please wait five minutes, or sign in with a passkey."
        ),
    }

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Account and person in one transaction; the person's language is the page's."""
        found: User = super().save_user(request, user, form, commit=False)
        now = timezone.now()
        with transaction.atomic():
            person = Person.objects.create(name=form.cleaned_data["name"], language=get_language() or SOURCE_CODE)
            found.person = person
            found.save()
            record_act(by=person.pk, verb="sign_up", on=person, now=now)
        return found

    def login(self, request: HttpRequest, user: User) -> None:
        """From here on the session knows when it was last used."""
        super().login(request, user)
        request.session[SEEN_KEY] = time.time()

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """When another account took the address at the same moment, the page says so."""
        try:
            with transaction.atomic():
                confirmed: bool = super().confirm_email(request, email_address)
                return confirmed
        except IntegrityError:
            messages.error(request, self.error_messages["email_taken"])
            return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """To the address that was typed: looking for others of the account would cost what nobody's costs not."""
        self.send_mail("account/email/password_reset_key", email, context)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever signed in a moment ago is not asked for the password again."""
        return super().is_reauthentication_required(app=app, **kwargs) and not signed_in_freshly(self.request)


class MFAAdapter(DefaultMFAAdapter):
    """Keeps second-factor seeds sealed (allauth stores them in clear by default), and the last factor where it must."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "You work with the matters of others here, so your sign-in needs a second step. "
            "Add a passkey or another app first, then you can remove this one."
        ),
        "cannot_generate_recovery_codes": _("Set up a passkey or an app first. The codes come with it."),
        "unverified_email": _("Please confirm your e-mail address first."),
        "incorrect_code": _("This number or key is not right, or it was used already. Please try the next one."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody who needs one."""
        return can_remove_factor(authenticator.user, authenticator, timezone.now()) is None
