"""The portal's settings as a visitor of `make demo` meets them, with the floor's addresses beside.

BENCH_COLD=1: Redis is asked for pages and given pages as always, but never has the one asked for.
"""

import os
from typing import Any

from portal.settings import *  # noqa: F403
from portal.settings import BASE_DIR, CACHES, DATABASES, INSTALLED_APPS, MIDDLEWARE, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
MIDDLEWARE = ["bench.counting.CountQueriesMiddleware", *MIDDLEWARE]
ROOT_URLCONF = "bench.urls"
STATIC_ROOT = BASE_DIR / "var" / "bench" / "static"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
_PAGES: Any = CACHES["pages"]
_PAGES = {**_PAGES, "KEY_PREFIX": f"pages:{DATABASES['default']['NAME']}"}
if os.environ.get("BENCH_COLD") == "1":
    _PAGES["BACKEND"] = "bench.cold_cache.ColdRedisCache"
CACHES = {**CACHES, "pages": _PAGES}
# Where no worker looks: views of the bench are counted as always, and are no views of the demo beside it.
REACH_URL = _PAGES["LOCATION"]
