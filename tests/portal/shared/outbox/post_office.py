"""A mail server for the tests: a small real one, which notes what it took and refuses whom it is told to refuse."""

from __future__ import annotations

import re
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE | re.IGNORECASE)


class PostOffice(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine; `taken` are the Message-IDs it said yes to, in order.

    While `answers` is cleared it holds whatever comes (`held` counts them): a sender is then surely in mid-delivery.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *, seconds_each: float = 0) -> None:
        super().__init__(("127.0.0.1", 0), _Counter)
        self.seconds_each = seconds_each
        self.taken: list[str] = []
        self.mails: list[bytes] = []
        self.refused: dict[str, bytes] = {}
        self.hangs_up_on = ""
        self.takes_senders = True
        self.answers = threading.Event()
        self.answers.set()
        self.held = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Killed clients are what these tests are about."""


@contextmanager
def open_post_office(**options: Any) -> Iterator[PostOffice]:
    with PostOffice(**options) as office:
        threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield office
        finally:
            office.shutdown()


class _Counter(socketserver.StreamRequestHandler):
    """One connection."""

    server: PostOffice

    def handle(self) -> None:
        self.say(b"220 post office")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb in (b"EHLO", b"HELO"):
                self.say(b"250 hello")
            elif verb == b"MAIL" and not self.server.takes_senders:
                self.say(b"553 not from you")
            elif verb == b"RCPT":
                self.recipient(line.decode())
            elif verb == b"DATA":
                self.data()
            elif verb == b"QUIT":
                return self.say(b"221 bye")
            else:
                self.say(b"250 yes")

    def recipient(self, line: str) -> None:
        office = self.server
        if office.hangs_up_on and office.hangs_up_on in line:
            raise ConnectionAbortedError
        answer = next((answer for address, answer in office.refused.items() if address in line), b"250 yes")
        self.say(answer)

    def data(self) -> None:
        self.say(b"354 go on")
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
        else:
            return  # the sender died on the way
        time.sleep(self.server.seconds_each)
        self.server.held += 1
        self.server.answers.wait(timeout=30)
        mail = b"".join(lines)
        found = _MESSAGE_ID.search(mail)
        assert found
        self.server.mails.append(mail)
        self.server.taken.append(found[1].decode())
        self.say(b"250 taken")

    def say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")
