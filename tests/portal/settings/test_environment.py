"""Wrong settings are refused with a sentence that names the variable."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.settings import environment

GOOD = {
    "TSUNAGU_MODE": "production",
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": "portal.example",
    "DATABASE_URL": "postgres://u:p@db/tsunagu",
    "REDIS_URL": "redis://redis/0",
}


def _read(monkeypatch: pytest.MonkeyPatch, **changes: str) -> environment.Environment:
    for name in (*GOOD, "DEBUG", "TRUSTED_PROXY_COUNT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**GOOD, **changes}.items():
        monkeypatch.setenv(name, value)
    return environment.read()


def test_good_settings_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _read(monkeypatch).production


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("DEBUG", "1"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("DATABASE_URL", ""),
        ("REDIS_URL", ""),
        ("DATABASE_URL", "mysql://x"),
        ("REDIS_URL", "http://x"),
        ("TSUNAGU_MODE", "staging"),
        ("TRUSTED_PROXY_COUNT", "many"),
    ],
)
def test_each_fault_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        _read(monkeypatch, **{name: value})


def test_a_newcomer_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in GOOD:
        monkeypatch.delenv(name, raising=False)
    found = environment.read()
    assert found.mode == "development" and found.database_url is None
