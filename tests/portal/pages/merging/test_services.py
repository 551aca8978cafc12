"""Whatever names an organisation goes over to the one that stays."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.apps import apps
from django.test import Client

from organizations.directory.models import Organization
from portal.accounts.models import User
from portal.pages.merging.services import merge_organizations
from portal.shared.models import Act
from tests import factories
from tests.volunteers.factories import make_application, make_hours, make_opening, make_profile, make_shift
from volunteers.applications.models import Application
from volunteers.hours.models import Hours
from volunteers.openings.models import Opening

pytestmark = pytest.mark.django_db


def naming(organization: Organization) -> dict[str, int]:
    """Table and column of volunteers' rows that name it, with their numbers; only columns that name any."""
    columns = {
        f"{model.__name__}.{field.name}": model._default_manager.filter(**{field.name: organization}).count()
        for model in apps.get_app_config("volunteers").get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Organization and not model.__name__.endswith("History")
    }
    return {name: number for name, number in columns.items() if number}


def test_openings_places_in_them_and_hours_go_over(cast: factories.Cast, now: datetime) -> None:
    double = factories.make_organization("つなぐ日本語の会(二重)")
    opening = make_opening(now=now, organization=double)
    application = make_application(make_profile(now=now), make_shift(opening, now=now), now=now)
    make_hours(application, now=now)
    assert naming(double) == {"Opening.organization": 1, "Application.organization": 1, "Hours.organization": 1}
    merge_organizations(
        kept_id=cast.organization.pk,
        gone_id=double.pk,
        revisions=(cast.organization.revision, double.revision),
        reason="同じ団体です",
        by=cast.official.person_id,
        now=now,
    )
    assert naming(double) == {}
    found = [model.objects.get().organization_id for model in (Opening, Application, Hours)]
    assert found == [cast.organization.pk] * 3
    assert Opening.objects.get().revision == opening.revision + 1
    act = Act.objects.get(verb="repoint_opening")
    assert (act.object_id, act.person_id) == (opening.pk, cast.official.person_id)


def test_the_kept_ones_members_answer_for_the_opening_afterwards(cast: factories.Cast, now: datetime) -> None:
    double = factories.make_organization("つなぐ日本語の会(二重)")
    opening = make_opening(now=now, organization=double)
    address = f"/en/npo/openings/{opening.pk}/"
    assert _answer(cast.manager, address) == 404
    merge_organizations(
        kept_id=cast.organization.pk,
        gone_id=double.pk,
        revisions=(1, 1),
        reason="",
        by=cast.official.person_id,
        now=now,
    )
    assert _answer(cast.manager, address) == 200


def _answer(user: User, address: str) -> int:
    client = Client()
    client.force_login(user)
    return client.get(address).status_code
