"""One JSON line for each event; never a person's data."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

# PostgreSQL names the values of the row that it refuses: an e-mail address, say.
_ROW_VALUES = re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE)


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message, and the traceback's text when there is one, without the rows it quotes."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _without_rows(record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = _without_rows(self.formatException(record.exc_info))
        text = json.dumps(line, ensure_ascii=False)
        return text.encode("utf-8", "backslashreplace").decode()  # a lone surrogate becomes JSON's own escape


def _without_rows(text: str) -> str:
    return _ROW_VALUES.sub(r"\1: …", text)
