"""Pages of the rooms, under each language."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "kpis"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kpis.dashboards.urls")),
]
