"""The portal's settings for the browser's server: hashed files, mails and static files in a directory of the tests."""

import os
from pathlib import Path

from portal.settings import *  # noqa: F403

_FILES = Path(os.environ["BROWSER_TEST_FILES"])
STATIC_ROOT = _FILES / "static"
MEDIA_ROOT = _FILES / "media"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = _FILES / "mail"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# However slow the machine, whoever signed in when the suite began is not asked again.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 24 * 3600
