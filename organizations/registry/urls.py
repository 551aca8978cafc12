from django.urls import path

from organizations.registry import access_views, npo_views, ward_views

_NPO = "npo/organizations/<int:organization_id>/"

urlpatterns = [
    path("npo/organizations/new/", npo_views.register_organization, name="register_organization"),
    path(_NPO, npo_views.npo_organization, name="npo_organization"),
    path(_NPO + "about/", npo_views.register_about, name="register_about"),
    path(_NPO + "contact/", npo_views.register_contact, name="register_contact"),
    path(_NPO + "check/", npo_views.submit_organization, name="submit_organization"),
    path(_NPO + "withdraw/", npo_views.withdraw_organization, name="withdraw_organization"),
    path(_NPO + "close/", npo_views.close_organization, name="close_organization"),
    path(_NPO + "join/", npo_views.ask_to_join, name="ask_to_join"),
    path("ward/organizations/", ward_views.ward_organizations, name="ward_organizations"),
    path("ward/organizations/duplicates/", ward_views.duplicate_organizations, name="duplicate_organizations"),
    path("ward/organizations/<int:organization_id>/", ward_views.ward_organization, name="ward_organization"),
    path(
        "ward/organizations/<int:organization_id>/take-on/",
        ward_views.take_on_organization,
        name="take_on_organization",
    ),
    path(
        "ward/organizations/<int:organization_id>/restore-access/", access_views.restore_access, name="restore_access"
    ),
    path(
        "ward/organizations/<int:organization_id>/join-requests/<int:request_id>/",
        access_views.answer_for_ward,
        name="answer_for_ward",
    ),
]
