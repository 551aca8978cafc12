"""The list of organisations: what its address may ask, read forgivingly."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from organizations.directory.models import Organization
from portal.shared.words import normalise

LONGEST_QUERY = 100


@dataclass(frozen=True)
class ListQuery:
    """Words of the name, kind, and the key after which the page begins; what is not understood is left out."""

    q: str = ""
    kind: str = ""
    after: tuple[str, int] | None = None

    @property
    def wanted(self) -> str:
        """The words as they are compared."""
        return normalise(self.q)

    def url(self, after: tuple[str, int] | None = None) -> str:
        """The query string of this list, or of the page after a key."""
        parts = {"q": self.q, "kind": self.kind, "after": f"{after[1]}.{after[0]}" if after else ""}
        return "?" + urlencode({name: value for name, value in parts.items() if value})


def read_query(values: QueryDict) -> ListQuery:
    """The query of an address; garbage counts as not given."""
    q = values.get("q", "")[:LONGEST_QUERY].encode("utf-8", "ignore").decode().strip()
    kind = values.get("kind", "")
    return ListQuery(
        q=q.replace("\x00", ""),
        kind=kind if kind in Organization.Kind.values else "",
        after=_after(values.get("after", "")),
    )


def _after(text: str) -> tuple[str, int] | None:
    number, dot, key = text.partition(".")
    if not dot or not number.isascii() or not number.isdigit() or len(number) > 18 or len(text) > 300:
        return None
    return key.encode("utf-8", "ignore").decode().replace("\x00", ""), int(number)
