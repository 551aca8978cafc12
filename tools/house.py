"""Prints how large modules, functions and templates are; fails where one passes its hard limit.

Counted are physical lines of tracked files without migrations. A module or template past the usual
size is an alarm, not an error; past the hard one it is an error.
"""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
EMPTY_NAMES = {"utils", "helpers", "misc", "common"}
SHORT_PACKAGE_FILE = 20


@dataclass
class Measure:
    """Sizes of one kind of thing, by the place where it stands."""

    label: str
    median: int | None
    ninth: int
    hard: int
    sizes: dict[str, int] = field(default_factory=dict)

    def line(self) -> str:
        """One row of the table."""
        if not self.sizes:
            return f"{self.label:10} none"
        ordered = sorted(self.sizes.values())
        ninth = ordered[int(0.9 * (len(ordered) - 1))]
        usual = f" (≤ {self.median})" if self.median else ""
        return (
            f"{self.label:10} {len(ordered):5}  median {statistics.median(ordered):.0f}{usual}"
            f"  p90 {ninth} (≤ {self.ninth})  max {ordered[-1]} (≤ {self.hard})"
        )

    def too_long(self) -> Iterator[str]:
        """What passes the hard limit."""
        for place, size in sorted(self.sizes.items(), key=lambda item: -item[1]):
            if size > self.hard:
                yield f"{place}: {size} lines, at most {self.hard} for {self.label}"


def tracked() -> list[PurePosixPath]:
    """Files that git knows and that still exist."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True)
    names = listed.stdout.decode().split("\0")
    return [PurePosixPath(name) for name in names if name and (ROOT / name).is_file()]


def functions(text: str) -> Iterator[tuple[int, str, int]]:
    """Line, name and length of each function in a module, inner ones included."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name, (node.end_lineno or node.lineno) - node.lineno + 1


class House:
    """The measures of the whole tree."""

    def __init__(self) -> None:
        self.modules = Measure("modules", 90, 250, 400)
        self.functions = Measure("functions", 8, 25, 50)
        self.templates = Measure("templates", None, 120, 200)
        self.tests = Measure("tests", None, 250, 400)
        self.empty_names: list[str] = []

    def add(self, path: PurePosixPath) -> None:
        """Count one file where it belongs."""
        if "migrations" in path.parts:
            return
        if path.suffix == ".py":
            self._add_module(path, (ROOT / path).read_text(encoding="utf-8"))
        elif "templates" in path.parts:
            self.templates.sizes[str(path)] = (ROOT / path).read_text(encoding="utf-8").count("\n")

    def _add_module(self, path: PurePosixPath, text: str) -> None:
        lines = text.count("\n")
        if path.name == "__init__.py" and lines < SHORT_PACKAGE_FILE:
            return
        if path.parts[0] == "tests":
            self.tests.sizes[str(path)] = lines
            return
        self.modules.sizes[str(path)] = lines
        for line, name, length in functions(text):
            self.functions.sizes[f"{path}:{line} {name}"] = length
        if path.stem in EMPTY_NAMES:
            self.empty_names.append(f"{path}: a name that says nothing")

    def report(self) -> list[str]:
        """Print the table; the list says what must change."""
        for measure in (self.modules, self.functions, self.templates):
            print(measure.line())
        tested, code = sum(self.tests.sizes.values()), sum(self.modules.sizes.values())
        print(f"tests      {100 * tested / max(1, tested + code):.0f} % of {tested + code} lines (55–67 %)")
        measures = (self.modules, self.functions, self.templates)
        return [*self.empty_names, *(line for measure in measures for line in measure.too_long())]


def main() -> int:
    """Measure the tree this file belongs to."""
    house = House()
    for path in tracked():
        house.add(path)
    complaints = house.report()
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
