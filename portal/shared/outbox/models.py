"""A message on its way: a template's name, its values and a language; it becomes a mail when it is delivered."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.shared.transitions import Transition, TransitionTable

OFFICIAL = "official"
OF_ACCOUNTS = "account/"
"""Templates of mails with links and codes that open an account: nobody keeps what could not be delivered."""


class MessageQuerySet(models.QuerySet["Message"]):
    """Which messages wait, which are stuck."""

    def open(self) -> MessageQuerySet:
        return self.filter(status__in=Message.OPEN)

    def dead(self) -> MessageQuerySet:
        return self.filter(status=Message.Status.DEAD)


class Message(models.Model):
    """One mail to one address; `uid` makes its Message-ID, the same at every attempt."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        DEAD = "dead", _("cannot be delivered")
        GIVEN_UP = "given_up", _("given up")

    OPEN = (Status.WAITING, Status.CLAIMED)
    OVER = (Status.SENT, Status.GIVEN_UP)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    template = models.CharField(max_length=80, help_text="templates/mail/<template>.txt and .subject.txt")
    values = models.JSONField(default=dict, help_text="emptied when the mail is sent")
    language = models.CharField(max_length=10)
    to = models.CharField(max_length=320, blank=True, help_text="emptied some days after the end")
    person_id = models.BigIntegerField(null=True, blank=True, help_text="whom the message is for")
    by_id = models.BigIntegerField(null=True, blank=True, help_text="who caused it; empty for the system")
    key = models.CharField(max_length=200, null=True, blank=True, unique=True, help_text="at most once for this key")
    created = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    due = models.DateTimeField(help_text="next attempt; while claimed: when the claim runs out")
    claim = models.UUIDField(null=True, blank=True, help_text="the deliverer that has it")
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=80, blank=True, help_text="kind of error, never its text")
    ended = models.DateTimeField(null=True, blank=True, help_text="sent, dead or given up")

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="claimed", claim__isnull=False)
                | (~models.Q(status="claimed") & models.Q(claim__isnull=True)),
                name="message_claimed_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["waiting", "claimed"], ended__isnull=True)
                | models.Q(status__in=["sent", "dead", "given_up"], ended__isnull=False),
                name="message_ended_or_open",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["waiting", "claimed", "dead"]) | ~models.Q(to=""),
                name="message_can_be_addressed",
            ),
            models.CheckConstraint(condition=~models.Q(template=""), name="message_has_template"),
        ]
        indexes = [
            models.Index(
                fields=["due", "id"],
                condition=models.Q(status__in=["waiting", "claimed"]),
                name="message_due",
            ),
            models.Index(
                fields=["ended", "id"],
                condition=models.Q(status__in=["sent", "dead", "given_up"]),
                name="message_ended",
            ),
            models.Index(fields=["id"], condition=models.Q(status="dead"), name="message_dead"),
            models.Index(fields=["person_id"], condition=models.Q(person_id__isnull=False), name="message_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.uid}"

    @property
    def masked_to(self) -> str:
        """The address as officials may see it: enough to recognise, too little to write to."""
        name, _at, host = self.to.rpartition("@")
        return f"{name[:1]}…@{host}" if host else ""

    @property
    def is_emptied(self) -> bool:
        """Whether the link or code that it held is deleted, so that it cannot be sent any more."""
        return self.template.startswith(OF_ACCOUNTS) and not self.values

    def waiting_since(self, now: datetime) -> int:
        """Whole minutes since it was written."""
        return max(0, int((now - self.created).total_seconds() // 60))


# What people may do. The deliverer's own steps (claim, sent, dead, later) are compare-and-set in delivering.py:
# thousands a day, none of them anybody's decision.
LIFE = TransitionTable(
    [
        Transition("retry", frozenset({Message.Status.DEAD}), Message.Status.WAITING, frozenset({OFFICIAL})),
        Transition("give_up", frozenset({Message.Status.DEAD}), Message.Status.GIVEN_UP, frozenset({OFFICIAL})),
    ]
)
