"""The log: for people and for programs, with the request of each line, and without what an exception says."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest

from bot import logs
from bot.chat.request import CURRENT


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.fixture
def kept_loggers() -> Iterator[None]:
    """Put the loggers back as they were."""
    root, ours = logging.getLogger(), logging.getLogger("bot")
    handlers, levels = root.handlers[:], (root.level, ours.level)
    yield
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def fail(secret: str) -> None:
    try:
        int(secret)
    except ValueError as error:
        raise KeyError(secret) from error


@pytest.mark.usefixtures("kept_loggers")
@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_an_exception_is_told_by_its_place_and_kinds_alone(stream: io.StringIO) -> None:
    logs.configure("INFO", stream)
    CURRENT.set("r7")
    try:
        fail("private " + "words")
    except KeyError:
        logging.getLogger("bot.test").exception("unforeseen")
    written = stream.getvalue()
    assert "private words" not in written
    assert re.search(
        r"in fail.*builtins.ValueError.*in fail.*builtins.KeyError", written.replace("\\n", " "), re.DOTALL
    )
    assert "r7" in written


@pytest.mark.usefixtures("kept_loggers")
def test_off_a_terminal_each_line_is_an_object() -> None:
    stream = io.StringIO()
    logs.configure("WARNING", stream)
    CURRENT.set("")
    logging.getLogger("bot.test").info("not wanted")
    logging.getLogger("bot.test").warning("%s lines\nof ç", 2)
    (line,) = stream.getvalue().splitlines()
    told = json.loads(line)
    assert told.pop("time").endswith("+00:00")
    assert told == {"level": "WARNING", "logger": "bot.test", "message": "2 lines\nof ç"}


@pytest.mark.usefixtures("kept_loggers")
def test_a_lost_connection_is_told_without_a_traceback_at_each_try() -> None:
    stream = io.StringIO()
    logs.configure("INFO", stream)
    log = logging.getLogger("discord.shard")
    log.error("Attempting a reconnect for shard ID %s in %.2fs", 0, 1.5, exc_info=OSError("refused"))
    log.error("Something else", exc_info=OSError("refused"))
    lost, other = map(json.loads, stream.getvalue().splitlines())
    assert (lost["level"], lost["message"]) == ("WARNING", "Attempting a reconnect for shard ID 0 in 1.50s")
    assert "exception" not in lost
    assert "exception" in other


@pytest.mark.usefixtures("kept_loggers")
def test_libraries_are_never_heard_below_info() -> None:
    stream = io.StringIO()
    logs.configure("DEBUG", stream)
    logging.getLogger("discord.gateway").debug("what somebody said")
    logging.getLogger("asyncpg.pool").warning("the server is away, at length")
    logging.getLogger("bot.test").debug("ours")
    assert [json.loads(line)["message"] for line in stream.getvalue().splitlines()] == ["ours"]


@pytest.mark.usefixtures("kept_loggers")
def test_that_no_connection_can_be_accepted_is_told_once_a_minute() -> None:
    stream = io.StringIO()
    logs.configure("INFO", stream)
    for _ in range(500):
        logging.getLogger("asyncio").error("socket.accept() out of system resource", exc_info=OSError(24, "files"))
    (line,) = stream.getvalue().splitlines()
    assert "Traceback" not in line
