"""The paper of a policy for the assembly: two pages of A4; the same number of queries whatever there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from kpis.catalogue.models import Definition, Indicator, Target, Unit
from kpis.catalogue.selectors import Wanted, plain
from kpis.dashboards.attention import Attention, attention_in
from kpis.dashboards.closed import Settled
from kpis.dashboards.outlook import foretell
from kpis.dashboards.outlook_wording import outlook_words
from kpis.dashboards.report_wording import attained_words, goal_words, pace_words
from kpis.dashboards.selectors import Year
from kpis.dashboards.standing import ACT, JUDGED, State
from kpis.dashboards.wording import days_words, proposed_words, reason_words, state_words, value_words
from kpis.dashboards.year_before import before_when
from kpis.measurements.models import Closing
from kpis.measurements.selectors import Current, current_values, light
from portal.shared.texts import Text, shown_texts, text

MOST_NOTES = 4
"""So many fit beside thirty indicators; the answer cards have them all."""
YEARS_SEEN = 5
"""So many years of values an outlook rests on."""


@dataclass(frozen=True)
class Line:
    """One indicator: its value with the days where they are not the year's, and how it stands.

    `unit` stands beside the name and not with each number; of percentages it stands with them.
    """

    indicator: Indicator
    name: Text
    unit: str
    value: str
    when: str
    before: str
    before_when: str
    target: Text | None
    proposed: bool
    attained: str
    state: State
    state_words: str
    reason: str
    pace: str
    outlook: str = ""
    alert: Attention | None = None

    @property
    def behind(self) -> bool:
        return self.state in ACT

    @property
    def bare_state(self) -> str:
        """Without a word on whose target gives it, where a mark says so."""
        return state_words(self.state)

    @property
    def judged(self) -> bool:
        """Whether an adopted target gives its state."""
        return self.state in JUDGED and not self.proposed

    @property
    def needs_somebody(self) -> bool:
        """What is behind, and what an alert says will be missed."""
        return self.behind or (self.alert is not None and not self.alert.is_over)

    @property
    def explained(self) -> bool:
        """Whether its state says little without the reason."""
        return self.state in (State.IN_WORDS, State.NOT_DUE, State.PART)


@dataclass
class Part:
    """A policy area: what has a value, and the names of what has none."""

    code: str
    name: Text
    lines: list[Line] = field(default_factory=list)
    waiting: list[Text] = field(default_factory=list)


@dataclass(frozen=True)
class Report:
    """Everything on the paper. `closing`: of this year, if it is closed; `decided`: the last one before or with it.

    `notes`: limits of the numbers, of those behind first; `unsaid`: how many more there are.
    """

    parts: list[Part]
    attention: list[Line]
    tally: list[tuple[str, int]]
    unknown: int
    number: int
    notes: list[tuple[Text, Text]]
    unsaid: int
    sections: list[str]
    closing: Closing | None
    decided: Closing | None
    again: int
    proposed: int


def tiles_of(policy: str, language: str) -> list[Indicator]:
    """A policy's indicators with their areas, in the papers' order."""
    rows = Indicator.objects.filter(role=Indicator.Role.TILE, area__policy=policy).select_related("area")
    names = shown_texts("name", language, "area__")
    return list(rows.only("code", "place", "owner", "area__code", *names).order_by("place", "id"))


def report(tiles: Sequence[Indicator], year: Year, language: str) -> Report:
    """Of these indicators, in this year; of a closed one what its report keeps."""
    seen = Settled({one.code: one.pk for one in tiles}, year, language)
    words = target_texts(seen, language)
    if year.is_running:
        seen.read_months(one.pk for one in tiles)
    alerts = {one.code: one for one in attention_in(year.period.fiscal_year, language, seen.versions)}
    lines = [replace(line_of(one, seen, words), alert=alerts.get(one.code)) for one in tiles]
    lines = _with_outlook(lines, seen)
    states = Counter(one.state for one in lines if one.judged)
    known = [one for one in lines if one.value]
    return Report(
        parts=_parts(lines, language),
        attention=sorted((one for one in lines if one.needs_somebody), key=_urgency),
        tally=[(state_words(one), states[one]) for one in JUDGED],
        unknown=len(lines) - states.total(),
        number=len(lines),
        notes=(notes := _notes(sorted(known, key=lambda one: not one.behind), seen))[:MOST_NOTES],
        unsaid=len(notes[MOST_NOTES:]),
        sections=sorted({one.owner for one in tiles if one.owner}),
        closing=seen.closing,
        decided=seen.decided,
        again=sum(one.again for one in seen.kept.values()),
        proposed=sum(one.proposed for one in known),
    )


def _urgency(line: Line) -> tuple[bool, int]:
    """What an adopted target asks for comes before what is only proposed, the worst first."""
    worst_first = JUDGED[::-1]
    return line.proposed, worst_first.index(line.state) if line.state in JUDGED else len(worst_first)


def target_texts(seen: Settled, language: str) -> dict[int, Text]:
    """The words of each indicator's target, where it has some; those of a closed year as its report keeps them."""
    wanted = {pk: target for pk in seen.definitions if (target := seen.target(pk))}
    rows = plain(Target).filter(pk__in=[one.pk for one in wanted.values()])
    live = {one["pk"]: text(one, "words", language) for one in rows.values("pk", *shown_texts("words", language))}
    found = {pk: live.get(one.pk) or _kept_words(seen, pk, one) for pk, one in wanted.items()}
    return {pk: one for pk, one in found.items() if one}


def _kept_words(seen: Settled, pk: int, target: Wanted) -> Text | None:
    kept = seen.kept.get(pk)
    if kept is None or target not in kept.targets:
        return None
    return text({"words_ja": kept.words[kept.targets.index(target)]}, "words", "ja")


def line_of(indicator: Indicator, seen: Settled, words: Mapping[int, Text]) -> Line:
    """How one indicator stands. `words`: of targets, as `target_texts` finds them."""
    pk = indicator.pk
    found, definition, standing = seen.measurement(pk), seen.definitions[pk], seen.standing(pk)
    unit, days = seen.measured_by(pk).unit, found.days if found else seen.year.days
    value = found.value if found else None
    target, before = seen.target(pk), seen.before(pk)
    short = unit if unit == Unit.PERCENT else Unit.NONE
    as_proposed = seen.is_proposed(pk) and standing.state in JUDGED
    return Line(
        indicator=indicator,
        name=definition.name_in(seen.language),
        unit=str(Unit(unit).label) if short != unit else "",
        value=value_words(value, short) if found else "",
        when="" if days == seen.year.days else days_words(*days),
        before=value_words(before.value, short) if before else "",
        before_when=before_when(before) if before else "",
        target=goal_words(target, short, words.get(pk), seen.language) if target else None,
        proposed=seen.is_proposed(pk),
        attained=attained_words(standing.attainment, target),
        state=standing.state,
        state_words=proposed_words(standing.state) if as_proposed else state_words(standing.state),
        reason=reason_words(standing, value, unit),
        pace=pace_words(standing),
    )


def _with_outlook(lines: Sequence[Line], seen: Settled) -> list[Line]:
    """What is behind, with where it will stand when the year is over; one query."""
    behind = {one.indicator.pk: seen.definitions[one.indicator.pk] for one in lines if one.needs_somebody}
    first = date(seen.year.period.first.year - YEARS_SEEN, 4, 1)
    rows = current_values().filter(indicator__in=behind, first__gte=first, last__lte=seen.year.period.last)
    measured: dict[int, list[Current]] = {pk: [] for pk in behind}
    for one in light(rows):
        measured[one.indicator_id].append(one)
    foretold = {
        pk: outlook_words(foretell(how, measured[pk], seen.year, versions=seen.versions[pk]), how)
        for pk, how in behind.items()
    }
    return [
        replace(one, outlook=foretold[one.indicator.pk].sentence) if one.indicator.pk in foretold else one
        for one in lines
    ]


def _parts(lines: Iterable[Line], language: str) -> list[Part]:
    parts: dict[str, Part] = {}
    for one in lines:
        area = one.indicator.area
        part = parts.setdefault(area.code, Part(area.code, text(area, "name", language)))
        if one.value:
            part.lines.append(one)
        else:
            part.waiting.append(one.name)
    return list(parts.values())


def _notes(lines: Sequence[Line], seen: Settled) -> list[tuple[Text, Text]]:
    """What the numbers on the paper do not say."""
    columns = shown_texts("limits", seen.language)
    rows = plain(Definition).filter(indicator__in=[one.indicator.pk for one in lines])
    found = {(one["indicator_id"], one["version"]): one for one in rows.values("indicator_id", "version", *columns)}
    shown = ((one.name, one.indicator.pk) for one in lines)
    texts = ((name, text(found[pk, seen.definitions[pk].version], "limits", seen.language)) for name, pk in shown)
    return [(name, limits) for name, limits in texts if limits]
