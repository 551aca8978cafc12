"""Finds the strings to translate in Python modules and Django templates.

Reads Python with ``ast`` and templates with Django's own ``templatize``, so that what is collected
is what is looked up at run time, with no program to install.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

# name → positions of (context, singular, plural) among the arguments
_CALLS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
_TEMPLATE_CALL = re.compile(r"(?<![\w.])(?P<name>n?p?gettext|_)\(\s*")
_LITERAL = re.compile(r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*(,\s*)?""")
_NOTE = re.compile(r"(?:#|\{#)\s*(Translators:.*?)\s*(?:#\}|$)")
TEMPLATE_SUFFIXES = frozenset({".html", ".txt", ".xml"})


@dataclass(frozen=True, slots=True)
class SourceString:
    """One call: what is looked up, the file it stands in, and a note to translators."""

    msgid: str
    file: str
    plural: str | None = None
    context: str | None = None
    note: str = ""


class UntranslatableError(ValueError):
    """A call whose string is put together at run time, so that no catalogue can hold it."""


def strings_in(paths: Iterable[Path], base: Path) -> list[SourceString]:
    """The strings of Python modules and templates; files are named relative to ``base``.

    Raises ``UntranslatableError`` naming file and line.
    """
    found: list[SourceString] = []
    for path in sorted(paths):
        name = path.relative_to(base).as_posix()
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            found.extend(python_strings(source, name))
        elif path.suffix in TEMPLATE_SUFFIXES:
            found.extend(template_strings(source, name))
    return found


def python_strings(source: str, file: str) -> Iterator[SourceString]:
    """Strings of calls to Django's translation functions, under whatever name they are imported."""
    tree = ast.parse(source, file)
    lines = source.splitlines()
    names = _imported_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (called := _called(node, names)) is not None:
            literals = _arguments(node, called, file)
            if literals is not None:
                yield _source_string(called, literals, file, _note(lines, node.lineno))


def template_strings(source: str, file: str) -> Iterator[SourceString]:
    """Strings of ``{% translate %}``, ``{% blocktranslate %}`` and ``_("…")`` in a template."""
    notes = source.splitlines()
    for number, line in enumerate(templatize(source, origin=file).splitlines(), start=1):
        for match in _TEMPLATE_CALL.finditer(line):
            called = "gettext" if match["name"] == "_" else match["name"]
            literals = _literals(line, match.end())
            if len(literals) > max(position for position in _CALLS[called] if position is not None):
                yield _source_string(called, literals, file, _note(notes, number))


def _imported_names(tree: ast.AST) -> dict[str, str]:
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in _CALLS
    }


def _called(node: ast.Call, names: dict[str, str]) -> str | None:
    if isinstance(node.func, ast.Name):
        return names.get(node.func.id)
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        is_module = node.func.value.id in {"translation", "gettext"}
        return node.func.attr if is_module and node.func.attr in _CALLS else None
    return None


def _arguments(node: ast.Call, called: str, file: str) -> list[str] | None:
    """The literal arguments, or None where a variable is translated that was marked elsewhere."""
    wanted = [position for position in _CALLS[called] if position is not None]
    values = node.args[: max(wanted) + 1]
    if any(isinstance(value, ast.JoinedStr | ast.BinOp) for value in values):
        raise UntranslatableError(f"{file}:{node.lineno}: a string put together cannot be translated")
    literals = [value.value for value in values if isinstance(value, ast.Constant)]
    strings = [value for value in literals if isinstance(value, str)]
    return strings if len(strings) > max(wanted) else None


def _literals(line: str, position: int) -> list[str]:
    found: list[str] = []
    while match := _LITERAL.match(line, position):
        found.append(ast.literal_eval(match[1]))
        position = match.end()
        if match[2] is None:
            break
    return found


def _source_string(called: str, literals: list[str], file: str, note: str) -> SourceString:
    context, singular, plural = _CALLS[called]
    return SourceString(
        msgid=literals[singular],
        file=file,
        plural=None if plural is None else literals[plural],
        context=None if context is None else literals[context],
        note=note,
    )


def _note(lines: list[str], lineno: int) -> str:
    above = lines[lineno - 2] if lineno >= 2 else ""
    match = _NOTE.search(above)
    return match[1] if match else ""
