"""No key, token or password lies in the repository; the few that look like one are named here, with their reason."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PATTERNS = (
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    r"\bgh[pousr]_[A-Za-z0-9]{30,}",
    r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    r"\bsk-[A-Za-z0-9_-]{20,}",
    r"\beyJ[A-Za-z0-9_-]{15,}\.eyJ",
    r"://[^\s:/@'\"{}<]+:[^\s@/'\"{}<]{3,}@[\w.-]+",
    r"(?i:\b\w*(?:secret|token|password|passwd|api_?key|field_key)\w*[\"']?\s*[:=]\s*[\"'](?![A-Za-z_]+(?:\.[A-Za-z_]+)*[\"'])[^\"'\s{}<]{8,}[\"'])",
)
SECRET = re.compile("|".join(f"(?:{one})" for one in PATTERNS))
# What a hit must contain to be no secret, by file.
NAMED = {
    "portal/demo/cast.py": ("PASSWORD", "TOTP"),  # the demo's, printed by `make demo` for everybody
    "portal/settings/environment.py": ("development-only-key", "user:password@host"),
    "README.md": ("user:password@",),
    "docs/operating.md": ("user:password@", "tsunagu:$(cat"),
}
BINARY = {".png", ".ico", ".woff2", ".mo", ".zip", ".webp", ".jpg"}


def tracked() -> list[str]:
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True).stdout
    return [name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_tracked_file_holds_a_secret() -> None:
    found = []
    for name in tracked():
        if name.startswith("tests/") or Path(name).suffix in BINARY:
            continue  # tests speak of passwords all the time, and of nobody's
        text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
        hits = [hit[0] for hit in SECRET.finditer(text)]
        found += [f"{name}: {hit}" for hit in hits if not any(word in hit for word in NAMED.get(name, ()))]
    assert found == []


def test_no_key_of_a_real_service_is_in_the_tests_either() -> None:
    real = re.compile("|".join(PATTERNS[1:6]))
    assert [
        name
        for name in tracked()
        if name != "tests/test_no_secrets.py"
        and Path(name).suffix not in BINARY
        and real.search((ROOT / name).read_text(encoding="utf-8", errors="replace"))
    ] == []


def test_files_that_hold_secrets_are_not_tracked() -> None:
    assert [name for name in tracked() if re.search(r"(^|/)(\.env|secrets/.*|id_rsa.*|.*\.pem|.*\.key)$", name)] == []


@pytest.mark.parametrize(
    "text",
    [
        'SECRET_KEY = "django-insecure-abcdefghij"',
        "DATABASE_URL=postgres://tsunagu:hunter2@db/tsunagu",
        "api_key: 'abcdefgh1jkl'",
        "-----BEGIN RSA PRIVATE KEY-----",
        "AKIA" + "A" * 16,
        "ghp_" + "a" * 36,
    ],
)
def test_the_patterns_bite(text: str) -> None:
    assert SECRET.search(text)
