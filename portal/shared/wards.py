"""The ward this portal serves."""

from __future__ import annotations

from portal.shared.models import Ward


def current_ward() -> Ward:
    """The ward's settings row; the defaults when it has not been saved yet."""
    return Ward.objects.filter(pk=1).first() or Ward(pk=1)
