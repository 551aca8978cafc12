"""Organisation: the root; memberships hang on it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.vocabulary import Audience, Field
from portal.accounts.models import Person, Post

if TYPE_CHECKING:
    from portal.accounts.models import User


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Who may see which organisation, and whose a corporate number is."""

    def holding(self, number: str, *, besides: int | None = None) -> OrganizationQuerySet:
        """Who has this corporate number for themselves; nobody for an empty one."""
        held = self.filter(corporate_number=number or None, status__in=Organization.HOLDS_NUMBER)
        return held.exclude(pk=besides) if number else self.none()

    def published(self) -> OrganizationQuerySet:
        return self.filter(status=Organization.Status.PUBLISHED)

    def managed_by(self, user: User) -> OrganizationQuerySet:
        """Organisations this account may edit, each once: its person is an accepted member."""
        accepted = Membership.objects.filter(person_id=user.person_id or 0, accepted__isnull=False)
        return self.filter(pk__in=accepted.values("organization"))


class Organization(models.Model):
    """A body that serves residents: NPO, voluntary group, school, company, section of the ward."""

    class Kind(models.TextChoices):
        NPO = "npo", _("Specified non-profit corporation (NPO)")
        VOLUNTARY = "voluntary", _("Voluntary group")
        INTERNATIONAL = "international", _("International association")
        WELFARE_COUNCIL = "welfare-council", _("Social welfare council")
        NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood association")
        SCHOOL = "school", _("School")
        COMPANY = "company", _("Company")
        UNIVERSITY = "university", _("University")
        WARD_SECTION = "ward-section", _("Section of the ward office")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        PUBLISHED = "published", _("Published")
        SUSPENDED = "suspended", _("Suspended")
        CLOSED = "closed", pgettext_lazy("of an organisation", "Closed")

    HOLDS_NUMBER = (Status.SUBMITTED, Status.RETURNED, Status.PUBLISHED, Status.SUSPENDED)
    """States in which a corporate number is nobody else's; a mere draft must not keep the real one out."""

    # Added by modeltranslation
    name_ja: str

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.NPO)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    legal_kana = models.CharField(_("reading in katakana"), max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=200)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    description = models.TextField(_("description"), max_length=5000, blank=True)
    translation_state = models.JSONField(default=dict, editable=False)
    sort_key = models.CharField(max_length=200, blank=True, editable=False, help_text="Kana key for gojūon order")
    name_key = models.CharField(
        max_length=200,
        blank=True,
        db_default="",
        default="",
        editable=False,
        help_text="The name as look-alikes share it",
    )
    corporate_number = models.CharField(_("corporate number"), max_length=13, null=True, blank=True)
    fields_of_activity = ArrayField(
        models.CharField(max_length=2, choices=Field), verbose_name=_("fields of activity"), default=list, blank=True
    )
    languages = ArrayField(models.CharField(max_length=10), verbose_name=_("languages"), default=list, blank=True)
    audiences = ArrayField(
        models.CharField(max_length=30, choices=Audience), verbose_name=_("for whom"), default=list, blank=True
    )
    towns_served = ArrayField(models.CharField(max_length=13), verbose_name=_("towns served"), default=list, blank=True)
    municipality_code = models.CharField(max_length=6, blank=True, validators=[RegexValidator(r"^\d{6}$")])
    address = models.CharField(_("address"), max_length=300, blank=True)
    address_public = models.BooleanField(_("show the address"), default=False)
    postal_code = models.CharField(_("postal code"), max_length=7, blank=True, validators=[RegexValidator(r"^\d{7}$")])
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    extension = models.CharField(_("extension"), max_length=10, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    form_url = models.URLField(_("contact form"), max_length=500, blank=True)
    url = models.URLField(_("website"), max_length=500, blank=True)
    social_urls = ArrayField(models.URLField(max_length=500), verbose_name=_("social media"), default=list, blank=True)
    founded = models.DateField(_("founded"), null=True, blank=True)
    import_layout = models.CharField(max_length=40, blank=True, editable=False)
    import_key = models.CharField(max_length=300, null=True, blank=True, unique=True, editable=False)
    imported = models.JSONField(default=dict, editable=False, help_text="Values as the last file had them")
    edited_by_hand = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed = models.DateField(_("confirmed on"), null=True, blank=True)
    revision = models.PositiveIntegerField(
        default=1, db_default=1, editable=False, help_text="What an official has read when deciding"
    )
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    reviewing_post = models.ForeignKey(
        Post,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The seat of the ward that has taken it on; whoever holds the seat inherits it",
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", editable=False
    )
    created = models.DateTimeField(db_default=Now(), editable=False)
    updated = models.DateTimeField(db_default=Now(), editable=False)
    members: models.ManyToManyField[Person, Membership] = models.ManyToManyField(
        Person, through="Membership", related_name="organizations"
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(name_ja__isnull=False) & ~models.Q(name_ja=""), name="organization_has_name_ja"
            ),
            models.CheckConstraint(
                condition=models.Q(corporate_number__isnull=True) | models.Q(corporate_number__regex=r"^\d{13}$"),
                name="organization_corporate_number_digits",
            ),
            # What a government list says stands as it is: some of its lines have neither address nor telephone.
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(import_key__isnull=False)
                | ~models.Q(phone="", email="", form_url="", url="", address=""),
                name="organization_published_can_be_reached",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="submitted") | models.Q(submitted_at__isnull=False),
                name="organization_submitted_has_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(status="closed"),
                name="organization_merged_is_closed",
            ),
            models.UniqueConstraint(
                fields=["corporate_number"],
                name="organization_corporate_number_once",
                condition=models.Q(status__in=["submitted", "returned", "published", "suspended"]),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "sort_key", "id"], name="organization_in_order"),
            models.Index(
                fields=["submitted_at", "id"], name="organization_waiting", condition=models.Q(status="submitted")
            ),
            models.Index(fields=["name_key"], name="organization_by_name_key", condition=~models.Q(name_key="")),
            models.Index(fields=["corporate_number"], name="organization_by_number"),
        ]

    def __str__(self) -> str:
        return str(self.__dict__.get("name_ja") or self.pk)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Accepted memberships only count."""

    def accepted_by(self, now: datetime) -> MembershipQuerySet:
        return self.filter(accepted__lte=now)


class Membership(models.Model):
    """A person's place in an organisation; only the invited person can accept it."""

    class Role(models.TextChoices):
        MANAGER = "manager", _("Manager")
        STAFF = "staff", _("Staff")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.STAFF)
    title = models.CharField(
        _("position in the organisation"), max_length=60, blank=True, db_default="", help_text="代表, 事務局長 …"
    )
    invited = models.DateTimeField(db_default=Now())
    accepted = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "person"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.organization_id}"


class Invitation(models.Model):
    """An offer to join by e-mail; only whoever reads that address can take it, and whether they have an account is
    nobody's business."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("of an invitation", "Open")
        ACCEPTED = "accepted", pgettext_lazy("of an invitation", "Accepted")
        DECLINED = "declined", pgettext_lazy("of an invitation", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("of an invitation", "Withdrawn")

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(max_length=10, choices=Membership.Role, default=Membership.Role.STAFF)
    language = models.CharField(max_length=10, default="ja")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    invited = models.DateTimeField()
    expires = models.DateTimeField()
    answered = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organization", Lower("email"), name="invitation_open_once", condition=models.Q(status="open")
            ),
            models.CheckConstraint(condition=models.Q(expires__gt=models.F("invited")), name="invitation_lasts"),
        ]
        indexes = [models.Index(fields=["organization", "status"], name="invitation_of_organization")]

    def __str__(self) -> str:
        return f"{self.role} {self.organization_id} {self.status}"


class JoinRequest(models.Model):
    """Somebody says: this organisation is ours. Its managers answer, or the ward where there is none."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("of a request", "Open")
        ACCEPTED = "accepted", pgettext_lazy("of a request", "Accepted")
        DECLINED = "declined", pgettext_lazy("of a request", "Declined")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="join_requests")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("position in the organisation"), max_length=60, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    asked = models.DateTimeField()
    answered = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person"], name="join_request_open_once", condition=models.Q(status="open")
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.organization_id} {self.status}"


class DistinctPair(models.Model):
    """Two organisations that look alike and are not: somebody of the ward has said so."""

    first = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    said = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinct_pair_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="distinct_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"
