"""A tile address never writes anything but a host into the policy."""

import pytest
from django.http import HttpResponse

from portal.shared.models import Ward
from portal.shared.tiles import allow_tiles, tile_source


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png", "https://cyberjapandata.gsi.go.jp"),
        ("https://{s}.tiles.example.org/{z}/{x}/{y}.png", "https://*.tiles.example.org"),
        ("https://tiles.example.org:8443/{z}/{x}/{y}.png", "https://tiles.example.org:8443"),
        ("", ""),
        ("http://tiles.example.org/{z}.png", ""),
        ("https://*/{z}.png", ""),
        ("https://*.jp;script-src/{z}.png", ""),
        ("https://a.example.org;script-src *//{z}.png", ""),
        ("https://a.example.org script-src/{z}", ""),
        ("https://a.example.org\nX-Evil: 1/{z}", ""),
        ("https://user:pass@a.example.org/{z}", ""),
        ("https://a.example.org:99999/{z}", ""),
        ("https://[::1/{z}", ""),
        ("javascript:alert(1)", ""),
        ("data:image/png;base64,AAAA", ""),
        ("//a.example.org/{z}", ""),
        ("https://localhost/{z}", ""),
    ],
)
def test_only_plain_https_hosts(address: str, source: str) -> None:
    assert tile_source(address) == source


def test_the_header_is_written_at_once_so_that_a_kept_page_has_it() -> None:
    response = HttpResponse()
    allow_tiles(response, Ward(tile_url="https://tiles.example.org/{z}/{x}/{y}.png"))
    sources = next(part for part in response["Content-Security-Policy"].split("; ") if part.startswith("img-src"))
    assert sources == "img-src 'self' data: https://tiles.example.org"
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_without_tiles_nothing_is_allowed() -> None:
    assert "Content-Security-Policy" not in allow_tiles(HttpResponse(), Ward(tile_url=""))


@pytest.mark.django_db
def test_a_kept_map_page_keeps_its_policy_and_others_have_none(client: object) -> None:
    for _ in range(2):
        answer = client.get("/en/map/")  # type: ignore[attr-defined]
        assert "https://cyberjapandata.gsi.go.jp" in answer["Content-Security-Policy"]
    assert "gsi.go.jp" not in client.get("/en/credits/")["Content-Security-Policy"]  # type: ignore[attr-defined]
