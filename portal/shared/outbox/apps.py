from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "portal.shared.outbox"
    label = "outbox"
