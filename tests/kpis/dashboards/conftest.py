"""Who looks at the desk, and when."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from portal.shared.japan import JAPAN
from tests.factories import Cast


@pytest.fixture
def now() -> datetime:
    return timezone.now().astimezone(JAPAN)


@pytest.fixture
def official(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.official)
    return client
