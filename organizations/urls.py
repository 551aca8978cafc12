"""Pages of the rooms, under each language."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "organizations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("organizations.resource_map.urls")),
    path("", include("organizations.registry.urls")),
    path("", include("organizations.reports.urls")),
    path("", include("organizations.places.urls")),
    path("", include("organizations.interchange.urls")),
    path("", include("organizations.directory.urls")),
]
