"""The access matrix of what asks for the password once more: role × own, foreign or missing, the password just said.

In the great matrix nobody has said it, so that it cannot tell who is let in afterwards.
"""

from __future__ import annotations

import pytest

from organizations.directory.models import Organization
from portal.accounts.models import Holding, User
from portal.shared.models import Act
from portal.shared.privacy.models import Erasure
from tests import access
from tests.factories import Cast
from tests.test_access_matrix import MATRIX, PROVED_FIRST, Pattern, Rows
from tests.ward_people import just_signed_in

pytestmark = pytest.mark.django_db

ROLES = ("outsider", "manager", "contractor", "auditor", "official", "administrator")
"""Whoever may change something comes last."""
OFFICIALS = (404, 404, 403, 403, 200, 200)
TAKEN_BACK = (404, 404, 403, 403, 422, 422)
NOT_THERE = (404, 404, 404, 404, 404, 404)
NOT_ASKED = (404, 404, 405, 405, 405, 405)
HIDDEN = (404, 404, 403, 403, 404, 404)
"""Whoever may not look anybody up does not learn either whether there is somebody."""
ADMINISTRATORS = (404, 404, 403, 403, 403, 200)
ADMINISTRATORS_POST = (404, 404, 403, 403, 403, 422)
FRESH: dict[str, Rows] = {
    "erase_person": {"any": (OFFICIALS, TAKEN_BACK), "missing": (HIDDEN, HIDDEN)},
    "create_post": {"any": (ADMINISTRATORS, ADMINISTRATORS_POST)},
    # The official of the cast holds this very post, and names a deputy for it.
    "appoint": {"any": (OFFICIALS, TAKEN_BACK), "missing": (NOT_THERE, NOT_THERE)},
    "hand_over_post": {"any": (ADMINISTRATORS, ADMINISTRATORS_POST), "missing": (NOT_THERE, NOT_THERE)},
    "end_holding": {"any": (NOT_ASKED, (404, 404, 403, 403, 403, 302)), "missing": (NOT_ASKED, NOT_THERE)},
    "organizations:restore_access": {
        **dict.fromkeys(("own", "foreign"), (OFFICIALS, TAKEN_BACK)), "missing": (NOT_THERE, NOT_THERE),
    },
    "organizations:answer_for_ward": {"missing": (NOT_ASKED, NOT_THERE)},
    # Whoever sees the ward's desk sees the two side by side; contractors review as officials do, auditors only read.
    "merge_organizations": {
        "any": ((404, 404, 200, 200, 200, 200), (404, 404, 422, 403, 422, 422)), "missing": (NOT_THERE, NOT_THERE),
    },
    "ward_person": {"any": (OFFICIALS, TAKEN_BACK), "missing": (HIDDEN, HIDDEN)},
}  # fmt: skip
AT_ONCE = {
    "organizations:take_on_organization", "volunteers:answer_for_volunteer", "volunteers:ward_candidates",
    "volunteers:ward_confirm_profile",
}  # fmt: skip
"""Done without the password; the redirect is the way on."""


def proved_first(rows: dict[str, tuple[Pattern, Pattern]]) -> bool:
    """Whether the great matrix sees only the question for the password."""
    return any(PROVED_FIRST in patterns for patterns in rows.values())


def test_whatever_asks_for_the_password_is_here() -> None:
    assert sorted(name for name, rows in MATRIX.items() if proved_first(rows)) == sorted({*FRESH, *AT_ONCE})


@pytest.mark.parametrize("name", sorted(FRESH))
def test_who_may_once_the_password_is_said(name: str, cast: Cast) -> None:
    found = {}
    clients = {role: just_signed_in(access.user_of(role, cast)) for role in ROLES}
    counts = [model.objects.count() for model in (User, Organization, Erasure)]
    # What is missing first: whoever has a post taken away sees nothing afterwards.
    for case in reversed(access.cases(name, cast)):
        for method, expected in zip(("GET", "POST"), FRESH[name][case.whose], strict=True):
            for role, status in zip(ROLES, expected, strict=True):
                answer = access.ask(clients[role], method, case.address)
                if answer.status_code != status:
                    found[method, case.whose, role] = (answer.status_code, status)
    assert found == {}, "(found, expected)"
    assert [model.objects.count() for model in (User, Organization, Erasure)] == counts
    if name == "end_holding":
        assert Act.objects.get(verb="end_holding").person_id == access.user_of("administrator", cast).person_id
        assert Holding.objects.get(pk=cast.holding.pk).ends is not None
