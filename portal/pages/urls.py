from django.urls import path

from portal.pages import views
from portal.pages.account import views as account
from portal.pages.history import views as history
from portal.pages.mail import views as mail
from portal.pages.merging import views as merging
from portal.pages.nights import views as nights
from portal.pages.people import views as people
from portal.pages.posts import views as posts
from portal.pages.privacy import views as privacy
from portal.pages.ward import views as ward

urlpatterns = [
    path("credits/", views.credits_page, name="credits"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("style/", views.style_page, name="style_page"),
    path("language/", views.set_language, name="set_language"),
    path("furigana/", views.set_furigana, name="set_furigana"),
    path("npo/", views.npo_desk, name="npo_desk"),
    path("desk/", ward.my_desk, name="my_desk"),
    path("ward/", ward.ward_desk, name="ward_desk"),
    path("ward/places/<slug:waiting>/", ward.ward_places, name="ward_places"),
    path("ward/posts/", posts.ward_posts, name="ward_posts"),
    path("ward/posts/new/", posts.create_post, name="create_post"),
    path("ward/posts/<int:post_id>/", posts.ward_post, name="ward_post"),
    path("ward/posts/<int:post_id>/appoint/", posts.appoint, name="appoint"),
    path("ward/posts/<int:post_id>/hand-over/", posts.hand_over_post, name="hand_over_post"),
    path("ward/holdings/<int:holding_id>/end/", posts.end_holding, name="end_holding"),
    path(
        "ward/organizations/<int:organization_id>/merge/<int:other_id>/",
        merging.merge_organizations,
        name="merge_organizations",
    ),
    path("ward/mail/", mail.ward_mail, name="ward_mail"),
    path("ward/mail/<uuid:uid>/retry/", mail.retry_message, name="retry_message"),
    path("ward/mail/<uuid:uid>/give-up/", mail.give_up_message, name="give_up_message"),
    path("ward/history/<slug:kind>/<int:object_id>/", history.row_history, name="row_history"),
    path("ward/people/", people.find_person, name="find_person"),
    path("ward/people/<int:person_id>/", people.ward_person, name="ward_person"),
    path("ward/people/<int:person_id>/erase/", privacy.erase_somebody, name="erase_person"),
    path("accounts/", account.my_account, name="my_account"),
    path("accounts/my-data/", privacy.my_data, name="my_data"),
    path("accounts/my-data/download/", privacy.download_my_data, name="download_my_data"),
    path("accounts/my-data/delete/", privacy.erase_my_account, name="erase_my_account"),
    path("ward/nightly/", nights.ward_nightly, name="ward_nightly"),
    path("ward/nightly/<int:run_id>/again/", nights.run_step_again, name="run_step_again"),
    path("ward/settings/", ward.ward_settings, name="ward_settings"),
]
