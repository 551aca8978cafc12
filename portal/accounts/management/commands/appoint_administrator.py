"""The first administrator of a new portal, who then gives out all other posts on its pages."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone, translation

from portal.accounts.models import Post
from portal.accounts.posts.services import appoint_to_new_post
from portal.accounts.rules import holds_post
from portal.accounts.services import person_for_post


class Command(BaseCommand):
    """`appoint_administrator EMAIL [--name NAME] [--language ja|en]`: also the way back in when nobody is left."""

    help = "Give the post of administrator to the owner of an e-mail address; makes the account if there is none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="needed for a new account")
        parser.add_argument("--language", choices=("ja", "en"), default="ja", help="of the mails to a new account")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            validate_email(options["email"])
            with translation.override("en"):
                person = person_for_post(
                    email=options["email"], name=options["name"], language=options["language"], by=None, now=now
                )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if holds_post(person.user, {Post.Kind.ADMINISTRATOR}, now):
            raise CommandError(f"{options['email']} is an administrator already.")
        appoint_to_new_post(kind=Post.Kind.ADMINISTRATOR, person_id=person.pk, by=None, now=now)
        self.stdout.write(f"{options['email']} is an administrator now.")
        if not person.user.has_usable_password():
            self.stdout.write('To choose a password: on the sign-in page, follow "Forgot your password?".')
