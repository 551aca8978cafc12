from django.urls import path

from organizations.directory import invitation_views, logo_views, member_views, views

urlpatterns = [
    path("organizations/", views.organizations, name="organizations"),
    path("npo/organizations/<int:organization_id>/logo/", logo_views.update_logo, name="update_logo"),
    path("npo/organizations/<int:organization_id>/logo/remove/", logo_views.delete_logo, name="delete_logo"),
    path("npo/organizations/<int:organization_id>/members/", member_views.members_page, name="members"),
    path(
        "npo/organizations/<int:organization_id>/members/<int:membership_id>/",
        member_views.change_member,
        name="change_member",
    ),
    path(
        "npo/organizations/<int:organization_id>/invitations/<int:invitation_id>/",
        member_views.change_invitation,
        name="change_invitation",
    ),
    path(
        "npo/organizations/<int:organization_id>/requests/<int:request_id>/",
        member_views.answer_join_request,
        name="answer_join_request",
    ),
    path("npo/invitations/<uuid:token>/", invitation_views.invitation, name="invitation"),
]
