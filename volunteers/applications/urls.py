from django.urls import path

from volunteers.applications import calendar_views, npo_views, views

_ME = "volunteer/me/applications/<int:application_id>/"
_NPO = "npo/openings/<int:opening_id>/applications/"

urlpatterns = [
    path("volunteer/openings/<int:opening_id>/apply/", views.apply, name="apply"),
    path("volunteer/me/applications/", views.my_applications, name="my_applications"),
    path(_ME + "withdraw/", views.withdraw_application, name="withdraw_application"),
    path(_ME + "answer/", views.answer_offer, name="answer_offer"),
    path(_ME + "contact/", views.share_contact, name="share_contact"),
    path("volunteer/me/calendar/", calendar_views.my_calendar, name="my_calendar"),
    path("volunteer/me/calendar/shifts.ics", calendar_views.download_calendar, name="download_calendar"),
    path("volunteer/calendar/<str:token>/shifts.ics", calendar_views.calendar_feed, name="calendar_feed"),
    path(_NPO, npo_views.opening_applications, name="opening_applications"),
    path(_NPO + "<int:application_id>/", npo_views.answer_application, name="answer_application"),
    path(_NPO + "<int:application_id>/contact/", npo_views.look_at_contact, name="look_at_contact"),
    path(_NPO + "<int:application_id>/attendance/", npo_views.mark_attendance, name="mark_attendance"),
    path("npo/openings/<int:opening_id>/shifts/<int:shift_id>/cancel/", npo_views.cancel_shift, name="cancel_shift"),
]
