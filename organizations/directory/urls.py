from django.urls import path

from organizations.directory import views

urlpatterns = [
    path("organizations/", views.organizations, name="organizations"),
]
