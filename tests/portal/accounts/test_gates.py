"""Gates: what a stranger, a reader and a worker of the ward meet."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.models import Post, User
from portal.shared.denials import Denial
from tests import factories

pytestmark = pytest.mark.django_db


@for_ward_staff
def room(request: HttpRequest, number: int) -> HttpResponse:
    """A page of the ward."""
    return HttpResponse(f"room {number}")


def enter(rf: RequestFactory, user: User | AnonymousUser) -> HttpResponse:
    request = rf.get("/en/ward/room/?page=2")
    request.user = user
    answer = room(request, 7)
    assert isinstance(answer, HttpResponse)
    return answer


def test_somebody_of_the_ward_enters_and_nobody_keeps_the_page(rf: RequestFactory) -> None:
    user = factories.make_user()
    factories.make_post(user, Post.Kind.AUDITOR, timezone.now() - timedelta(minutes=1))
    answer = enter(rf, user)
    assert answer.content == b"room 7"
    assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]


def test_who_is_not_signed_in_comes_back_after_it(rf: RequestFactory) -> None:
    answer = enter(rf, AnonymousUser())
    assert answer.status_code == 302
    assert answer["Location"].endswith("/accounts/login/?next=/en/ward/room/%3Fpage%3D2")
    assert "no-store" in answer["Cache-Control"]


def test_to_everybody_else_the_room_does_not_exist(rf: RequestFactory) -> None:
    user = factories.make_user()
    with pytest.raises(Http404):
        enter(rf, user)
    factories.make_post(user, Post.Kind.COORDINATOR, timezone.now())
    with pytest.raises(Http404):
        enter(rf, User.objects.get(pk=user.pk))


def test_the_gate_keeps_the_views_name() -> None:
    assert room.__name__ == "room" and room.__doc__ == "A page of the ward."


def test_who_acts_is_a_person(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = factories.make_user()
    assert acting_person(request) == request.user.person_id
    for nobody in (AnonymousUser(), User.objects.create_user("robot@example.org")):
        request.user = nobody
        with pytest.raises(Http404):
            acting_person(request)


@pytest.mark.parametrize(
    ("denial", "sentence"),
    [
        (Denial("late", "The call is closed."), "The call is closed."),
        (Denial("late", "The call is closed.", "Ask the desk."), "The call is closed. Ask the desk."),
    ],
)
def test_a_denial_is_told_with_its_way_on(denial: Denial, sentence: str) -> None:
    with pytest.raises(PermissionDenied) as told:
        refuse(denial)
    assert str(told.value) == sentence


def test_no_denial_lets_pass() -> None:
    refuse(None)
