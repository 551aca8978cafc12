"""Indicators and policy areas that officials add, who answers for them, and which are still tiles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kpis.catalogue.defining import checked_definition
from kpis.catalogue.models import Definition, Indicator, PolicyArea
from portal.shared.audit import record_act
from portal.shared.records import as_json, changed_columns, checked_columns
from portal.shared.versions import content_changed

AREA_TEXTS = ("name_ja", "name_ja_simple", "name_en")
_AREA = frozenset({"code", "policy", *AREA_TEXTS})
_INDICATOR = frozenset({"code", "level", "owner"})
_CHANGED = frozenset({"owner", "role"})
RETIRING = (Indicator.Role.TILE, Indicator.Role.STATEMENT)
"""A tile is retired by becoming a statement, and comes back the same way; its values stay."""


@transaction.atomic
def change_indicator(
    *, indicator_id: int, columns: Mapping[str, Any], reason: str, by: int, now: datetime
) -> Indicator:
    """Who answers for it, and whether it is a tile; ValidationError names each column that is wrong, or `reason`."""
    indicator = Indicator.objects.select_for_update().get(pk=indicator_id)
    values = changed_columns(indicator, checked_columns(Indicator, columns, _CHANGED))
    if not values:
        return indicator
    if "role" in values:
        if not {indicator.role, values["role"]} <= set(RETIRING):
            raise ValidationError({"role": [_("Only a tile can be retired, and only what was retired comes back.")]})
        if not reason.strip():
            raise ValidationError({"reason": [_("Please say why: it leaves the dashboard and the public page.")]})
    before = {name: getattr(indicator, name) for name in values}
    Indicator.objects.filter(pk=indicator_id).update(**values)
    indicator.refresh_from_db()
    detail = {"before": as_json(before), "after": as_json(values)}
    record_act(by=by, verb="change_indicator", on=indicator, now=now, reason=reason.strip(), detail=detail)
    content_changed()
    return indicator


@transaction.atomic
def create_indicator(
    *,
    area_id: int,
    columns: Mapping[str, Any],
    definition: Mapping[str, Any],
    by: int,
    post_id: int,
    now: datetime,
) -> Indicator:
    """A tile with its first definition; ValidationError names each column of either that is wrong."""
    area = PolicyArea.objects.select_for_update().get(pk=area_id)
    problems: dict[str, Any] = {}
    values, rules = dict[str, Any](), dict[str, Any]()
    made = Indicator(area=area)
    try:
        values = checked_columns(Indicator, columns, _INDICATOR)
        problems |= _code(values["code"], area)
    except ValidationError as error:
        problems |= error.error_dict
    try:
        rules = checked_definition(made, None, definition, now)
    except ValidationError as error:
        problems |= error.error_dict
    if problems:
        raise ValidationError(problems)
    computable = Indicator.Computable.YES if rules["source"] else Indicator.Computable.NO
    place = (Indicator.objects.aggregate(last=Max("place"))["last"] or 0) + 1
    made = Indicator.objects.create(area=area, computable=computable, place=place, **values)
    Definition.objects.create(indicator=made, version=1, by_post_id=post_id, **rules)
    detail = {"after": as_json({**values, **rules, "area": area.code})}
    record_act(by=by, verb="create_indicator", on=made, now=now, detail=detail)
    content_changed()
    return made


@transaction.atomic
def create_area(*, columns: Mapping[str, Any], by: int, now: datetime) -> PolicyArea:
    """A part of a policy; ValidationError names each column that is wrong."""
    values = checked_columns(PolicyArea, columns, _AREA)
    known = list(PolicyArea.objects.select_for_update().order_by("code"))
    problems = dict[str, str]()
    papers = {one.code[:3] for one in known if one.policy == values["policy"]}
    if values["code"] in {one.code for one in known}:
        problems["code"] = _("There is an area with this number already. Take the next free one.")
    elif papers and values["code"][:3] not in papers:
        words = _("The numbers of this policy begin with %(number)s-. Please check the number or the policy.")
        problems["code"] = words % {"number": min(papers)}
    if not values["name_ja"]:
        problems["name_ja"] = _("Please give the name in Japanese: it stands wherever another language is missing.")
    if problems:
        raise ValidationError({name: [words] for name, words in problems.items()})
    area = PolicyArea.objects.create(**values)
    record_act(by=by, verb="create_area", on=area, now=now, detail={"after": as_json(values)})
    content_changed()
    return area


def _code(code: str, area: PolicyArea) -> dict[str, Any]:
    """The code is its name in addresses and files for all time: the area's number, then small letters."""
    if not re.fullmatch(rf"{area.code}(-[a-z0-9]+)+", code):
        words = _("Write the area's number and then words in small letters: %(sample)s")
        return {"code": ValidationError(words % {"sample": f"{area.code}-new-members"})}
    if Indicator.objects.filter(code=code).exists():
        return {"code": ValidationError(_("There is an indicator with this code already. Choose another word."))}
    return {}
