from django.urls import path

from organizations.interchange import views

urlpatterns = [
    path("ward/import/", views.import_file, name="import_file"),
    path("ward/import/<uuid:uid>/", views.check_import, name="check_import"),
    path("ward/import/<uuid:uid>/refused.csv", views.check_import_refused, name="check_import_refused"),
    path("ward/import/<uuid:uid>/confirm/", views.confirm_import, name="confirm_import"),
    path("ward/import/<uuid:uid>/discard/", views.discard_import, name="discard_import"),
    path("ward/import/runs/<int:run_id>/", views.import_run, name="import_run"),
    path("ward/import/runs/<int:run_id>/refused.csv", views.import_run_refused, name="import_run_refused"),
]
