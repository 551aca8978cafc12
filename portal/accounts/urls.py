"""Our own views stand before allauth's of the same names: the first that fits is taken."""

from django.urls import include, path

from portal.accounts.views import ConfirmEmailCodeView

_ours = [
    path("confirm-email/", ConfirmEmailCodeView.as_view(), name="account_email_verification_sent"),
    path("", include("portal.accounts.factors.urls")),
]
_allauths = [
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("single-sign-on/", include("allauth.socialaccount.urls")),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]
urlpatterns = [path("accounts/", include([*_ours, *_allauths]))]
