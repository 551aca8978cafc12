"""A file on its way in: stopped at the limit instead of being read to its end first."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from portal.shared.files.policies import POLICIES

View = Callable[..., HttpResponseBase]
FORM_BYTES = 64 * 1024
HANG_UP_FACTOR = 4


class NoUploadHandler(FileUploadHandler):
    """Where no file is expected, none is taken: not to memory, not to the disk. What stands around it is read on.

    Every POST's form is read before its seal can be looked at, so that without this anybody could fill `/tmp`.
    """

    announced = 0

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        self.announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if self.announced > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise StopUpload(connection_reset=True)
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never reached."""

    def file_complete(self, file_size: int) -> None:
        """Never a file."""


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


def takes_upload(purpose: str) -> Callable[[View], View]:
    """For a view with a form for this purpose: the file is stopped at the policy's limit while it comes in.

    `upload_refusal(request)` says why it did not come in. Whoever may not upload at all is turned away further out,
    before a byte is read; the form's seal is checked inside, because it stands in what is read.
    """

    def decorate(view: View) -> View:
        sealed = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                handler = LimitedUploadHandler(request, POLICIES[purpose].max_bytes)
                request.upload_handlers = [handler]
                request.upload_handler = handler  # type: ignore[attr-defined]
            return sealed(request, *args, **kwargs)

        return gated

    return decorate


def upload_refusal(request: HttpRequest) -> str:
    """Why the file of this request did not come in, once its form was read: a code of refusals, or nothing."""
    handler = getattr(request, "upload_handler", None)
    return handler.refusal if handler else ""
