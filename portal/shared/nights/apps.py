from django.apps import AppConfig


class NightsConfig(AppConfig):
    name = "portal.shared.nights"
    label = "nights"
