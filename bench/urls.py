"""The portal's addresses and the floor's."""

from django.urls import path

from bench import floor_views
from portal.urls import handler400, handler403, handler404, handler500
from portal.urls import urlpatterns as portal_patterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("bench/text", floor_views.text),
    path("bench/rows", floor_views.rows),
    path("bench/points", floor_views.points),
    *portal_patterns,
]
