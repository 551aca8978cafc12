"""A lean HTTP client: eight kept connections, a few microseconds a request; loopback only, ends by itself."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

HOST = "127.0.0.1"
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
"""A person's: page views are counted for browsers alone, and what that costs belongs to a page."""
TIMEOUT_SECONDS = 120


@dataclass(frozen=True)
class Target:
    """One address with its headers, and the status that counts as right."""

    path: str
    headers: tuple[tuple[str, str], ...] = ()
    status: int = 200

    def raw(self) -> bytes:
        """The request as it goes over the wire."""
        lines = [f"GET {self.path} HTTP/1.1", "Host: localhost", "Accept-Encoding: gzip", f"User-Agent: {BROWSER}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


@dataclass(frozen=True)
class Answer:
    """Status, headers with small names, and the body as it was on the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def plain(self) -> bytes:
        """The body unpacked."""
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body


@dataclass
class Load:
    """What a burst of requests gave: latencies in seconds with the number of the target."""

    wall: float = 0.0
    latencies: list[tuple[int, float]] = field(default_factory=list)
    errors: int = 0


class Connection:
    """One kept connection that is opened again when the server has closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None
        self.rest = b""

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Status, head and body; a connection closed while idle is tried once more."""
        for attempt in (1, 2):
            if self.socket is None:
                self.socket = socket.create_connection((HOST, self.port), TIMEOUT_SECONDS)
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self.socket.sendall(request)
                return self._answer(self.socket)
            except ConnectionError:
                self.close()
                if attempt == 2:
                    raise
        raise AssertionError

    def close(self) -> None:
        """Let go of the socket."""
        if self.socket is not None:
            self.socket.close()
        self.socket, self.rest = None, b""

    def _more(self, source: socket.socket) -> bytes:
        found = source.recv(262_144)
        if not found:
            raise ConnectionResetError("closed in the middle of an answer")
        return found

    def _answer(self, source: socket.socket) -> tuple[int, bytes, bytes]:
        data = self.rest
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more(source)
        head, body = data[:end], data[end + 4 :]
        status, low = int(head[9:12]), head.lower()
        if b"\r\ntransfer-encoding: chunked" in low:
            body = self._chunked(source, body)
        else:
            at = low.find(b"\r\ncontent-length:")
            length = 0 if at < 0 or status == 304 else int(low[at + 17 :].split(b"\r\n", 1)[0])
            parts, have = [body], len(body)
            while have < length:
                parts.append(self._more(source))
                have += len(parts[-1])
            body = b"".join(parts)
            body, self.rest = body[:length], body[length:]
        if b"\r\nconnection: close" in low:
            self.close()
        return status, head, body

    def _chunked(self, source: socket.socket, data: bytes) -> bytes:
        parts: list[bytes] = []
        while True:
            while (line_end := data.find(b"\r\n")) < 0:
                data += self._more(source)
            size = int(data[:line_end].split(b";")[0], 16)
            while len(data) < line_end + 2 + size + 2:
                data += self._more(source)
            parts.append(data[line_end + 2 : line_end + 2 + size])
            data = data[line_end + 2 + size + 2 :]
            if size == 0:
                self.rest = data
                return b"".join(parts)


def fetch(port: int, target: Target) -> Answer:
    """One request on a connection of its own."""
    connection = Connection(port)
    try:
        status, head, body = connection.ask(target.raw())
    finally:
        connection.close()
    lines = head.decode("latin-1").split("\r\n")[1:]
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Answer(status, headers, body)


def load(port: int, targets: Sequence[Target], *, seconds: float, connections: int = 8, least: int = 16) -> Load:
    """Ask for the targets in turn, on all connections at once, for that long and at least that often."""
    requests = [(number, one.raw(), one.status) for number, one in enumerate(targets)]
    found, guard, count = Load(), threading.Lock(), iter(range(10**9))
    started = time.perf_counter()

    def work() -> None:
        connection, latencies, errors = Connection(port), [], 0
        while (turn := next(count)) < least or time.perf_counter() - started < seconds:
            number, request, expected = requests[turn % len(requests)]
            begun = time.perf_counter()
            try:
                status = connection.ask(request)[0]
            except OSError:
                status = 0
                connection.close()
            latencies.append((number, time.perf_counter() - begun))
            errors += status != expected
        connection.close()
        with guard:
            found.latencies += latencies
            found.errors += errors

    threads = [threading.Thread(target=work, daemon=True) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.wall = time.perf_counter() - started
    return found


@contextmanager
def hammering(port: int, targets: Sequence[Target], *, connections: int, most_seconds: float = 60) -> Iterator[None]:
    """Other readers ask for the targets all the while the block runs."""
    requests, done = [one.raw() for one in targets], threading.Event()
    deadline = time.monotonic() + most_seconds

    def work() -> None:
        connection, turn = Connection(port), 0
        while not done.is_set() and time.monotonic() < deadline:
            try:
                connection.ask(requests[turn % len(requests)])
            except OSError:
                connection.close()
            turn += 1
        connection.close()

    threads = [threading.Thread(target=work, daemon=True) for _ in range(connections)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()
