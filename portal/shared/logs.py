"""One JSON line for each event; never a person's data."""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

# PostgreSQL names the values of the row that it refuses: an e-mail address, say.
_ROW_VALUES = re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE)
_PART = r"[^\s@<>\"'(),;:=/?&|]"
# Workers call themselves celery@machine; nobody's name begins like that.
_ADDRESS = re.compile(rf"(?<!{_PART})(?!celery@){_PART}{{1,254}}?(?:@|%40|＠)[\w.-]{{1,255}}", re.IGNORECASE)
_NETWORK = re.compile(
    r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])|(?<![\w:.])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}(?![\w:])",
    re.IGNORECASE,
)
_LONGEST = 20_000

request_number: ContextVar[str] = ContextVar("request_number", default="")
"""The number of the request that is being answered; it stands in every line and in the answer's header."""


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message, the request's number, and the traceback's text when there is one.

    Rows that the database quotes, mail and network addresses are left out wherever they come from; of a request that
    Django speaks of, the view's name stands for its address, which may hold anything. JSON keeps a line one line.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if number := request_number.get():
            line["request"] = number
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["trace"] = without_persons(self.formatException(record.exc_info))
        text = json.dumps(line, ensure_ascii=False)
        return text.encode("utf-8", "backslashreplace").decode()  # a lone surrogate becomes JSON's own escape


def _message(record: logging.LogRecord) -> str:
    status, request = getattr(record, "status_code", None), getattr(record, "request", None)
    if status is None or request is None:
        return without_persons(record.getMessage())
    match = getattr(request, "resolver_match", None)
    return f"{HTTPStatus(status).phrase} in {match.view_name if match else 'no view'}"


def without_persons(text: str) -> str:
    """The text without rows, mail addresses and network addresses, and not endless."""
    text = _ROW_VALUES.sub(r"\1: …", _shortened(text, 5 * _LONGEST))
    return _shortened(_NETWORK.sub("(network)", _ADDRESS.sub("(address)", text)), _LONGEST)


def _shortened(text: str, longest: int) -> str:
    """Beginning and end: a trace says at its end what went wrong."""
    return text if len(text) <= longest else f"{text[: longest // 2]} … {text[-longest // 2 :]}"
