"""Pages about indicators: for everybody, and at the ward desk."""

from django.urls import path

from kpis.dashboards import (
    alert_views,
    chart_views,
    definition_views,
    entry_views,
    indicator_views,
    public_views,
    reference_views,
    report_views,
    target_views,
    views,
    year_views,
)

urlpatterns = [
    path("kpis/", public_views.scoreboard, name="scoreboard"),
    path("kpis/<slug:indicator_code>/", public_views.indicator, name="indicator"),
    path("kpis/<slug:indicator_code>/chart.svg", chart_views.indicator_chart, name="indicator_chart"),
    path("ward/kpis/", views.ward_kpis, name="ward_kpis"),
    path("ward/kpis/reports/<slug:policy_code>/", report_views.ward_policy_report, name="ward_policy_report"),
    path("ward/kpis/<slug:indicator_code>/card/", report_views.ward_answer_card, name="ward_answer_card"),
    path("ward/kpis/new/", indicator_views.new_indicator, name="new_indicator"),
    path("ward/kpis/areas/new/", indicator_views.new_area, name="new_area"),
    path("ward/kpis/years/", year_views.ward_years, name="ward_years"),
    path("ward/kpis/years/<int:fiscal_year>/", year_views.ward_year, name="ward_year"),
    path("ward/kpis/entries/", entry_views.ward_entries, name="ward_entries"),
    path("ward/kpis/entries/<int:entry_id>/", entry_views.decide_entry, name="decide_entry"),
    path("ward/kpis/entries/<int:entry_id>/change/", entry_views.change_entry, name="change_entry"),
    path("ward/kpis/references/", reference_views.ward_references, name="ward_references"),
    path("ward/kpis/references/<slug:series_key>/enter/", reference_views.enter_reference, name="enter_reference"),
    path("ward/kpis/references/<int:reference_id>/", reference_views.decide_reference, name="decide_reference"),
    path("ward/kpis/alerts/<int:alert_id>/", alert_views.ward_alert, name="ward_alert"),
    path("ward/kpis/<slug:indicator_code>/enter/", entry_views.enter_value, name="enter_value"),
    path("ward/kpis/<slug:indicator_code>/", views.ward_indicator, name="ward_indicator"),
    path("ward/kpis/<slug:indicator_code>/change/", indicator_views.change_indicator, name="change_indicator"),
    path(
        "ward/kpis/<slug:indicator_code>/definition/",
        definition_views.change_definition,
        name="change_definition",
    ),
    path("ward/kpis/<slug:indicator_code>/targets/new/", target_views.new_target, name="new_target"),
    path("ward/kpis/<slug:indicator_code>/chart.svg", chart_views.ward_indicator_chart, name="ward_indicator_chart"),
    path("ward/kpis/<slug:indicator_code>/targets/<int:target_id>/", target_views.decide_target, name="decide_target"),
    path("ward/kpis/<slug:indicator_code>/records/", views.ward_records, name="ward_records"),
]
