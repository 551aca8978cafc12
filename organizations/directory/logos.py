"""The logo of an organisation: a stored file that hangs on it, so that the table of organisations knows nothing of it."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from organizations.directory.models import Organization
from organizations.directory.rules import role_in
from portal.accounts.models import User
from portal.accounts.rules import WARD_READERS, holds_post
from portal.shared.denials import Denial
from portal.shared.files.models import StoredFile
from portal.shared.files.policies import ORGANIZATION_LOGO
from portal.shared.files.services import delete_file, delete_files_on, store_upload
from portal.shared.versions import content_changed


def logo_of(organization_id: int) -> StoredFile | None:
    """The newest; one query."""
    return StoredFile.objects.on(Organization(pk=organization_id), ORGANIZATION_LOGO).first()


def can_read_logo(user: AbstractBaseUser | AnonymousUser, file: StoredFile, now: datetime) -> Denial | None:
    """Everybody, once the organisation is public; before, and while it is suspended, its members and the ward."""
    denial = Denial("not-public", _("This organisation is not public."))
    if Organization.objects.published().filter(pk=file.object_id).exists():
        return None
    if not isinstance(user, User):
        return denial
    if role_in(user, file.object_id, now) is not None or holds_post(user, WARD_READERS, now):
        return None
    return denial


@transaction.atomic
def update_logo(*, organization_id: int, upload: File[bytes], by: int | None, now: datetime) -> StoredFile:
    """The new logo takes the place of the old one. ValidationError on `logo` when the file is not taken."""
    this = Organization(pk=organization_id)
    kept = store_upload(upload=upload, purpose=ORGANIZATION_LOGO, owner=None, on=this, by=by, now=now, field="logo")
    # Locked only now, so that nobody waits while a picture is judged; of two at once the later one stays.
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization_id)
    for file in StoredFile.objects.on(organization, ORGANIZATION_LOGO).exclude(pk=kept.pk):
        delete_file(file=file, by=by, now=now, reason="replaced")
    content_changed()
    return kept


@transaction.atomic
def delete_logo(*, organization_id: int, by: int | None, now: datetime) -> None:
    """Without a logo from now on; without one already is as good."""
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization_id)
    if delete_files_on(on=organization, purpose=ORGANIZATION_LOGO, by=by, now=now):
        content_changed()
