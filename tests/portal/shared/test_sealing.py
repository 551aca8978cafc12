"""Secrets in the database open with the keys of the environment alone, and move to a new key in steps."""

from __future__ import annotations

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import override_settings

from portal.shared import sealing
from tests import factories

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_the_first_key_seals_and_all_open() -> None:
    with override_settings(FIELD_KEYS=[OLD]):
        sealed = sealing.seal("種 SEED")
    assert "SEED" not in sealed
    with override_settings(FIELD_KEYS=[NEW, OLD]):
        assert sealing.unseal(sealed) == "種 SEED"
        moved = sealing.reseal(sealed)
        assert moved is not None and sealing.reseal(moved) is None
    with override_settings(FIELD_KEYS=[NEW]):
        assert sealing.unseal(moved) == "種 SEED"
        with pytest.raises(sealing.InvalidToken):
            sealing.unseal(sealed)


def test_what_was_sealed_before_there_were_keys_opens_still() -> None:
    with override_settings(FIELD_KEYS=[], SECRET_KEY="the ward's first secret"):
        sealed = sealing.seal("SEED")
    with override_settings(FIELD_KEYS=[NEW], SECRET_KEY="the ward's first secret"):
        assert sealing.unseal(sealed) == "SEED"
        assert sealing.reseal(sealed) is not None
    with override_settings(FIELD_KEYS=[NEW], SECRET_KEY="another"), pytest.raises(sealing.InvalidToken):
        sealing.unseal(sealed)


def _stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_rotation_moves_every_seed_and_a_second_time_nothing() -> None:
    users = [factories.make_user() for _ in range(3)]
    with override_settings(FIELD_KEYS=[OLD]):
        for user in users:
            factories.give_factor(user)
        codes = {user.pk: RecoveryCodes.activate(user).get_unused_codes() for user in users}
    before = _stored()
    with override_settings(FIELD_KEYS=[NEW, OLD]):
        told = StringIO()
        call_command("rotate_field_keys", "--chunk=2", stdout=told)
        call_command("rotate_field_keys", stdout=told)
    assert told.getvalue().split("\n")[:2] == ["6 resealed", "0 resealed"]
    assert _stored() != before
    with override_settings(FIELD_KEYS=[NEW]):
        for user in users:
            assert RecoveryCodes.activate(user).get_unused_codes() == codes[user.pk]
        totp = Authenticator.objects.filter(user=users[0], type="totp").get()
        assert len(sealing.unseal(totp.data["secret"])) == 32


@pytest.mark.django_db
def test_a_row_that_no_key_opens_is_named_and_stops_nothing() -> None:
    users = [factories.make_user() for _ in range(3)]
    with override_settings(FIELD_KEYS=[OLD]):
        for user in users:
            factories.give_factor(user)
    broken = Authenticator.objects.get(user=users[1])
    broken.data = {**broken.data, "secret": "spoilt"}
    broken.save()
    told = StringIO()
    with override_settings(FIELD_KEYS=[NEW, OLD]), pytest.raises(CommandError, match=f"1 opened .*: {broken.pk}$"):
        call_command("rotate_field_keys", "--chunk=1", stdout=told)
    assert told.getvalue() == "2 resealed\n"
    broken.refresh_from_db()
    assert broken.data["secret"] == "spoilt"
    with override_settings(FIELD_KEYS=[NEW]):
        assert sealing.unseal(Authenticator.objects.get(user=users[2]).data["secret"])
