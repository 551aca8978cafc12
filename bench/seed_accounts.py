"""Accounts that exist, for `bench.enumeration`: known0@example.org and so on, all with one hash."""

from __future__ import annotations

import json
import sys

import django
from django.core.management import call_command

django.setup()

from allauth.account.models import EmailAddress  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402

from portal.accounts.models import Person, User  # noqa: E402


def main() -> None:
    """`seed_accounts N`."""
    call_command("migrate", interactive=False, verbosity=0)
    count, password = int(sys.argv[1]), make_password("four words in a row")
    people = Person.objects.bulk_create(Person(name=f"Known {number}") for number in range(count))
    users = User.objects.bulk_create(
        User(email=f"known{number}@example.org", password=password, person=person)
        for number, person in enumerate(people)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    print(json.dumps({"accounts": count}))


if __name__ == "__main__":
    main()
