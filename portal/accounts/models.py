"""Person is who takes part; User is an optional way to sign in."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class Person(models.Model):
    """Someone who takes part, with or without an account; one free-length name, as foreign residents need."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    kana = models.CharField(_("reading in katakana"), max_length=200, blank=True)
    usual_name = models.CharField(_("usual name"), max_length=200, blank=True, help_text="通称名")
    language = models.CharField(_("language"), max_length=10, default="ja")
    created = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="person_has_name")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Creates accounts; the e-mail address is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new account; ValueError without an address."""
        if not email:
            raise ValueError("an account needs an e-mail address")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """For development only: production has no Django admin."""
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account: signs in by e-mail."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="user", null=True, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(db_default=Now(), editable=False)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_case")]

    def __str__(self) -> str:
        return self.email

    @property
    def is_staff(self) -> bool:
        """Django's development admin asks for this."""
        return self.is_superuser

    @cached_property
    def posts(self) -> list[Post]:
        """All posts of this account's person, past ones too, read once for each request."""
        return list(Post.objects.filter(person_id=self.person_id)) if self.person_id else []


class PostQuerySet(models.QuerySet["Post"]):
    """Which posts hold at a moment."""

    def held_at(self, now: datetime) -> PostQuerySet:
        return self.filter(models.Q(ends__isnull=True) | models.Q(ends__gt=now), starts__lte=now)


class Post(models.Model):
    """A post of the ward, held by a person from a day to a day."""

    class Kind(models.TextChoices):
        ADMINISTRATOR = "administrator", _("administrator")
        OFFICIAL = "official", _("official")
        COORDINATOR = "coordinator", _("coordinator")
        REVIEWER = "reviewer", _("reviewer")
        AUDITOR = "auditor", _("auditor")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=20, choices=Kind)
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gt=models.F("starts")),
                name="post_ends_after_start",
            )
        ]
        indexes = [models.Index(fields=["person", "kind"], name="post_of_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"

    def held_at(self, now: datetime) -> bool:
        """The same as the query's `held_at`, for a row already read."""
        return self.starts <= now and (self.ends is None or self.ends > now)
