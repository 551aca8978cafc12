from django.urls import path

from portal.demo import views

urlpatterns = [
    path("demo/mail/", views.demo_mailbox, name="demo_mailbox"),
    path("demo/mail/<int:mail_id>/", views.demo_mail, name="demo_mail"),
]
