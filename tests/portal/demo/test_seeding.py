"""The demo ward goes through the services: whole or not at all, once, indexed, with acts and people."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import Client

from organizations.directory.models import Membership, Organization
from organizations.places.indexing import index_places, index_together
from organizations.places.models import OpeningHours, Place
from portal.accounts.models import Holding, Person, Post, User
from portal.demo import prepare, seeding
from portal.demo.cast import CAST, PASSWORD, accounts, make_cast
from portal.demo.content import make_content
from portal.demo.management.commands import seed_demo
from portal.shared.files.models import StoredFile
from portal.shared.models import Act, Ward
from tests import factories

pytestmark = pytest.mark.django_db
PLACES = 12


@pytest.fixture(autouse=True)
def _small_ward(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first places of the demo, with their organisations; the whole of it is built where `make demo` is tried."""

    def some(*, scale: int, seed: int) -> Any:
        organizations, places = make_content(scale=scale, seed=seed)
        chosen = places[::17][:PLACES]
        keys = {place.organization_key for place in chosen}
        return [one for one in organizations if one.key in keys], chosen

    monkeypatch.setattr(seeding, "make_content", some)
    monkeypatch.setattr(seeding, "MOST_LOGOS", 2)


def seed(now: datetime, tell: Callable[[str], None] = lambda _: None) -> dict[str, int]:
    return seeding.seed_ward(scale=1, seed=2026, now=now, tell=tell)


def test_a_ward_is_built_and_a_second_time_adds_nothing(now: datetime) -> None:
    counts = seed(now)
    assert counts["new places"] == PLACES and counts["people"] == len(CAST)
    before = [model.objects.count() for model in (Place, Organization, Person, Post, Membership, Act, OpeningHours)]
    again = seed(now)
    assert (again["new places"], again["people"]) == (0, 0)
    after = [model.objects.count() for model in (Place, Organization, Person, Post, Membership, Act, OpeningHours)]
    assert after == before
    assert StoredFile.objects.count() == 2, "logos"


def test_places_are_public_indexed_and_as_fresh_as_they_say(now: datetime) -> None:
    seed(now)
    assert set(Place.objects.values_list("status", flat=True)) == {Place.Status.PUBLISHED}
    assert not Place.objects.filter(search_text="").exists() and not Place.objects.filter(tags=[]).exists()
    ids = list(Place.objects.values_list("pk", flat=True))
    assert index_places(ids, now=now) == 0, "already as the night would leave them"
    days = {(now.date() - place.confirmed).days for place in Place.objects.all() if place.confirmed}
    assert min(days) <= 15 and max(days) >= 90, "some waits to be confirmed"


def test_each_service_left_its_act_and_what_it_wrote(now: datetime) -> None:
    seed(now)
    verbs = set(Act.objects.values_list("verb", flat=True))
    assert {"create_organization", "enter_organization", "create_place", "replace_opening_hours"} <= verbs
    by_people = Act.objects.filter(person_id__isnull=False).values_list("verb", flat=True)
    assert {"submit_organization", "return_organization"} <= set(by_people)
    founded = Organization.objects.published().values_list("founded", flat=True)
    assert all(isinstance(day, date) and 1985 <= day.year <= 2024 for day in founded)
    assert all(place.phone.startswith("03-0000-") for place in Place.objects.all())


def test_an_interrupted_build_leaves_nothing(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(*_: Any, **__: Any) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(seeding, "make_cast", stops)
        with pytest.raises(KeyboardInterrupt):
            seed(now)
    assert not Place.objects.exists() and not Organization.objects.exists() and not Ward.objects.exists()
    assert seed(now)["new places"] == PLACES


def test_a_ward_that_stands_keeps_its_settings(now: datetime) -> None:
    Ward.objects.create(pk=1, name_ja="ほかの区", municipality_code="131121")
    seed(now)
    assert Ward.objects.get().name_ja == "ほかの区"


def test_progress_is_told_every_hundred_places(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(seeding, "TELL_EVERY", 5)
    seed(now, told.append)
    assert [line.strip() for line in told] == [f"5 of {PLACES} places", f"10 of {PLACES} places"]


def test_indexing_together_is_once_at_the_end_and_the_same(now: datetime, django_assert_num_queries: Any) -> None:
    one, other = factories.make_place(now=now), factories.make_place("別の教室", now=now)
    Place.objects.filter(pk__in=[one.pk, other.pk]).update(name_ja="新しい名前", search_hash="")
    with index_together(now=now):
        with django_assert_num_queries(0):
            assert index_places([one.pk], now=now - timedelta(days=300)) == 0
            index_places([other.pk, one.pk], now=now)
        assert "新しい名前" not in Place.objects.get(pk=one.pk).search_text
    assert all("新しい名前" in place.search_text for place in Place.objects.all())
    assert index_places([one.pk, other.pk], now=now) == 0, "as of the moment that was given, not of each call"


def test_indexing_together_forgets_what_was_rolled_back(now: datetime) -> None:
    place = factories.make_place(now=now)
    with pytest.raises(RuntimeError), index_together(now=now):
        Place.objects.filter(pk=place.pk).update(name_ja="verworfen")
        index_places([place.pk], now=now)
        raise RuntimeError
    assert Place.objects.get().name_ja == place.name_ja
    Place.objects.filter(pk=place.pk).update(kana="アタラシイ")
    assert index_places([place.pk], now=now) == 1, "afterwards each call counts again"


def test_indexing_together_inside_another_waits_for_the_outer(now: datetime) -> None:
    place = factories.make_place(now=now)
    Place.objects.filter(pk=place.pk).update(kana="ヨミ", search_hash="")
    with index_together(now=now):
        with index_together(now=now):
            index_places([place.pk], now=now)
        assert Place.objects.get().search_hash == ""
    assert Place.objects.get().search_hash


def test_everybody_of_the_cast_can_sign_in(now: datetime) -> None:
    seed(now)
    found = accounts()
    assert [row["email"] for row in found] == [role.email for role in CAST]
    assert {row["password"] for row in found} == {PASSWORD}
    for row in found:
        assert authenticate(username=row["email"], password=row["password"]) is not None
    client, first = Client(), found[0]
    client.post("/en/accounts/login/", {"login": first["email"], "password": PASSWORD})
    printed = StringIO()
    call_command("demo_code", first["email"], stdout=printed)
    answer = client.post("/en/accounts/2fa/authenticate/", {"code": printed.getvalue().strip()})
    assert answer.status_code == 302 and "_auth_user_id" in client.session


def test_each_of_the_cast_holds_what_its_role_says(now: datetime) -> None:
    seed(now)
    for row, role in zip(accounts(), CAST, strict=True):
        person = Person.objects.get(user__email=row["email"])
        assert [post.kind for post in Post.objects.filter(holdings__person=person)] == (
            [role.post] if role.post else []
        )
        memberships = list(Membership.objects.filter(person=person).order_by("id"))
        own = [role.membership] if role.membership else ["manager"] * 4 if role.registers else []
        assert [one.role for one in memberships] == own
        assert row["organization_id"] == (memberships[0].organization_id if memberships else None)
        assert bool(row["organization"]) == bool(memberships)
        apps = Authenticator.objects.filter(user__email=row["email"], type=Authenticator.Type.TOTP)
        assert bool(row["totp_secret"]) == bool(memberships or role.post) == apps.exists()


def test_somebody_who_is_missing_is_made_again(now: datetime) -> None:
    seed(now)
    organizations = list(Organization.objects.order_by("id"))
    Holding.objects.filter(person__user__email="reviewer@demo.example").delete()
    User.objects.get(email="reviewer@demo.example").delete()
    assert len(accounts()) == len(CAST) - 1
    assert make_cast(organizations, now=now) == 1
    assert len(accounts()) == len(CAST)


def test_the_accounts_are_printed_as_json(now: datetime) -> None:
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    assert json.loads(out.getvalue()) == []
    seed(now)
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    rows = json.loads(out.getvalue())
    assert {tuple(row) for row in rows} == {
        ("email", "password", "totp_secret", "role", "organization", "organization_id")
    }


@pytest.mark.parametrize("scale", ["0", "-1", "101"])
def test_a_scale_out_of_reach_is_refused(scale: str) -> None:
    with pytest.raises(CommandError, match="between 1 and 100"):
        call_command("seed_demo", "--scale", scale)
    assert not Place.objects.exists()


def test_the_command_tells_what_it_made() -> None:
    out = StringIO()
    call_command("seed_demo", "--seed", "7", stdout=out)
    assert f"new places: {PLACES}" in out.getvalue() and "people: 13" in out.getvalue()


def test_production_makes_no_accounts_with_a_known_password(monkeypatch: pytest.MonkeyPatch) -> None:
    class Production:
        production = True

    monkeypatch.setattr(seed_demo.settings, "ENV", Production())
    with pytest.raises(CommandError, match="does not run in production"):
        call_command("seed_demo")
    assert not User.objects.exists()


def prepared(capsys: pytest.CaptureFixture[str]) -> str:
    prepare.main()
    return capsys.readouterr().out


def test_preparing_builds_once_and_always_tells_who_can_sign_in(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    first, second = prepared(capsys), prepared(capsys)
    assert "Building the demo ward" in first and "Building" not in second
    assert first.splitlines()[1:] == second.splitlines()
    assert len(second.splitlines()) == 1 + len(CAST)


def test_imported_places_do_not_keep_a_newcomer_from_the_demo(
    now: datetime, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    factories.make_place("避難所", now=now)
    assert "manager1@demo.example" in prepared(capsys)
    assert Place.objects.count() == 1 + PLACES


def test_somebodys_own_database_is_not_mixed_with_invented_places(
    now: datetime, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/real")
    factories.make_place("避難所", now=now)
    assert prepared(capsys).strip() == ""
    assert Place.objects.count() == 1 and not User.objects.exists()


def test_a_refused_build_ends_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    class Production:
        production = True

    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(seed_demo.settings, "ENV", Production())
    with pytest.raises(SystemExit, match="does not run in production"):
        prepare.main()
