from django.urls import path

from organizations.places import views

urlpatterns = [
    path("places/<int:place_id>/", views.place, name="place"),
    path("places/<int:place_id>/card/", views.desk_card_page, name="desk_card"),
    path("organizations/<int:organization_id>/", views.organization, name="organization"),
]
