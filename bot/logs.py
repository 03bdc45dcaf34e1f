"""The log: a line for a person at a terminal, a JSON object a line for everything else.

No line holds people's words. An exception's message may repeat them, so it is redacted: the log has the exception's
kind and its place in the code.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO, TypeAlias

from bot.chat.request import CURRENT

LIBRARIES = logging.INFO
"""The lowest level of libraries in the log: below it they write people's words, and tokens."""

QUIETED = {"asyncpg": logging.ERROR}
"""The lowest levels of libraries whose troubles Prova logs itself, once: a server that is away."""

REPEAT_AFTER = 60.0
"""Seconds between two equal lines on a lack of file descriptors."""
_LOST_CONNECTION = ("Attempting a reconnect", "Failed to connect for shard")

_Caught: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def configure(level: str, stream: TextIO) -> None:
    """Send the log to *stream*: our lines from *level* on, libraries' from INFO on at the lowest."""
    wanted = logging.getLevelNamesMapping()[level]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter() if stream.isatty() else JsonFormatter())
    handler.addFilter(_attach_request)
    handler.addFilter(_shorten_lost_connection)
    handler.addFilter(_RepeatFilter())
    logging.basicConfig(handlers=[handler], level=max(wanted, LIBRARIES), force=True)
    logging.getLogger("bot").setLevel(wanted)
    for library, least in QUIETED.items():
        logging.getLogger(library).setLevel(least)


class _RedactingFormatter(logging.Formatter):
    """A formatter that redacts the messages of exceptions."""

    def formatException(self, ei: _Caught) -> str:  # noqa: N802 - logging's own name
        """Return the traceback and the kind of an exception, and of those that led to it."""
        raised = []
        error = ei[1]
        while error is not None:
            where = "".join(traceback.format_tb(error.__traceback__))
            raised.append(f"{where}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(["Traceback (most recent call last):", *reversed(raised)])


class LineFormatter(_RedactingFormatter):
    """The formatter for a person at a terminal."""

    def __init__(self) -> None:
        """Build the formatter, with the time first."""
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """Return the line, with the request that it belongs to at its end."""
        line = super().formatMessage(record)
        request = getattr(record, "request", "")
        return f"{line} [{request}]" if request else line


class JsonFormatter(_RedactingFormatter):
    """The formatter for programs: time, level, logger, message, and the request that the line belongs to."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as one line of JSON."""
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := getattr(record, "request", ""):
            fields["request"] = request
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=False)


class _RepeatFilter(logging.Filter):
    """The filter of a line that asyncio writes thousands of times a second while no connection can be accepted."""

    def __init__(self) -> None:
        """Build the filter, which lets the first such line through."""
        super().__init__()
        self._logged_at = -REPEAT_AFTER

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is written: of such lines, one a minute."""
        if record.name != "asyncio" or not str(record.msg).startswith("socket.accept() out of system resource"):
            return True
        if record.created - self._logged_at < REPEAT_AFTER:
            return False
        self._logged_at, record.exc_info = record.created, None
        return True


def _shorten_lost_connection(record: logging.LogRecord) -> bool:
    """Drop the traceback of a lost connection: it is no fault, and comes again at every try."""
    if record.name.startswith("discord.") and str(record.msg).startswith(_LOST_CONNECTION):
        record.exc_info, record.levelno, record.levelname = None, logging.WARNING, "WARNING"
    return True


def _attach_request(record: logging.LogRecord) -> bool:
    """Attach the id of the request that a record belongs to."""
    record.request = CURRENT.get()
    return True
