"""Map tiles come from outside: which host a page may load pictures from, and only a page with a map."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from csp.constants import HEADER
from csp.utils import build_policy
from django.http.response import HttpResponseBase

from portal.shared.models import Ward

_HOST = re.compile(r"(?:\*\.)?[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+")
_SUBDOMAIN = re.compile(r"^\{s\}\.")


def tile_source(tile_url: str) -> str:
    """The tiles' origin as a source for img-src; empty when there are no tiles or the address is not plain https.

    Whatever else an official may have typed (another scheme, a path with a semicolon, a user name)
    never reaches the header.
    """
    try:
        parts = urlsplit(tile_url.strip())
        port = parts.port
    except ValueError:
        return ""
    host = _SUBDOMAIN.sub("*.", parts.netloc.partition(":")[0].lower())
    if parts.scheme != "https" or len(host) > 253 or not _HOST.fullmatch(host):
        return ""
    return f"https://{host}" if port in (None, 443) else f"https://{host}:{port}"


def allow_tiles(response: HttpResponseBase, ward: Ward) -> HttpResponseBase:
    """Let this page, and no other, load pictures from the ward's tile host; answers the same response.

    The header is written here and not by the middleware further out, so that a kept page keeps it.
    """
    source = tile_source(ward.tile_url)
    if source:
        response[HEADER] = build_policy(update={"img-src": [source]})
    return response
