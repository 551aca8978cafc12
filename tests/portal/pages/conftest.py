"""Who sits at the ward's desk on its pages."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Post
from tests.ward_people import holder, signed_in


@pytest.fixture
def moment() -> datetime:
    return timezone.localtime()


@pytest.fixture
def desk(moment: datetime) -> Client:
    return signed_in(holder(Post.Kind.OFFICIAL, moment))


@pytest.fixture
def auditor(moment: datetime) -> Client:
    return signed_in(holder(Post.Kind.AUDITOR, moment))
