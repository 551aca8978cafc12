from django.urls import path

from organizations.directory import views

urlpatterns = [
    path("organizations/", views.organizations, name="organizations"),
    path("npo/organizations/<int:organization_id>/edit/", views.update_organization, name="update_organization"),
]
