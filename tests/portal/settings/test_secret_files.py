"""Secrets as files: read once, never repeated in a message."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.settings import secret_files


@pytest.mark.parametrize("name", secret_files.NAMES)
def test_the_file_stands_for_the_secret(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("hunter2\n")
    environment = {f"{name}_FILE": str(tmp_path / "secret")}
    secret_files.read_into(environment)
    secret_files.read_into(environment)
    assert environment[name] == "hunter2", "also when settings are read twice"


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY_FILE: .*none cannot be read"):
        secret_files.read_into({"SECRET_KEY_FILE": str(tmp_path / "none")})
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(ImproperlyConfigured, match="METRICS_TOKEN_FILE"):
        secret_files.read_into({"METRICS_TOKEN_FILE": str(tmp_path / "bytes")})


def test_two_secrets_of_one_name_are_refused_without_saying_either(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2")
    with pytest.raises(ImproperlyConfigured, match="both set") as refused:
        secret_files.read_into({"SECRET_KEY": "correct horse", "SECRET_KEY_FILE": str(tmp_path / "secret")})
    assert "hunter2" not in str(refused.value) and "horse" not in str(refused.value)


def test_no_file_no_change() -> None:
    environment = {"SECRET_KEY": "x", "DATABASE_URL_FILE": " "}
    secret_files.read_into(environment)
    assert environment == {"SECRET_KEY": "x", "DATABASE_URL_FILE": " "}
