"""Person is who takes part; User is an optional way to sign in."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.accounts.posts.models import Holding, Post

__all__ = ["ActivityDay", "Holding", "Person", "Post", "User", "UserManager"]


class Person(models.Model):
    """Someone who takes part, with or without an account; one free-length name, as foreign residents need."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    kana = models.CharField(_("reading in katakana"), max_length=200, blank=True)
    usual_name = models.CharField(_("usual name"), max_length=200, blank=True, help_text="通称名")
    language = models.CharField(_("language"), max_length=10, default="ja")
    mfa_required = models.BooleanField(
        db_default=False, default=False, editable=False, help_text="Somebody above asks for a second factor"
    )
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
    def holdings(self) -> list[Holding]:
        """All holdings of this account's person with their posts, past ones too, read once for each request."""
        return list(Holding.objects.filter(person_id=self.person_id).select_related("post")) if self.person_id else []


class ActivityDayQuerySet(models.QuerySet["ActivityDay"]):
    """Which days count."""

    def on_days(self, first: date, last: date) -> ActivityDayQuerySet:
        """From the first to the last day, both included."""
        return self.filter(day__gte=first, day__lte=last)


class ActivityDay(models.Model):
    """That somebody used the portal signed in on a day in Japan: not when, not what for."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="activity_days")
    day = models.DateField()

    objects = ActivityDayQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "person"], name="activity_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.person_id}"
