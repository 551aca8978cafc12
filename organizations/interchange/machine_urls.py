"""Addresses of open data, without a language prefix."""

from django.urls import path

from organizations.interchange import open_data_views as views

urlpatterns = [
    path("open-data/", views.open_data, name="open_data"),
    path("open-data/places.csv", views.places_csv, name="places_csv"),
    path("open-data/places.json", views.places_json, name="places_json"),
    path("open-data/places.geojson", views.places_geojson, name="places_geojson"),
    path("open-data/organizations.csv", views.organizations_csv, name="organizations_csv"),
]
