"""A chart as SVG: drawn by pygal, then freed of what a picture must not have (scripts, styles of its own, dates)."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from pygal import Line
from pygal.etree import etree
from pygal.style import Style

from kpis.dashboards.chart_style import stylesheet
from kpis.dashboards.series import Series

sys.meta_path[:] = [one for one in sys.meta_path if hasattr(one, "find_spec")]
"""pygal adds a finder of the old kind for its maps, which nobody uses here; whoever asks all finders fails over it."""
etree.to_etree()  # the same bytes whether lxml is installed or not
FONT, LEGEND, MARGIN, ROOM = 13, 16, 16, 8
"""Pixels: size of letters, height of a line of the legend, margin, room for a dot above the highest point."""
ORDER = ("value", "before", "wanted", "foretold")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMBER = re.compile(r"-?\d+\.\d+")
_SERIES = re.compile(r"\b(?:serie|color)-(\d+)")
_GONE = frozenset({"script", "style", "desc", "title", "defs"})
_HANDLES = frozenset({"reactive", "tooltip-trigger", "series", "activate-serie"})
_FOR_SCRIPTS = frozenset({"plot tooltip-overlay", "tooltip"})


@dataclass(frozen=True)
class Words:
    """What is written in a chart. `legend` by role; `ticks`: one for each point; `number`: how an axis writes numbers."""

    title: str
    description: str
    unit: str
    nothing: str
    language: str
    legend: Mapping[str, str]
    ticks: tuple[str, ...]
    number: Callable[[Decimal], str]


def size_of(words: Words, *, wide: bool) -> tuple[int, int]:
    """Width and height in pixels: one for pages with room, one for telephones."""
    return (720 if wide else 328), (300 if wide else 264) + len(words.legend) * int(1.5 * LEGEND)


def draw(series: Series, words: Words, *, wide: bool) -> bytes:
    """The SVG; equal for equal arguments."""
    width, height = size_of(words, wide=wide)
    every = [float(number) for point in series.points for number in point.numbers] or [0.0]
    top = max(every) or 1.0
    roles = [one for one in ORDER if one in words.legend]
    every_tick = 1 if wide or len(words.ticks) <= 6 else 2
    shown = [one if at % every_tick == 0 else "" for at, one in enumerate(words.ticks)]
    chart = Line(
        style=_style(), width=width, height=height, margin=MARGIN, spacing=10, explicit_size=True, no_prefix=True, js=(),
        title=_plain(words.unit) or None, show_legend=bool(roles), legend_at_bottom=True, legend_at_bottom_columns=1,
        legend_box_size=LEGEND, truncate_legend=-1, truncate_label=-1, allow_interruptions=True, include_x_axis=True,
        range=(min(0.0, *every, 0.0), top * (1 + ROOM / height)), min_scale=3, max_scale=6, dots_size=4,
        no_data_text=_plain(words.nothing), value_formatter=lambda one: words.number(Decimal(str(round(one, 4)))),
    )  # fmt: skip
    chart.x_labels = [_plain(one) for one in shown]
    for role in roles:
        chart.add(_plain(words.legend[role]), _values(series, role), show_dots=role != "wanted")
    return _tidy(chart.render_tree(), roles, words)


def _style() -> Any:
    return Style(
        label_font_size=FONT, major_label_font_size=FONT, legend_font_size=FONT, title_font_size=FONT,
        no_data_font_size=FONT, value_font_size=FONT,
    )  # fmt: skip


def _values(series: Series, role: str) -> list[Any]:
    """Of the forecast also its ranges; it begins at the last value, so that the lines meet."""
    if role != "foretold":
        return [getattr(one, role) for one in series.points]
    latest = series.latest
    found: list[Any] = []
    for one in series.points:
        if one.foretold is not None:
            found.append({"value": one.foretold, "ci": {"low": float(one.low or 0), "high": float(one.high or 0)}})
        else:
            found.append({"value": one.value, "node": {"r": 0}} if one is latest else None)
    return found


def _plain(text: str) -> str:
    """Without what XML cannot hold."""
    return _FORBIDDEN.sub("", text)


def _tidy(root: Element, roles: list[str], words: Words) -> bytes:
    """Only shapes and letters remain; each shape is named by its role, and the legend shows it as it is drawn."""
    for parent in list(root.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag in _GONE or child.get("class") in _FOR_SCRIPTS:
                parent.remove(child)
    for one in root.iter():
        _rename(one, roles)
    for one in root.findall(".//g"):
        if "plot" in one.get("class", "").split():
            _last_on_top(one)
    for one in root.findall(".//g[@class='titles']/text"):
        one.set("x", str(MARGIN))
    for one in root.iter("g"):
        if one.get("class") == "legends":
            one.set("transform", f"translate({MARGIN + LEGEND},{one.get('transform', '').partition(',')[2]}")
        if one.get("class") == "legend":
            _sample(one)
    root.attrib.pop("id", None)
    root.attrib.pop("class", None)
    root.set("role", "img")
    root.set("lang", words.language)
    for place, (tag, text) in enumerate((("title", words.title), ("desc", words.description), ("style", stylesheet()))):
        made = Element(tag)
        made.text = _plain(text)
        root.insert(place, made)
    return tostring(root, encoding="utf-8")


def _rename(one: Element, roles: list[str]) -> None:
    names = _SERIES.sub(lambda found: f"is-{roles[int(found[1])]}", one.get("class", "")).split()
    kept = dict.fromkeys(name for name in names if name not in _HANDLES)
    if "class" in one.attrib:
        one.set("class", " ".join(kept))
    one.attrib.pop("style", None)
    one.attrib.pop("id", None)
    for name in ("d", "x", "y", "cx", "cy", "width", "height", "transform"):
        if name in one.attrib:
            one.set(name, _NUMBER.sub(lambda found: f"{float(found[0]):.1f}", one.get(name, "")))


def _last_on_top(plot: Element) -> None:
    """What is named first in the legend lies over the others."""
    lines = [one for one in plot if one.get("class", "").startswith("is-")]
    for one in reversed(lines):
        plot.remove(one)
        plot.append(one)


def _sample(legend: Element) -> None:
    """A piece of the line with its dot instead of a coloured box."""
    box = next(one for one in legend if one.tag == "rect")
    role = box.get("class", "")
    legend.set("class", f"legend {role}")
    legend.remove(box)
    y = float(box.get("y", "0")) + LEGEND / 2
    SubElement(legend, "path", {"class": "line", "d": f"M{-LEGEND} {y:.1f} h{2 * LEGEND}"})
    if role != "is-wanted":
        SubElement(legend, "circle", {"class": "dot", "cx": "0", "cy": f"{y:.1f}", "r": "4"})
