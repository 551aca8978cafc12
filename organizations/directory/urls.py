from django.urls import path

from organizations.directory import logo_views, views

urlpatterns = [
    path("organizations/", views.organizations, name="organizations"),
    path("npo/organizations/<int:organization_id>/logo/", logo_views.update_logo, name="update_logo"),
    path("npo/organizations/<int:organization_id>/logo/remove/", logo_views.delete_logo, name="delete_logo"),
]
