from django.urls import URLPattern, URLResolver, path

from volunteers.openings import life_views, npo_views, views, ward_views

_NPO = "npo/openings/<int:opening_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("volunteer/openings/", views.openings, name="openings"),
    path("volunteer/openings/<int:opening_id>/", views.opening, name="opening"),
    path("npo/openings/", npo_views.npo_openings, name="npo_openings"),
    path("npo/openings/new/", npo_views.create_opening, name="create_opening"),
    path(_NPO, npo_views.npo_opening, name="npo_opening"),
    path(_NPO + "edit/", npo_views.save_opening, name="save_opening"),
    path(_NPO + "shifts/", npo_views.set_shifts, name="set_shifts"),
    path(_NPO + "publish/", life_views.publish_opening, name="publish_opening"),
    path(_NPO + "withdraw/", life_views.withdraw_opening, name="withdraw_opening"),
    path(_NPO + "close/", life_views.close_opening, name="close_opening"),
    path(_NPO + "reopen/", life_views.reopen_opening, name="reopen_opening"),
    path(_NPO + "discard/", life_views.discard_opening, name="discard_opening"),
    path(_NPO + "copy/", life_views.copy_opening, name="copy_opening"),
    path(_NPO + "cancel/", life_views.cancel_opening, name="cancel_opening"),
    path("ward/openings/", ward_views.ward_openings, name="ward_openings"),
    path("ward/openings/<int:opening_id>/", ward_views.check_opening, name="check_opening"),
]
