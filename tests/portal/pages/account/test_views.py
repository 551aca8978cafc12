"""One's own account: name and language, changed with a trace that holds no name."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from portal.accounts.services import update_person
from portal.shared.models import Act
from tests.factories import Cast
from tests.ward_people import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/en/accounts/"


def values(**columns: str) -> dict[str, str]:
    return {"name": "Sita", "usual_name": "", "kana": "", "language": "en", **columns}


def test_name_and_language_are_changed_and_the_act_names_columns_only(cast: Cast) -> None:
    client, person = signed_in(cast.outsider), cast.outsider.person
    assert person is not None
    assert client.post(PAGE, values(kana="ｼｰﾀ")).headers["Location"] == PAGE
    person.refresh_from_db()
    assert (person.name, person.kana, person.language) == ("Sita", "シータ", "en")
    act = Act.objects.get(verb="update_person")
    assert act.detail == {"changed": ["kana", "language", "name"]} and act.person_id == person.pk
    assert "Nothing was changed" in client.post(PAGE, values(kana="シータ"), follow=True).content.decode()
    assert Act.objects.filter(verb="update_person").count() == 1


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": " \u3000"}, {"kana": "Sita"}, {"language": "xx"}])
def test_what_cannot_be_is_said_at_its_field_and_changes_nothing(cast: Cast, wrong: dict[str, str]) -> None:
    person = cast.outsider.person
    assert person is not None
    answer = signed_in(cast.outsider).post(PAGE, values(**wrong))
    assert answer.status_code == 422 and f'id="id_{next(iter(wrong))}_error"' in answer.content.decode()
    before = person.name
    person.refresh_from_db()
    assert person.name == before and not Act.objects.filter(verb="update_person").exists()


def test_a_person_keeps_a_name(cast: Cast) -> None:
    assert cast.outsider.person_id is not None
    with pytest.raises(ValidationError):
        update_person(person_id=cast.outsider.person_id, columns={"name": ""}, by=None, now=timezone.now())


def test_everything_about_signing_in_is_a_link_away(cast: Cast) -> None:
    page = signed_in(cast.outsider).get(PAGE).content.decode()
    for path in ("email/", "password/change/", "2fa/", "sessions/", "my-data/"):
        assert f'href="/en/accounts/{path}"' in page
    assert "/accounts/login/" in Client().get(PAGE).headers["Location"]
