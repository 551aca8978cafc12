from importlib import import_module

from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "volunteers"

    def ready(self) -> None:
        """Once all models are there, the rooms that listen to others say so."""
        import_module("volunteers.wiring")
