"""What an address for open data asks for: which list, in which form, for whom it is still fresh."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from organizations.interchange.layout_files import Layout, layouts
from organizations.places.opening_state import epoch_minute
from organizations.resource_map.box_reading import UnreadableError
from organizations.resource_map.machine_reading import read_language, read_search, refuse_unknown_types
from organizations.resource_map.query import MapQuery
from portal.shared.japan import JAPAN
from portal.shared.languages import INTERFACE_LANGUAGES, SOURCE_CODE

_PAGE_LANGUAGES = frozenset(one.code for one in INTERFACE_LANGUAGES)
PLACE_LAYOUT = "ward-place-list"
ORGANIZATION_LAYOUT = "organization-list"
ENCODINGS = {"utf-8": "utf-8", "utf8": "utf-8", "cp932": "cp932", "shift_jis": "cp932", "sjis": "cp932"}
LICENCE_URLS = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "PDL1.0": "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0",
}


@dataclass(frozen=True)
class FileRequest:
    """One file: its kind, search, language of texts, layout and encoding, and where pages of the portal stand."""

    kind: str
    query: MapQuery
    language: str
    layout: str
    encoding: str
    root: str

    @property
    def filtered(self) -> bool:
        return self.query.filtered

    @property
    def language_path(self) -> str:
        """The language of the pages that a row links to: the file's, where pages exist in it."""
        return self.language if self.language in _PAGE_LANGUAGES else SOURCE_CODE

    def fingerprint(self, version: int, now: datetime) -> str:
        """Equal for equal bytes: the content's version, what was asked, and the moment where the answer hangs on it."""
        moment = epoch_minute(now) if self.query.open else now.astimezone(JAPAN).date() if self.query.today else ""
        search = self.query.query_string(view="list", sort="", after=None)
        parts = (version, self.kind, search, self.language, self.layout, self.encoding, self.root, str(moment))
        return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:40]


def read_places_request(request: HttpRequest, kind: str) -> FileRequest:
    """A list of places. Raises UnreadableError or RefusedError, which name the fields."""
    query = read_search(request)
    refuse_unknown_types(query)
    layout = _layout(request, "place", PLACE_LAYOUT)
    return FileRequest(
        kind,
        _narrowed(query, layout),
        read_language(request, query),
        layout.key,
        read_encoding(request),
        _root(request),
    )


def read_organizations_request(request: HttpRequest) -> FileRequest:
    """The list of organisations; of the parameters only language, layout and encoding count."""
    layout = _layout(request, "organization", ORGANIZATION_LAYOUT)
    language = read_language(request, MapQuery())
    return FileRequest("organizations.csv", MapQuery(), language, layout.key, read_encoding(request), _root(request))


def _narrowed(query: MapQuery, layout: Layout) -> MapQuery:
    """A government list of one kind of place holds that kind, unless the search names kinds itself."""
    if query.type or layout.type_hint in ("", "public-facility"):
        return query
    return query.with_changes(type=(layout.type_hint,))


def _layout(request: HttpRequest, kind: str, default: str) -> Layout:
    wanted = request.GET.get("layout", "").strip() or default
    found = layouts().get(wanted)
    if found is None or found.kind != kind or found.form != "csv":
        raise UnreadableError(
            "layout", _("“layout” must be one of: %(keys)s.") % {"keys": ", ".join(layout_keys(kind))}
        )
    return found


def layout_keys(kind: str) -> list[str]:
    """Layouts in which a list of this kind can be had as CSV."""
    return [one.key for one in layouts().values() if one.kind == kind and one.form == "csv"]


def read_encoding(request: HttpRequest) -> str:
    """utf-8 unless cp932 is asked for. Raises UnreadableError."""
    wanted = request.GET.get("encoding", "").strip().lower() or "utf-8"
    if wanted not in ENCODINGS:
        raise UnreadableError("encoding", _("“encoding” must be utf-8 or cp932."))
    return ENCODINGS[wanted]


def _root(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")


@lru_cache(maxsize=2)
def last_change(version: int) -> datetime | None:
    """When a place or an organisation was last written, as of that version of the content; one query a version."""
    tables: Iterable[str] = ("organizations_place", "organizations_organization")
    newest = ", ".join(f"(SELECT max(updated) FROM {table})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT greatest({newest})")
        found: datetime | None = cursor.fetchone()[0]
    return found
