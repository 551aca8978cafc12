"""What stays on record when somebody of the ward writes for a person, who may have no account."""

from __future__ import annotations


def on_behalf(person_id: int, by: int | None, post_id: int | None) -> dict[str, int | bool]:
    """The detail of the act; empty when people write for themselves. ValueError for others without a post."""
    if by is None or by == person_id:
        return {}
    if post_id is None:
        raise ValueError("whoever writes on somebody's behalf does so from a post of the ward")
    return {"on_behalf": True, "post": post_id}
