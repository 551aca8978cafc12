"""All addresses of the portal; organisations' own rooms are included below."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from kpis.open_data.catalogue import kpi_datasets
from organizations.interchange.open_data_views import open_data
from portal.pages import errors, views
from portal.pages.file_readers import READERS
from portal.shared.files.views import download_file

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

urlpatterns = [
    path("", views.choose_language, name="choose_language"),
    path("", include("portal.operations.urls")),
    path("robots.txt", views.robots, name="robots"),
    path("files/<uuid:uid>", download_file, {"readers": READERS}, name="download_file"),
    path("open-data/", open_data, {"more": kpi_datasets}, name="open_data"),
    path("", include("organizations.machine_urls")),
    path("", include("kpis.machine_urls")),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("", include("portal.pages.urls")),
        path("", include("portal.demo.urls")),
        path("", include("organizations.urls")),
        path("", include("volunteers.urls")),
        path("", include("kpis.urls")),
        path("", include("portal.accounts.urls")),
    ),
]
