"""The addresses of second factors; included before allauth's of the same names."""

from django.urls import path

from portal.accounts.factors import views

urlpatterns = [
    path("second-factor/", views.second_factor, name="second_factor"),
    path("2fa/totp/activate/", views.ActivateTotpView.as_view(), name="mfa_activate_totp"),
    path("2fa/webauthn/add/", views.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", views.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path("2fa/recovery-codes/", views.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
]
