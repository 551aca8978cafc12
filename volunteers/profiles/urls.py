from collections.abc import Callable

from django.urls import URLPattern, URLResolver, path

from portal.accounts.kept_forms import signed_in_or_back_to
from volunteers.profiles import section_views as sections
from volunteers.profiles import views, ward_views
from volunteers.profiles.gates import View, at_desk, own

ME, SOMEBODY = "volunteer/me/", "ward/volunteers/<int:profile_id>/"


def _back_to(name: str) -> Callable[[View], View]:
    """A button alone: who signs in meanwhile arrives at the page that has it."""
    return signed_in_or_back_to(f"volunteers:{name}")


urlpatterns: list[URLPattern | URLResolver] = [
    path("volunteer/", views.take_part, name="take_part"),
    path(ME, own(views.my_profile), name="my_profile"),
    path(ME + "start/", views.start_profile, name="start_profile"),
    path(ME + "start/<slug:step>/", own(views.start_step), name="start_step"),
    path(ME + "edit/<slug:section>/", own(sections.edit_profile), name="edit_profile"),
    path(ME + "confirm/", _back_to("my_profile")(own(sections.confirm_profile)), name="confirm_profile"),
    path(ME + "pause/", own(sections.pause_profile), name="pause_profile"),
    path(ME + "days/", own(sections.set_availability), name="set_availability"),
    path(ME + "consents/", own(sections.consents), name="consents"),
    path(ME + "leave/", own(sections.end_profile), name="end_profile"),
    path("ward/volunteers/", ward_views.ward_volunteers, name="ward_volunteers"),
    path("ward/volunteers/new/", ward_views.create_volunteer, name="create_volunteer"),
    path(SOMEBODY, ward_views.ward_volunteer, name="ward_volunteer"),
    path(SOMEBODY + "identity/", at_desk(ward_views.check_identity), name="check_identity"),
    path(SOMEBODY + "edit/<slug:section>/", at_desk(sections.edit_profile), name="ward_edit_profile"),
    path(
        SOMEBODY + "confirm/",
        _back_to("ward_volunteer")(at_desk(sections.confirm_profile)),
        name="ward_confirm_profile",
    ),
    path(SOMEBODY + "pause/", at_desk(sections.pause_profile), name="ward_pause_profile"),
    path(SOMEBODY + "days/", at_desk(sections.set_availability), name="ward_set_availability"),
    path(SOMEBODY + "consents/", at_desk(sections.consents), name="ward_consents"),
    path(SOMEBODY + "leave/", at_desk(sections.end_profile), name="ward_end_profile"),
]
