"""Addresses for machines, without a language prefix."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("organizations.resource_map.machine_urls")),
    path("", include("organizations.interchange.machine_urls")),
]
