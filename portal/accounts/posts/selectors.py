"""Posts for the ward's screens: who sits where, and who comes next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from portal.accounts.posts.models import Holding, Post


def posts_with_holders(now: datetime) -> list[dict[str, Any]]:
    """Every post with its holder, deputies and the next holder at a moment, by kind and title; two queries."""
    alive = Holding.objects.not_over_at(now).select_related("person").order_by("starts", "id")
    posts = Post.objects.prefetch_related(Prefetch("holdings", queryset=alive, to_attr="alive"))
    order = {kind: number for number, kind in enumerate(Post.Kind.values)}
    return sorted((_seen_at(post, now) for post in posts), key=lambda one: (order[one["post"].kind], one["post"].pk))


def _seen_at(post: Any, now: datetime) -> dict[str, Any]:
    present = [one for one in post.alive if one.held_at(now)]
    return {
        "post": post,
        "holder": next((one for one in present if not one.deputy), None),
        "deputies": [one for one in present if one.deputy],
        "next": next((one for one in post.alive if not one.deputy and one.starts > now), None),
    }


def holdings_of(post: Post) -> list[Holding]:
    """Who held the post, holds it or will, newest first."""
    return list(Holding.objects.filter(post=post).select_related("person", "person__user").order_by("-starts", "-id"))
