"""Sign-in, sign-up and passwords in the portal's own words; nothing in them tells whether an account exists."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.signup import prevent_enumeration
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.selectors import account_of, ask_for_nothing
from portal.accounts.unconfirmed import release_address
from portal.shared.form_fields import LineField

TRAP = "website"
"""A field that no person sees; programs fill in whatever is called so."""


def _say_rules(field: forms.Field) -> None:
    field.label = _("Password")
    field.help_text = _(
        "At least 10 characters. Several words in a row are easy to remember. "
        "Not only digits, not your name or address, and no password that many people use."
    )


def _plain(form: forms.Form) -> None:
    """Labels say what belongs into a field; the grey words inside it only repeat them."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class LoginForm(allauth_forms.LoginForm):
    """allauth's form; what staying signed in means is said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remember"].label = _("Stay signed in on this device")


class SignupForm(allauth_forms.SignupForm):
    """A name as its owner writes it, an address, a password."""

    name = LineField(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Your name")
        self.fields["name"].help_text = _("As you write it yourself, in any script. One name is enough.")
        self.fields["email"].help_text = _("We send a code there, to make sure that it is yours.")
        _say_rules(self.fields["password1"])
        _plain(self)

    def validate_unique_email(self, value: str) -> str:
        """Taken addresses are found by the same two queries as free ones."""
        self.account_already_exists = account_of(value) is not None
        return value

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """A new account; for a taken address the same work for nothing, and a mail to its owner."""
        if self.data.get(TRAP):
            return None, redirect("account_email_verification_sent")
        if self.account_already_exists:
            self._save_for_nothing(request)
            ask_for_nothing(3)
            return None, prevent_enumeration(request, email=self.cleaned_data["email"])
        try:
            with transaction.atomic():
                return self.save(request), None
        except IntegrityError:  # the same address was sent twice at the same moment
            return None, prevent_enumeration(request, email=self.cleaned_data["email"])

    def _save_for_nothing(self, request: HttpRequest) -> None:
        """All that a new account costs, undone, so that nobody can tell by the clock that there is one already."""
        address = self.cleaned_data["email"]
        self.cleaned_data["email"] = f"{get_random_string(24).lower()}@invalid.example"
        self.account_already_exists = False
        with transaction.atomic():
            self.save(request)
            transaction.set_rollback(True)
        self.account_already_exists = True
        self.cleaned_data["email"] = address


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """The address whose password is forgotten."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)

    def clean_email(self) -> str:
        """Found or not, it costs the same; an account that was closed counts as none."""
        address: str = get_adapter().clean_email(self.cleaned_data["email"].lower())
        found = account_of(address)
        self.users = [found] if found is not None and found.is_active else []
        return address


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """The old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_rules(self.fields["password1"])
        self.fields["oldpassword"].label = _("Present password")
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("New password again")
        _plain(self)


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    """The new password twice, after a link from a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_rules(self.fields["password1"])
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("New password again")
        _plain(self)


class ConfirmEmailCodeForm(allauth_forms.ConfirmEmailVerificationCodeForm):
    """The code from the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the e-mail")
        _plain(self)

    def clean_code(self) -> str:
        """The right code proves the address: an account that somebody else only began with it makes way."""
        allauth_forms.BaseConfirmCodeForm.clean_code(self)
        if self.user is not None:
            release_address(user=self.user, email=self.email, now=timezone.now())
        code: str = super().clean_code()
        return code


class AddEmailForm(allauth_forms.AddEmailForm):
    """A new address in place of the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")
        self.fields["email"].help_text = _("We send a code there, to make sure that it is yours.")
        _plain(self)

    def clean_email(self) -> str:
        """The address one has already is no new one."""
        address: str = super().clean_email()
        if self.user is not None and address == self.user.email:
            raise ValidationError(_("This is your address already."))
        return address
