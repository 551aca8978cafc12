"""Reads a search from an address for machines: no notices there, but a refusal that names the fields."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from organizations.places.models import PlaceType
from organizations.resource_map.box_reading import UnreadableError
from organizations.resource_map.query import MapQuery
from organizations.resource_map.reading import Notice, read_query
from portal.shared.languages import LANGUAGES, SOURCE_CODE, find_language
from portal.shared.ruby import strip_ruby
from portal.shared.wards import current_ward

_CONTENT = frozenset(one.code for one in LANGUAGES)


class RefusedError(ValueError):
    """The address holds fields that cannot be used."""

    def __init__(self, notices: Sequence[Notice]) -> None:
        super().__init__("; ".join(notice.field for notice in notices))
        self.notices = notices


def read_search(request: HttpRequest) -> MapQuery:
    """The filters of the page of the same parameters. Raises RefusedError."""
    area = request.GET.get("area", "").strip()
    names_town = bool(area) and not area.isdigit()
    code = current_ward().municipality_code if names_town else ""
    reading = read_query(request.GET, municipality_code=code)
    if reading.notices:
        raise RefusedError(reading.notices)
    return reading.query


def refuse_unknown_types(query: MapQuery) -> None:
    """Raises RefusedError when the search names a type that does not exist. One query, none without types."""
    if not query.type:
        return
    known = set(PlaceType.objects.filter(slug__in=query.type).values_list("slug", flat=True))
    unknown = [one for one in query.type if one not in known]
    if unknown:
        raise RefusedError([Notice("type", _("“%(value)s” is not a type of place.") % {"value": unknown[0]})])


def read_language(request: HttpRequest, query: MapQuery) -> str:
    """The language of names: `in`, else the language searched for, else Japanese. Raises UnreadableError.

    `lang` is the page's filter (who speaks it), so the language of the answer has a name of its own.
    """
    wanted = request.GET.get("in", "").strip()
    if not wanted:
        return query.lang if query.lang in _CONTENT else SOURCE_CODE
    found = find_language(wanted[:40])
    if found is None or found.code not in _CONTENT:
        raise UnreadableError("in", _("“in” must be one of the portal's languages: %(codes)s.") % {
            "codes": ", ".join(one.code for one in LANGUAGES),
        })  # fmt: skip
    return found.code


def refusal(error: RefusedError | UnreadableError) -> JsonResponse:
    """400 that names each field."""
    notices = error.notices if isinstance(error, RefusedError) else [Notice(error.field, error.message)]
    errors = [{"field": notice.field, "message": strip_ruby(notice.message)} for notice in notices]
    return JsonResponse({"errors": errors}, status=400, headers={"Content-Language": get_language() or SOURCE_CODE})
