"""The portal's own figures in Prometheus' text form: mail, nights, clock, database. Numbers only, nobody's data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError, connection
from django.db.models import Count, Min
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from portal.operations.counting import registry
from portal.shared.nights.models import Heartbeat, StepRun
from portal.shared.outbox.models import Message


def exposition(*, now: datetime) -> bytes:
    """All figures; without the database those of the requests, and `portal_database_up 0`."""
    own = CollectorRegistry()
    own.register(_Portal(now))
    return generate_latest(registry()) + generate_latest(own)


class _Portal(Collector):
    def __init__(self, now: datetime) -> None:
        self.now = now

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing beforehand: registering must not ask the database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Each figure with what it means."""
        try:
            found = [*self._mail(), *self._nights(), *self._clock(), *_database()]
        except DatabaseError:
            found = []
        yield GaugeMetricFamily("portal_database_up", "1 when the database answers", value=bool(found))
        yield from found

    def _mail(self) -> Iterator[GaugeMetricFamily]:
        # Two questions, each with its own index: the many that were sent are not walked through for every answer.
        found = Message.objects.filter(status__in=Message.OPEN).aggregate(waiting=Count("pk"), oldest=Min("created"))
        dead = Message.objects.filter(status=Message.Status.DEAD).count()
        yield GaugeMetricFamily("portal_mail_waiting", "Messages not sent yet", value=found["waiting"])
        yield GaugeMetricFamily("portal_mail_dead", "Messages that cannot be delivered", value=dead)
        yield _age("portal_mail_oldest_seconds", "Age of the oldest message not sent yet", found["oldest"], self.now)

    def _nights(self) -> Iterator[GaugeMetricFamily]:
        nights = StepRun.objects.filter(hour=None)
        ended = nights.filter(status=StepRun.Status.FINISHED).order_by("-finished").values_list("finished", flat=True)
        yield _age("portal_night_age_seconds", "Since a step of a night last ended well", ended.first(), self.now)
        last = nights.order_by("-day").values_list("day", flat=True).first()
        failed = nights.filter(day=last, status=StepRun.Status.FAILED).count() if last else 0
        yield GaugeMetricFamily("portal_night_failed_steps", "Failed steps of the last night", value=failed)

    def _clock(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily("portal_heartbeat_age_seconds", "Since a sign of life", labels=["name"])
        for name, at in Heartbeat.objects.values_list("name", "at"):
            family.add_metric([name], (self.now - at).total_seconds())
        yield family


def _age(name: str, words: str, since: datetime | None, now: datetime) -> GaugeMetricFamily:
    """Nothing yet is no age at all, not a great one."""
    family = GaugeMetricFamily(name, words)
    if since is not None:
        family.add_metric([], (now - since).total_seconds())
    return family


def _database() -> Iterator[GaugeMetricFamily]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_database_size(current_database()), current_setting('max_connections')::int,"
            " (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())"
        )
        size, most, now = cursor.fetchone()
    yield GaugeMetricFamily("portal_database_bytes", "Size of the database", value=size)
    yield GaugeMetricFamily("portal_database_connections", "Connections to the database", value=now)
    yield GaugeMetricFamily("portal_database_connections_limit", "max_connections of the server", value=most)
