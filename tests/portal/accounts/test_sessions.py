"""Ended sessions go, running ones stay."""

from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session

from portal.accounts.sessions import forget_sessions

pytestmark = pytest.mark.django_db


def test_only_what_is_over_is_forgotten(now: datetime) -> None:
    for key, minutes in (("over", -1), ("just-over", 0), ("running", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(minutes=minutes))
    assert forget_sessions(now=now) == {"sessions": 2}
    assert list(Session.objects.values_list("session_key", flat=True)) == ["running"]
    assert forget_sessions(now=now) == {"sessions": 0}
