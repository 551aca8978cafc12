"""The list of one's own sessions."""

from __future__ import annotations

from django import template

from portal.accounts import devices

register = template.Library()
register.filter("device", devices.device)
