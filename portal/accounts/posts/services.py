"""Writes to posts: one verb, one transaction; the post's row is locked, so that two administrators take turns.

`by` is the id of the acting Person. ValidationError says in a sentence why something cannot be.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.accounts.models import Person
from portal.accounts.posts import rules
from portal.accounts.posts.mails import tell_ended, tell_holder, tell_leaving
from portal.accounts.posts.models import Holding, Post
from portal.shared.audit import record_act
from portal.shared.denials import Denial
from portal.shared.records import as_json, changed_columns, checked_columns

COLUMNS = frozenset({"kind", "title_ja", "title_en", "operated_by"})


@transaction.atomic
def create_post(*, columns: dict[str, Any], by: int | None, now: datetime) -> Post:
    """A new seat, still empty; a contracted operator's names the organisation that operates it."""
    values = checked_columns(Post, columns, COLUMNS)
    _refuse_operator(values.get("kind", ""), values.get("operated_by"))
    post = Post.objects.create(created=now, **{name: value for name, value in values.items() if value is not None})
    record_act(by=by, verb="create_post", on=post, now=now, detail={"after": as_json(values)})
    return post


@transaction.atomic
def update_post(*, post_id: int, columns: dict[str, Any], by: int | None, now: datetime) -> bool:
    """Change the titles of a seat; its kind stays, for holders were appointed to that. False when nothing is new."""
    post = Post.objects.select_for_update().get(pk=post_id)
    changed = changed_columns(post, checked_columns(Post, columns, COLUMNS - {"kind"}))
    if not changed:
        return False
    _refuse_operator(post.kind, changed.get("operated_by", post.operated_by))
    before = as_json({name: getattr(post, name) for name in changed})
    Post.objects.filter(pk=post_id).update(**changed)
    record_act(by=by, verb="update_post", on=post, now=now, detail={"before": before, "after": as_json(changed)})
    return True


@transaction.atomic
def appoint(
    *,
    post_id: int,
    person_id: int,
    starts: datetime,
    ends: datetime | None = None,
    deputy: bool = False,
    by: int | None,
    now: datetime,
) -> Holding:
    """Give a person the post, or make them the deputy, from a moment on (until further notice, or until `ends`).

    Who begins is told by mail.
    """
    post = Post.objects.select_for_update().get(pk=post_id)
    _refuse(rules.can_appoint(by, person_id))
    holding = _seat(post, person_id, starts, ends, deputy)
    tell_holder(holding, by=by, now=now)
    detail = {"person": person_id, "deputy": deputy, "starts": starts.isoformat(), "ends": _iso(ends)}
    record_act(by=by, verb="appoint", on=post, now=now, detail=detail)
    return holding


def appoint_to_new_post(
    *, kind: str, person_id: int, columns: dict[str, Any] | None = None, by: int | None, now: datetime
) -> Holding:
    """A seat of its own for one person from now on; `columns` as `create_post` takes them."""
    with transaction.atomic():
        post = create_post(columns={**(columns or {}), "kind": str(kind)}, by=by, now=now)
        return appoint(post_id=post.pk, person_id=person_id, starts=now, by=by, now=now)


@transaction.atomic
def hand_over_post(*, post_id: int, to_person_id: int, at: datetime, by: int | None, now: datetime) -> Holding:
    """The post passes at `at` (1 April, midnight in Japan, say) from its holder to the next, with all that waits for it.

    What belongs to the post stays the post's, so nothing is moved. A hand-over planned before for a later moment is
    replaced: whoever was to begin after `at` does not. Everybody concerned is told by mail.
    """
    _lock_administrators()
    post = Post.objects.select_for_update().get(pk=post_id)
    _refuse(rules.can_appoint(by, to_person_id))
    if at < now:
        raise ValidationError({"at": _("A post cannot be handed over in the past. Please choose today or later.")})
    planned = Holding.objects.filter(post=post, deputy=False, starts__gte=at, starts__gt=now)
    struck_out = list(planned.select_related("person", "post"))
    planned.delete()
    present = Holding.objects.filter(Q(ends__isnull=True) | Q(ends__gt=at), post=post, deputy=False, starts__lt=at)
    leaving = present.select_related("person", "post").first()
    if leaving is not None:
        if leaving.person_id == to_person_id:
            raise ValidationError({"person": _("This person holds the post already.")})
        leaving.ends = at
        Holding.objects.filter(pk=leaving.pk).update(ends=at)
    holding = _seat(post, to_person_id, at, None, deputy=False)
    _tell_all(holding, struck_out, by=by, now=now)
    if leaving is not None and post.kind == Post.Kind.ADMINISTRATOR:
        _refuse(rules.can_end_holding(leaving, at))
    detail = {
        "from": leaving.person_id if leaving else None,
        "to": to_person_id,
        "at": at.isoformat(),
        "replaced": [one.person_id for one in struck_out],
    }
    record_act(by=by, verb="hand_over_post", on=post, now=now, detail=detail)
    return holding


@transaction.atomic
def end_holding(*, holding_id: int, at: datetime, reason: str = "", by: int | None, now: datetime) -> None:
    """A holder or deputy leaves at `at`, and is told by mail; one who has not begun by then is struck out."""
    holding = Holding.objects.select_related("post", "person").get(pk=holding_id)
    if holding.post.kind == Post.Kind.ADMINISTRATOR:
        _lock_administrators()
    Post.objects.select_for_update().get(pk=holding.post_id)
    holding.refresh_from_db(fields=["starts", "ends"])
    if at < now:
        raise ValidationError({"at": _("This cannot be ended in the past. Please choose today or later.")})
    if holding.ends is not None and holding.ends <= at:
        raise ValidationError({"at": _("This has ended before then already.")})
    _refuse(rules.can_end_holding(holding, at))
    tell_ended(holding, at, by=by, now=now)
    if holding.starts >= at:
        Holding.objects.filter(pk=holding_id).delete()
    else:
        Holding.objects.filter(pk=holding_id).update(ends=at)
    detail = {"person": holding.person_id, "deputy": holding.deputy, "at": at.isoformat()}
    record_act(by=by, verb="end_holding", on=holding.post, now=now, reason=reason, detail=detail)


def _tell_all(holding: Holding, struck_out: list[Holding], *, by: int | None, now: datetime) -> None:
    """Who begins, who was to begin and will not, and who leaves at that moment, now or by an earlier plan."""
    tell_holder(holding, by=by, now=now)
    for one in struck_out:
        if one.person_id != holding.person_id:
            tell_ended(one, holding.starts, by=by, now=now)
    leaving = Holding.objects.filter(post=holding.post_id, deputy=False, ends=holding.starts)
    for one in leaving.exclude(person=holding.person).select_related("person", "post"):
        tell_leaving(one, holding.person, by=by, now=now)


def _seat(post: Post, person_id: int, starts: datetime, ends: datetime | None, deputy: bool) -> Holding:
    if ends is not None and ends <= starts:
        raise ValidationError({"ends": _("The end must come after the beginning.")})
    try:
        with transaction.atomic():
            return Holding.objects.create(
                post=post, person=Person.objects.get(pk=person_id), deputy=deputy, starts=starts, ends=ends
            )
    except IntegrityError as error:
        if "person_holds_a_post_once" in str(error):
            message = _("This person holds the post in that time already.")
            raise ValidationError({"person": message}) from error
        if "post_has_one_holder_at_a_time" in str(error):
            message = _("Somebody else holds the post in that time. Please hand it over, or choose other dates.")
            raise ValidationError({"person": message}) from error
        raise


def _lock_administrators() -> None:
    """So that of the last two who leave at once the second finds that she is the last."""
    list(Post.objects.select_for_update().filter(kind=Post.Kind.ADMINISTRATOR).order_by("id").values_list("id"))


def _refuse(denial: Denial | None) -> None:
    if denial is not None:
        raise ValidationError(" ".join(filter(None, (denial.reason, denial.next_step))), code=denial.code)


def _refuse_operator(kind: str, operated_by: int | None) -> None:
    if kind == Post.Kind.CONTRACTOR and not operated_by:
        message = _("Please say which organisation operates for the ward: its own matters are closed to this post.")
        raise ValidationError({"operated_by": message})
    if kind != Post.Kind.CONTRACTOR and operated_by:
        raise ValidationError({"operated_by": _("Only contracted operators belong to an organisation.")})


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
