"""What the home page and the desks show, gathered from the apps below."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.accounts.models import User


def home_page(language: str, now: datetime) -> dict[str, Any]:
    """Context of the front door."""
    return {"tasks": [], "speaking_today": [], "recent": []}


def npo_desk(user: User, language: str, now: datetime) -> dict[str, Any]:
    """Context of the organisation's desk."""
    return {}
