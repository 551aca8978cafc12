from django.urls import URLPattern, URLResolver, path

from volunteers.matching import npo_views, views, ward_views

_MINE = "volunteer/me/proposals/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_MINE, views.my_proposals, name="my_proposals"),
    path(_MINE + "<int:proposal_id>/accept/", views.accept_proposal, name="accept_proposal"),
    path(_MINE + "<int:proposal_id>/decline/", views.decline_proposal, name="decline_proposal"),
    path("npo/openings/<int:opening_id>/candidates/", npo_views.opening_candidates, name="opening_candidates"),
    path("ward/matching/", ward_views.ward_matching, name="ward_matching"),
    path("ward/matching/weights/", ward_views.weights, name="set_weights"),
    path("ward/matching/openings/<int:opening_id>/", ward_views.ward_candidates, name="ward_candidates"),
]
