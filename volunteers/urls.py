"""Pages of the rooms, under each language."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "volunteers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("volunteers.profiles.urls")),
    path("", include("volunteers.openings.urls")),
    path("", include("volunteers.applications.urls")),
    path("", include("volunteers.matching.urls")),
    path("", include("volunteers.hours.urls")),
]
