"""The numbers' entry in the catalogue of open data, with what each column means."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kpis.open_data.breakdowns import BREAKDOWN_COLUMNS
from kpis.open_data.freshness import freshness
from kpis.open_data.rows import INDICATOR_COLUMNS, VALUE_COLUMNS


def kpi_datasets(root: str) -> list[dict[str, Any]]:
    """One entry. root: the portal's address without its final slash."""
    value, indicator = value_meanings(), indicator_meanings()
    return [
        {
            "id": "kpis",
            "title": _("Our goals in numbers"),
            "description": _(
                "What the ward's policies are measured by, targets the ward has decided on, and every value."
                " Values of fewer than 5 people are left out, and values that would give them away."
            ),
            "page": reverse("kpis:scoreboard"),
            "updated": freshness().updated,
            "files": [
                _file(root, "kpi_values_csv", "CSV"),
                _file(root, "kpi_values_json", "JSON"),
                _file(root, "kpi_indicators_csv", "CSV"),
                _file(root, "kpi_breakdowns_csv", "CSV"),
                _file(root, "kpi_breakdowns_json", "JSON"),
            ],
            "parameters": ["encoding"],
            "layouts": [],
            "columns": [
                {"title": _("Columns of the values"), "columns": _columns(VALUE_COLUMNS, value)},
                {"title": _("Columns of the indicators"), "columns": _columns(INDICATOR_COLUMNS, indicator)},
                {"title": _("Columns of the breakdowns"), "columns": _columns(BREAKDOWN_COLUMNS, group_meanings())},
            ],
        }
    ]


def _file(root: str, name: str, form: str) -> dict[str, str]:
    media_type = "application/json" if form == "JSON" else "text/csv"
    return {"form": form, "url": root + reverse(name), "media_type": media_type}


def _columns(names: tuple[str, ...], meanings: dict[str, str]) -> list[dict[str, str]]:
    """A text has a column for each language, and one meaning."""
    return [{"name": one, "meaning": meanings[one.removesuffix("_ja").removesuffix("_en")]} for one in names]


def value_meanings() -> dict[str, str]:
    """Column of the values → what it holds."""
    return {
        "code": _("Short name of the indicator, the same in all files."),
        "name": _("Name of the indicator in Japanese and English, by the definition that was used."),
        "period": _("month, year (from April to March) or other. The months of a year are in the year already."),
        "first": _("First day of the time that is counted."),
        "last": _("Last day of the time that is counted."),
        "until": _("Up to which day it is counted: earlier than the last day while the time is still running."),
        "status": _(
            "running: the time is not over, and the number is only the count so far; provisional: it is over, but the"
            " number may still change; final: the ward has closed the fiscal year, and it changes no more."
        ),
        "value": _("The number. Empty: left out, or nothing to divide by. Percentages go from 0 to 100."),
        "numerator": _("For a part of a whole: the part."),
        "denominator": _("For a part of a whole: the whole."),
        "unit": _("What is counted."),
        "suppressed": _("true: the number is left out to protect people."),
        "revision": _(
            "How often the number had been found out by then. Months that tell of people stay as they were first told; what"
            " came in later or was taken back changes their year once it is of five people or more."
        ),
        "reason": _("Why there is a new number: first, running, late, definition or correction."),
        "origin": _("automatic: counted by this site; manual: reported; survey: from a survey."),
        "computed": _("When the number was found out, in Japan's time."),
        "definition_version": _("Which version of the definition was used."),
    }


def group_meanings() -> dict[str, str]:
    """Column of the breakdowns → what it holds."""
    return {
        "code": _("Short name of the indicator, the same in all files."),
        "first": _("First day of the time that is counted."),
        "last": _("Last day of the time that is counted."),
        "by": _("What the groups are: town, language, field, channel, or a kind."),
        "group": _("Code of the group. others: all groups that are only told together; unknown: nobody wrote it down."),
        "name": _("Its name."),
        "value": _("The number of the group. The groups of one breakdown add up to the number of the indicator."),
        "unit": _("What is counted."),
        "suppressed": _("true: these groups are only told together, to protect people."),
    }


def indicator_meanings() -> dict[str, str]:
    """Column of the indicators → what it holds; texts by their name without the language."""
    return {
        "code": _("Short name of the indicator, the same in all files."),
        "policy": _("The policy it belongs to."),
        "area": _("The part of the policy, and its name in Japanese and English."),
        "level": _("From goal (kgi) to activity (output)."),
        "role": _("tile: an indicator; rule, statement, repeat and benchmark are not counted against a target."),
        "repeats": _("The indicator that it repeats."),
        "name": _("Its name."),
        "origin": _("Where the number comes from."),
        "method": _("How it is counted."),
        "numerator": _("For a part of a whole: the part."),
        "denominator": _("For a part of a whole: the whole."),
        "limits": _("What the number does not say."),
        "unit": _("What is counted."),
        "direction": _("up: more is better; down: less is better; within: it should stay within limits."),
        "adds_up": _("How months become a year: sum, latest, distinct (each once), mean or ratio."),
        "period": _("For which time there is a value."),
        "automatic": _("true: this site counts it every night."),
        "definition_version": _("Which version of the definition is in force."),
        "definition_first": _("Since when this definition is in force."),
        "targets": _("Targets that the ward has decided on, as JSON. Empty: none."),
    }
