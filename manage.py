#!/usr/bin/env python3
"""Django's command line, with the embedded servers running where a command needs them."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from portal import embedded
from portal.celery import app as queue

WITHOUT_SERVERS = {
    "check",
    "makemessages",
    "compilemessages",
    "collect_strings",
    "check_translations",
    "compile_catalogues",
    "help",
    "version",
    "collectstatic",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    asks_only = command.startswith("-") or bool({"--help", "-h"} & set(sys.argv))
    try:
        _ = settings.INSTALLED_APPS  # a wrong setting is told before any server starts
        if command not in WITHOUT_SERVERS and not asks_only:
            embedded.ensure_running()
    except (ImproperlyConfigured, embedded.EmbeddedError) as error:
        sys.exit(f"manage.py {command}: {error}")
    queue.set_default()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
