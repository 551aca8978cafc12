"""The second step in the portal's own words; what is checked stays allauth's."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm as AllauthAddWebAuthnForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm as AllauthAuthenticateWebAuthnForm
from allauth.mfa.webauthn.forms import EditWebAuthnForm as AllauthEditWebAuthnForm
from allauth.mfa.webauthn.forms import LoginWebAuthnForm as AllauthLoginWebAuthnForm
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm as AllauthReauthenticateWebAuthnForm
from django import forms
from django.utils.translation import gettext as _

LONGEST_NAME = 60
_MALFORMED = (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error)
"""What reading an answer of no authenticator raises: allauth expects only a part of it."""


@contextmanager
def _as_wrong_key() -> Iterator[None]:
    """Nonsense in the place of a key's answer is a wrong key, not a fault of ours."""
    try:
        yield
    except _MALFORMED as error:
        raise get_adapter().validation_error("incorrect_code") from error


def _numbers(field: forms.Field, label: str) -> None:
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= {"inputmode": "numeric", "maxlength": 20}


class AuthenticateForm(AllauthAuthenticateForm):
    """Number of the app or recovery code, after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _numbers(self.fields["code"], _("Number or recovery code"))


class ReauthenticateForm(AllauthReauthenticateForm):
    """The same, before something sensitive."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _numbers(self.fields["code"], _("Number or recovery code"))


class ActivateTotpForm(AllauthActivateTOTPForm):
    """The first number, as proof that the app works."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _numbers(self.fields["code"], _("Six digits from the app"))


class AddPasskeyForm(AllauthAddWebAuthnForm):
    """Every key here signs in by itself, so that the device always checks who holds it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Name"), max_length=LONGEST_NAME, required=False, initial=_("My device"),
            help_text=_("So that you recognise it in the list, such as “phone”."),
        )  # fmt: skip
        self.fields["passwordless"].widget = forms.HiddenInput()

    def clean_passwordless(self) -> bool:
        return True

    def clean(self) -> dict[str, Any]:
        with _as_wrong_key():
            found: dict[str, Any] = super().clean()
        return found


class AuthenticatePasskeyForm(AllauthAuthenticateWebAuthnForm):
    """A key as the second step."""

    def clean_credential(self) -> Authenticator:
        with _as_wrong_key():
            return super().clean_credential()


class LoginPasskeyForm(AllauthLoginWebAuthnForm):
    """A key instead of the password."""

    def clean_credential(self) -> Authenticator:
        with _as_wrong_key():
            return super().clean_credential()


class ReauthenticatePasskeyForm(AllauthReauthenticateWebAuthnForm):
    """A key before something sensitive."""

    def clean_credential(self) -> Authenticator:
        with _as_wrong_key():
            return super().clean_credential()


class EditPasskeyForm(AllauthEditWebAuthnForm):
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].max_length = LONGEST_NAME
