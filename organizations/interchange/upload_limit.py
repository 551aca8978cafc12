"""A file on its way in: stopped at the limit instead of being read to its end first."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import SkipFile, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

FORM_BYTES = 64 * 1024
HANG_UP_FACTOR = 4


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Writes the file to disk; `refusal` says why not: "too_large" or "disk".

    A little too large is read past, so that the browser gets to see the answer; far too large hangs up.
    """

    def __init__(self, request: HttpRequest, limit: int) -> None:
        super().__init__(request)
        self.limit = limit
        self.announced = 0
        self.refusal = ""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        self.announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if self.announced > HANG_UP_FACTOR * self.limit + FORM_BYTES:
            self.refusal = "too_large"
            raise StopUpload(connection_reset=True)
        if self.announced > self.limit + FORM_BYTES:
            self._refuse("too_large")
        try:
            super().new_file(*args, **kwargs)
        except OSError:
            self._refuse("disk")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > self.limit:
            self._refuse("too_large")
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            self._refuse("disk")

    def _refuse(self, why: str) -> None:
        self.refusal = why
        raise SkipFile
