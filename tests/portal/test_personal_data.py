"""Nothing about people is kept that the register does not name."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import models

from portal.accounts.models import Person, User
from portal.personal_data import NOT_PERSONAL, REGISTER
from portal.shared.languages import LANGUAGES

LOOKS_PERSONAL = re.compile(
    r"(^|_)(name|kana|usual|e?mail|phone|address|to|ip|user_agent|note|words|reason|answer|session_data|birth\w*|person_id)($|_)"
)
LANGUAGE = re.compile(rf"_({'|'.join(one.code.replace('-', '_') for one in LANGUAGES)})$")
TEXTS = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField, models.BigIntegerField)


def looks_personal(field: models.Field[object, object]) -> bool:
    """A key to a person or account, or a text whose name says that it is about somebody."""
    if isinstance(field, models.ForeignKey):
        return field.remote_field.model in (Person, User)
    return isinstance(field, TEXTS) and not field.choices and bool(LOOKS_PERSONAL.search(field.name))


def declared() -> dict[str, set[str]]:
    """Every column that the register names, as personal or as not."""
    found: dict[str, set[str]] = {}
    for fields in (*(kind.fields for kind in REGISTER.kinds), NOT_PERSONAL):
        for model, columns in fields.items():
            found.setdefault(model, set()).update(columns)
    return found


def undeclared(model: type[models.Model]) -> list[str]:
    """Columns that look personal and are not declared; a history's are its record's, a language's its field's."""
    tracked = getattr(model, "pgh_tracked_model", model)
    known = declared().get(tracked._meta.label, set())
    found = [field.name for field in model._meta.local_fields if field.name != "pgh_obj" and looks_personal(field)]
    return [name for name in found if name not in known and LANGUAGE.sub("", name) not in known]


def test_what_looks_personal_is_in_the_register() -> None:
    models_here = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    assert {one._meta.label: undeclared(one) for one in models_here if undeclared(one)} == {}


def test_a_new_column_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NOT_PERSONAL, "shared.Ward", frozenset())
    assert undeclared(apps.get_model("shared.Ward")) == ["name_ja", "name_ja_simple", "name_en", "phone"]


def test_the_register_names_what_is_there() -> None:
    named = [*(kind.fields for kind in REGISTER.kinds), NOT_PERSONAL]
    for fields in named:
        for label, columns in fields.items():
            there = {field.attname for field in apps.get_model(label)._meta.local_fields} | {
                field.name for field in apps.get_model(label)._meta.local_fields
            }
            assert {one for one in columns if f"{one}_ja" not in there} <= there, label


@pytest.mark.parametrize("kind", REGISTER.kinds, ids=lambda kind: kind.name)
def test_every_kind_says_everything(kind: object) -> None:
    told = REGISTER.kind(getattr(kind, "name"))  # noqa: B009
    assert all(str(one) for one in (told.title, told.purpose, told.who_sees, told.retention.words))
    assert told.erase is not None
