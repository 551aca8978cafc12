from importlib import import_module

from django.apps import AppConfig


class KpisConfig(AppConfig):
    name = "kpis"

    def ready(self) -> None:
        """Once all models are there, the rooms that have a say elsewhere say so."""
        import_module("kpis.wiring")
