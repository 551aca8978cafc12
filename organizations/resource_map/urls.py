from django.urls import path

from organizations.resource_map import views

urlpatterns = [path("map/", views.map_page, name="map")]
