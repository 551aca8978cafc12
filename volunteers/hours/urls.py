from django.urls import URLPattern, URLResolver, path

from volunteers.hours import certificate_views, npo_views, views, ward_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("volunteer/me/hours/", views.my_hours, name="my_hours"),
    path("volunteer/me/hours/<uuid:application_uid>/", views.report_hours, name="report_hours"),
    path("volunteer/me/certificates/", certificate_views.my_certificates, name="my_certificates"),
    path("volunteer/certificates/<str:code>/", certificate_views.certificate, name="certificate"),
    path(
        "volunteer/certificates/<str:code>/withdraw/",
        certificate_views.withdraw_certificate,
        name="withdraw_certificate",
    ),
    path("certificates/", certificate_views.verify_certificate, name="verify_certificate"),
    path("npo/hours/", npo_views.npo_hours, name="npo_hours"),
    path("npo/hours/<int:hours_id>/", npo_views.decide_hours, name="decide_hours"),
    path("npo/applications/<uuid:application_uid>/attendance/", npo_views.record_attendance, name="record_attendance"),
    path("npo/applications/<uuid:application_uid>/absence/", npo_views.record_absence, name="record_absence"),
    path("ward/hours/", ward_views.ward_hours, name="ward_hours"),
    path("ward/hours/<int:hours_id>/", ward_views.ward_decide_hours, name="ward_decide_hours"),
]
