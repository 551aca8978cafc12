"""The portal as a WSGI application: `gunicorn portal.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from portal.celery import app as queue
from portal.shared.frame_room import with_frame_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# A reader's page may not hold the database for long; commands and the worker may.
os.environ.setdefault("STATEMENT_SECONDS", "30")

# Shared tasks that views start go to the portal's queue.
queue.set_default()
application = with_frame_room(get_wsgi_application())
