from django.urls import URLPattern, URLResolver, path

from portal.accounts.kept_forms import signed_in_or_back_to
from volunteers.matching import desk_views, npo_views, views, ward_views
from volunteers.profiles.gates import at_desk

_MINE = "volunteer/me/proposals/"
_answer = signed_in_or_back_to("volunteers:ward_volunteer")(at_desk(desk_views.answer_for_volunteer))

urlpatterns: list[URLPattern | URLResolver] = [
    path(_MINE, views.my_proposals, name="my_proposals"),
    path(_MINE + "<int:proposal_id>/accept/", views.accept_proposal, name="accept_proposal"),
    path(_MINE + "<int:proposal_id>/decline/", views.decline_proposal, name="decline_proposal"),
    path("npo/openings/<int:opening_id>/candidates/", npo_views.opening_candidates, name="opening_candidates"),
    path("ward/volunteers/<int:profile_id>/answer/", _answer, name="answer_for_volunteer"),
    path("ward/matching/", ward_views.ward_matching, name="ward_matching"),
    path("ward/matching/weights/", ward_views.weights, name="set_weights"),
    path("ward/matching/openings/<int:opening_id>/", ward_views.ward_candidates, name="ward_candidates"),
]
