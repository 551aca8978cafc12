from django.urls import path

from organizations.places import npo_views, organization_views, type_views, views

urlpatterns = [
    path("ward/place-types/", type_views.place_types, name="place_types"),
    path("ward/place-types/add/", type_views.create_place_type, name="create_place_type"),
    path("ward/place-types/<int:type_id>/", type_views.edit_place_type, name="edit_place_type"),
    path("places/<int:place_id>/", views.place, name="place"),
    path("places/<int:place_id>/card/", views.desk_card_page, name="desk_card"),
    path("organizations/<int:organization_id>/", views.organization, name="organization"),
    path(
        "npo/organizations/<int:organization_id>/edit/",
        organization_views.update_organization,
        name="update_organization",
    ),
    path("npo/places/new/", npo_views.create_place, name="create_place"),
    path("npo/places/<int:place_id>/", npo_views.edit_place, name="edit_place"),
    path("npo/places/<int:place_id>/edit/texts/", npo_views.update_place_texts, name="update_place_texts"),
    path("npo/places/<int:place_id>/edit/address/", npo_views.update_place_address, name="update_place_address"),
    path("npo/places/<int:place_id>/edit/contact/", npo_views.update_place_contact, name="update_place_contact"),
    path("npo/places/<int:place_id>/edit/facts/", npo_views.update_place_facts, name="update_place_facts"),
    path("npo/places/<int:place_id>/edit/hours/", npo_views.replace_opening_hours, name="replace_opening_hours"),
    path(
        "npo/places/<int:place_id>/edit/hours/preview/", npo_views.preview_opening_hours, name="preview_opening_hours"
    ),
    path(
        "npo/places/<int:place_id>/edit/languages/",
        npo_views.replace_language_services,
        name="replace_language_services",
    ),
    path("npo/places/<int:place_id>/confirm/", npo_views.confirm_place, name="confirm_place"),
    path("npo/places/<int:place_id>/close/", npo_views.close_place, name="close_place"),
]
