"""The page cache asks Redis through one client, and what it keeps is what it is given."""

from django.core.cache import caches


def test_the_client_is_made_once() -> None:
    pages = caches["pages"]
    for write in (False, True):
        client = pages._cache.get_client(write=write)  # type: ignore[attr-defined]
        assert pages._cache.get_client(write=write) is client  # type: ignore[attr-defined]


def test_what_is_kept_comes_back() -> None:
    pages = caches["pages"]
    pages.set("a page", (7, b"<p>\xe3\x81\x82</p>"), timeout=30)
    assert pages.get("a page") == (7, b"<p>\xe3\x81\x82</p>")
    pages.delete("a page")
    assert pages.get("a page") is None
