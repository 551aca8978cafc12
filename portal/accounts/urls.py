"""Our own views stand before allauth's of the same names: the first that fits is taken."""

from django.urls import include, path

from portal.accounts.views import ConfirmEmailCodeView

urlpatterns = [
    path("accounts/confirm-email/", ConfirmEmailCodeView.as_view(), name="account_email_verification_sent"),
    path("accounts/", include("portal.accounts.factors.urls")),
    path("accounts/", include("allauth.urls")),
]
