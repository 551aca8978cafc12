"""Giving files out: nothing in them can act in the reader's browser, and who may not read sees nothing at all."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from portal.shared.audit import record_act
from portal.shared.denials import Denial
from portal.shared.files import disk
from portal.shared.files.models import StoredFile
from portal.shared.files.pictures import CONTENT_TYPE as PAINTED
from portal.shared.files.policies import POLICIES

logger = logging.getLogger(__name__)
Reader = Callable[[AbstractBaseUser | AnonymousUser, StoredFile, datetime], Denial | None]
Readers = Mapping[str, Reader]
"""By purpose: who may read, in the words of the room that owns the purpose. Made where everything is put together."""
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
FOR_EVERYBODY = "public, max-age=31536000, immutable"
WHILE_OPEN = "public, max-age=300, must-revalidate"
"""What a reader can close again (a suspended organisation's logo) is asked for again after five minutes."""
FOR_THIS_READER = "private, no-store"


@require_safe
def download_file(request: HttpRequest, uid: uuid.UUID, readers: Readers) -> HttpResponseBase:
    """The file, if this reader may see it; missing and not-yours look the same."""
    now = timezone.now()
    file = StoredFile.objects.kept().filter(uid=uid).first()
    if file is None:
        raise Http404
    if not _is_open(file, readers, now):
        _admit(request, file, readers, now)
        response: HttpResponseBase = _response(file)
        response["Cache-Control"] = FOR_THIS_READER
        return response
    mark = quote_etag(str(file.uid))
    response = get_conditional_response(request, etag=mark) or _response(file)
    response["ETag"] = mark
    response["Cache-Control"] = WHILE_OPEN if file.purpose in readers else FOR_EVERYBODY
    return response


def _is_open(file: StoredFile, readers: Readers, now: datetime) -> bool:
    """Whether everybody may read it: its purpose is public and its reader has nothing against a stranger."""
    policy = POLICIES.get(file.purpose)
    if policy is None or not policy.public:
        return False
    reader = readers.get(file.purpose)
    return reader is None or reader(AnonymousUser(), file, now) is None


def _admit(request: HttpRequest, file: StoredFile, readers: Readers, now: datetime) -> None:
    """Let this account in and leave a trace of its look, or answer as if there were nothing."""
    reader = readers.get(file.purpose)
    if reader is None or not request.user.is_authenticated or reader(request.user, file, now) is not None:
        raise Http404
    person_id = getattr(request.user, "person_id", None)
    record_act(by=person_id, verb="look_at_file", on=file, now=now, detail=file.facts())


def _response(file: StoredFile) -> FileResponse:
    try:
        content = disk.place_of(file.path).open("rb")
    except FileNotFoundError as error:
        logger.error("a stored file has no bytes: %s", file.uid)
        raise Http404 from error
    inline = file.content_type == PAINTED
    response = FileResponse(content, as_attachment=not inline, filename=file.name, content_type=file.content_type)
    response["Content-Length"] = str(file.size)
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response.as_it_is = True  # type: ignore[attr-defined]
    return response
