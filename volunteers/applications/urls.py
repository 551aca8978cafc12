from django.urls import path

from volunteers.applications import calendar_views, npo_views, views

_ME = "volunteer/me/applications/<int:application_id>/"
_NPO = "npo/applications/<int:application_id>/"

urlpatterns = [
    path("volunteer/openings/<int:opening_id>/apply/", views.apply, name="apply"),
    path("volunteer/me/applications/", views.my_applications, name="my_applications"),
    path(_ME + "withdraw/", views.withdraw_application, name="withdraw_application"),
    path(_ME + "answer/", views.answer_offer, name="answer_offer"),
    path(_ME + "contact/", views.share_contact, name="share_contact"),
    path("volunteer/me/calendar/", calendar_views.my_calendar, name="my_calendar"),
    path("volunteer/me/calendar/shifts.ics", calendar_views.download_calendar, name="download_calendar"),
    path("volunteer/calendar/<str:token>/shifts.ics", calendar_views.calendar_feed, name="calendar_feed"),
    path("npo/openings/<int:opening_id>/applications/", npo_views.opening_applications, name="opening_applications"),
    path(_NPO, npo_views.answer_application, name="answer_application"),
    path(_NPO + "contact/", npo_views.look_at_contact, name="look_at_contact"),
    path("npo/shifts/<int:shift_id>/cancel/", npo_views.cancel_shift, name="cancel_shift"),
]
