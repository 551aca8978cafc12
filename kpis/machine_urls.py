"""Addresses for machines, without a language prefix."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kpis.open_data.machine_urls")),
]
