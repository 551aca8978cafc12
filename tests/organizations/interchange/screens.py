"""Steps of an official on the import screens."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from organizations.interchange.models import ImportUpload

PAGE = "/en/ward/import/"


def send_list(client: Client, content: bytes, name: str = "list.csv", **fields: str) -> Any:
    file = SimpleUploadedFile(name, content, "text/csv")
    return client.post(PAGE, {"kind": "place", **fields, "file": file})


def upload_list(client: Client, content: bytes, **fields: str) -> ImportUpload:
    response = send_list(client, content, **fields)
    assert response.status_code == 302, response.content.decode()
    return ImportUpload.objects.latest("id")


def confirm_list(client: Client, upload: ImportUpload) -> Any:
    return client.post(f"{PAGE}{upload.uid}/confirm/")
