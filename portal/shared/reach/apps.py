from django.apps import AppConfig


class ReachConfig(AppConfig):
    name = "portal.shared.reach"
    label = "reach"
