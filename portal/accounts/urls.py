from django.urls import include, path

urlpatterns = [path("accounts/", include("portal.accounts.factors.urls")), path("accounts/", include("allauth.urls"))]
