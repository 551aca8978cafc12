"""What the rest of the settings make of a ward's single sign-on."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from portal.settings.environment import SingleSignOn

PROVIDER_ID = "ward"


def provider_settings(found: SingleSignOn | None) -> dict[str, Any]:
    """allauth's settings: one provider, or none."""
    if found is None:
        return {}
    app = {
        "provider_id": PROVIDER_ID,
        "name": found.label,
        "client_id": found.client_id,
        "secret": found.client_secret,
        "settings": {"server_url": found.issuer},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def sign_in_origins(found: SingleSignOn | None) -> list[str]:
    """Where the form of the sign-in page may lead on to."""
    if found is None:
        return []
    parts = urlsplit(found.issuer)
    return [f"{parts.scheme}://{parts.netloc}"]
