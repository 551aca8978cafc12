"""The versions of a definition, each with what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

from kpis.catalogue.models import FIRST_DAY, Definition
from kpis.catalogue.selectors import plain
from kpis.dashboards.definition_forms import DefinitionForm, Difference, stored

DAY = timedelta(days=1)


@dataclass(frozen=True)
class VersionLine:
    """`first` is None where it has always held, `last` where it holds for the time being.

    `corrected`: the next one starts on the same day. `differences`: against the version before.
    """

    definition: Definition
    first: date | None
    last: date | None
    corrected: bool
    differences: list[Difference]


def version_lines(indicator_id: int) -> list[VersionLine]:
    """Newest first; one query (two with the sources' names where there are several)."""
    rows = list(plain(Definition).filter(indicator=indicator_id).select_related("by_post").order_by("-version"))
    form = DefinitionForm() if len(rows) > 1 else None
    lines, following = list[VersionLine](), None
    for one, before in zip_longest(rows, rows[1:]):
        lines.append(
            VersionLine(
                definition=one,
                first=None if one.starts == FIRST_DAY else one.starts,
                last=following.starts - DAY if following else None,
                corrected=following is not None and following.starts == one.starts,
                differences=form.differences(stored(before), stored(one)) if form and before else [],
            )
        )
        following = one
    return lines
