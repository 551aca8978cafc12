"""The authenticator app of everybody in the tests; free of Django, for the browser's process too."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from typing import Any

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP_SECONDS, SECONDS_TO_TYPE = 30, 3


def totp(seconds: float) -> str:
    """The six digits at that moment (RFC 6238)."""
    key = base64.b32decode(TOTP_SECRET)
    digest = hmac.new(key, struct.pack(">Q", int(seconds) // STEP_SECONDS), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06}"


def say_code(client: Any, answer: Any) -> Any:
    """The answer to the password, or to the number of the app where that is asked next; for a client of the tests."""
    if "/2fa/authenticate/" not in answer.get("Location", ""):
        return answer
    return client.post(answer["Location"], {"code": totp(moment_to_type())})


def moment_to_type() -> float:
    """Now, or the beginning of the next number where the present one would be gone before it is read."""
    left = STEP_SECONDS - time.time() % STEP_SECONDS
    if left < SECONDS_TO_TYPE:
        time.sleep(left)
    return time.time()
