from django.apps import AppConfig

from portal.operations import checks


class OperationsConfig(AppConfig):
    name = "portal.operations"
    label = "operations"

    def ready(self) -> None:
        _ = checks  # registered by being imported
