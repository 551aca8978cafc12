"""Addresses of the map for scripts, without a language prefix."""

from django.urls import path

from organizations.resource_map import map_views

urlpatterns = [
    path("map/points", map_views.points, name="map_points"),
    path("map/outline.json", map_views.outline, name="map_outline"),
]
