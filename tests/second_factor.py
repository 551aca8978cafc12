"""The authenticator app of everybody in the tests; free of Django, for the browser's process too."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def totp(seconds: float) -> str:
    """The six digits at that moment (RFC 6238)."""
    key = base64.b32decode(TOTP_SECRET)
    digest = hmac.new(key, struct.pack(">Q", int(seconds) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06}"
