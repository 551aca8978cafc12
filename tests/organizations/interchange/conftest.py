"""An official at the desk, and a folder for what is sent in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Post, User
from tests.ward_people import holder, signed_in


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def moment() -> datetime:
    """The views look at the real clock, so posts and uploads are dated by it."""
    return timezone.localtime()


@pytest.fixture
def official(moment: datetime) -> User:
    return holder(Post.Kind.OFFICIAL, moment, "official@example.org")


@pytest.fixture
def desk(official: User) -> Client:
    return signed_in(official)
