from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "portal.shared.files"
    label = "files"
