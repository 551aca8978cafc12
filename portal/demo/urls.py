from django.urls import path

from portal.demo import cast_views, views

urlpatterns = [
    path("demo/", cast_views.demo_cast, name="demo_cast"),
    path("demo/mail/", views.demo_mailbox, name="demo_mailbox"),
    path("demo/mail/<int:mail_id>/", views.demo_mail, name="demo_mail"),
]
