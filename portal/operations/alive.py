"""`python -m portal.operations.alive`: the container's own question whether its web server may be sent readers."""

from __future__ import annotations

import http.client
import os
import sys

ADDRESS = "/readyz?degraded=ok"


def main() -> int:
    """0 when the server beside answers that it serves; asked with a host name that it accepts."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    web = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT") or 8000), timeout=4)
    try:
        web.request("GET", ADDRESS, headers={"Host": host})
        return 0 if web.getresponse().status == 200 else 1
    except (OSError, http.client.HTTPException):
        return 1
    finally:
        web.close()


if __name__ == "__main__":
    sys.exit(main())
