"""Time that something took, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _


def in_hours(minutes: int) -> str:
    """Minutes as a reader says them: 90 is “1 h 30 min”."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
