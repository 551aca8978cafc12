"""Process ids are believed only when the process is the one that wrote them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.embedded import processes


@pytest.mark.parametrize(
    ("content", "number"),
    [("123\n/var/data\n", 123), ("7", 7), ("", None), ("\n", None), ("abc\n", None), ("12 34\n", None)],
)
def test_the_first_line_of_a_pid_file(tmp_path: Path, content: str, number: int | None) -> None:
    path = tmp_path / "server.pid"
    path.write_text(content)
    assert processes.read_id(path) == number


def test_no_file_and_no_text_are_no_id(tmp_path: Path) -> None:
    assert processes.read_id(tmp_path / "absent.pid") is None
    (tmp_path / "bytes.pid").write_bytes(b"\xff\xfe\x00")
    assert processes.read_id(tmp_path / "bytes.pid") is None


@pytest.mark.parametrize("number", [None, 0, -1])
def test_no_id_runs_nothing(number: int | None) -> None:
    assert not processes.runs(number, "python")


def test_a_process_is_known_by_its_program() -> None:
    assert processes.runs(os.getpid(), "python")
    assert not processes.runs(os.getpid(), "postgres")


def test_an_ended_process_does_not_run_even_before_it_is_buried() -> None:
    child = subprocess.Popen([sys.executable, "-c", "pass"], stdout=subprocess.PIPE)
    assert child.stdout
    child.stdout.read()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert not processes.runs(child.pid, "python"), "a zombie serves nobody"
    child.wait()
    assert not processes.runs(child.pid, "python")
