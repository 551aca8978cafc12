from django.urls import path

from portal.pages import views

urlpatterns = [
    path("credits/", views.credits_page, name="credits"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("style/", views.style_page, name="style_page"),
    path("furigana/", views.set_furigana, name="set_furigana"),
    path("npo/", views.npo_desk, name="npo_desk"),
]
