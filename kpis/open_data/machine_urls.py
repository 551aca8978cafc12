"""Addresses of the numbers for machines."""

from django.urls import path

from kpis.open_data import views

urlpatterns = [
    path("open-data/kpis/breakdowns.csv", views.kpi_breakdowns_csv, name="kpi_breakdowns_csv"),
    path("open-data/kpis/breakdowns.json", views.kpi_breakdowns_json, name="kpi_breakdowns_json"),
    path("open-data/kpis/indicators.csv", views.kpi_indicators_csv, name="kpi_indicators_csv"),
    path("open-data/kpis/values.csv", views.kpi_values_csv, name="kpi_values_csv"),
    path("open-data/kpis/values.json", views.kpi_values_json, name="kpi_values_json"),
]
