from django.urls import path

from organizations.reports import views, ward_views

urlpatterns = [
    path("report/place/<int:place_id>/", views.report_place, name="report_place"),
    path("report/organization/<int:organization_id>/", views.report_organization, name="report_organization"),
    path("report/thanks/", views.reported, name="reported"),
    path("ward/reports/", ward_views.ward_reports, name="ward_reports"),
    path("ward/reports/<int:report_id>/", ward_views.ward_report, name="ward_report"),
]
