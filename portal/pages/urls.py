from django.urls import path

from portal.pages import history_views, post_views, privacy_views, views, ward_mail_views, ward_night_views, ward_views

urlpatterns = [
    path("credits/", views.credits_page, name="credits"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("style/", views.style_page, name="style_page"),
    path("language/", views.set_language, name="set_language"),
    path("furigana/", views.set_furigana, name="set_furigana"),
    path("npo/", views.npo_desk, name="npo_desk"),
    path("desk/", ward_views.my_desk, name="my_desk"),
    path("ward/", ward_views.ward_desk, name="ward_desk"),
    path("ward/places/<slug:waiting>/", ward_views.ward_places, name="ward_places"),
    path("ward/posts/", post_views.ward_posts, name="ward_posts"),
    path("ward/posts/new/", post_views.create_post, name="create_post"),
    path("ward/posts/<int:post_id>/", post_views.ward_post, name="ward_post"),
    path("ward/posts/<int:post_id>/appoint/", post_views.appoint, name="appoint"),
    path("ward/posts/<int:post_id>/hand-over/", post_views.hand_over_post, name="hand_over_post"),
    path("ward/holdings/<int:holding_id>/end/", post_views.end_holding, name="end_holding"),
    path("ward/mail/", ward_mail_views.ward_mail, name="ward_mail"),
    path("ward/mail/<uuid:uid>/retry/", ward_mail_views.retry_message, name="retry_message"),
    path("ward/mail/<uuid:uid>/give-up/", ward_mail_views.give_up_message, name="give_up_message"),
    path("ward/history/<slug:kind>/<int:object_id>/", history_views.row_history, name="row_history"),
    path("ward/people/<int:person_id>/erase/", privacy_views.erase_somebody, name="erase_person"),
    path("accounts/my-data/", privacy_views.my_data, name="my_data"),
    path("accounts/my-data/download/", privacy_views.download_my_data, name="download_my_data"),
    path("accounts/my-data/delete/", privacy_views.erase_my_account, name="erase_my_account"),
    path("ward/nightly/", ward_night_views.ward_nightly, name="ward_nightly"),
    path("ward/nightly/<int:run_id>/again/", ward_night_views.run_step_again, name="run_step_again"),
    path("ward/settings/", ward_views.ward_settings, name="ward_settings"),
]
