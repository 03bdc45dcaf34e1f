"""What is written to the log and how: a line for a person at a terminal, a JSON object a line for everything else.

No line holds what people say. An exception's message may repeat it, so of an exception the log has the kind and the
place in the code.
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
"""The lowest level of libraries in the log: below it they write what people say, and tokens."""

UNHEARD = {"apscheduler": logging.CRITICAL, "asyncpg": logging.ERROR}
"""Libraries whose troubles Prova tells itself, once, where they hit it: a round that failed, a server that is away."""

EVERY = 60.0
"""Seconds between two lines that say the same of a lack of file descriptors."""
_LOST = ("Attempting a reconnect", "Failed to connect for shard")

_Caught: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def configure(level: str, stream: TextIO) -> None:
    """Send the log to *stream*, ours from *level* on; libraries' from INFO on at the lowest."""
    wanted = logging.getLevelNamesMapping()[level]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines() if stream.isatty() else Objects())
    handler.addFilter(_with_request)
    handler.addFilter(_briefly)
    handler.addFilter(_Seldom())
    logging.basicConfig(handlers=[handler], level=max(wanted, LIBRARIES), force=True)
    logging.getLogger("bot").setLevel(wanted)
    for library, least in UNHEARD.items():
        logging.getLogger(library).setLevel(least)


class _Discreet(logging.Formatter):
    """Shows an exception without its message."""

    def formatException(self, ei: _Caught) -> str:  # noqa: N802 - logging's own name
        """Return where an exception was raised and of what kind it is, and the same of those that led to it."""
        told = []
        error = ei[1]
        while error is not None:
            where = "".join(traceback.format_tb(error.__traceback__))
            told.append(f"{where}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(["Traceback (most recent call last):", *reversed(told)])


class Lines(_Discreet):
    """For a person."""

    def __init__(self) -> None:
        """Put the time first."""
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """Return the line, with the request that it belongs to at its end."""
        line = super().formatMessage(record)
        request = getattr(record, "request", "")
        return f"{line} [{request}]" if request else line


class Objects(_Discreet):
    """For programs: time, level, logger, message, and the request that the line belongs to."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as one line of JSON."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := getattr(record, "request", ""):
            told["request"] = request
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


class _Seldom(logging.Filter):
    """Lets it be told once a minute that no connection can be accepted: asyncio says it thousands of times a second."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        super().__init__()
        self._told_at = -EVERY

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is to be written."""
        if record.name != "asyncio" or not str(record.msg).startswith("socket.accept() out of system resource"):
            return True
        if record.created - self._told_at < EVERY:
            return False
        self._told_at, record.exc_info = record.created, None
        return True


def _briefly(record: logging.LogRecord) -> bool:
    """Let a library tell of a lost connection without a traceback: it is no fault, and comes again at every try."""
    if record.name.startswith("discord.") and str(record.msg).startswith(_LOST):
        record.exc_info, record.levelno, record.levelname = None, logging.WARNING, "WARNING"
    return True


def _with_request(record: logging.LogRecord) -> bool:
    """Let a record know which request it belongs to."""
    record.request = CURRENT.get()
    return True
