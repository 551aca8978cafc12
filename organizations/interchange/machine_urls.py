"""Addresses of open data, without a language prefix; of the catalogue, which lists other apps' files too: portal/urls."""

from django.urls import path

from organizations.interchange import open_data_views as views

urlpatterns = [
    path("open-data/places.csv", views.places_csv, name="places_csv"),
    path("open-data/places.json", views.places_json, name="places_json"),
    path("open-data/places.geojson", views.places_geojson, name="places_geojson"),
    path("open-data/organizations.csv", views.organizations_csv, name="organizations_csv"),
]
