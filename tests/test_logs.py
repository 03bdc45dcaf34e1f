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


def record(name: str, message: str, at: float) -> logging.LogRecord:
    """Return an error of a logger at a moment."""
    made = logging.LogRecord(name, logging.ERROR, __file__, 1, message, (), (OSError, OSError(24, "files"), None))
    made.created = at
    return made


def test_a_lack_of_file_descriptors_is_logged_again_after_a_minute() -> None:
    seldom, lack = logs._RepeatFilter(), "socket.accept() out of system resource"
    told = [at for at in (0.0, 1.0, 59.9, 60.0, 60.1, 119.9, 120.0) if seldom.filter(record("asyncio", lack, at))]
    assert told == [0.0, 60.0, 120.0]


def test_anything_else_is_logged_each_time_and_as_a_whole() -> None:
    seldom, lack = logs._RepeatFilter(), "socket.accept() out of system resource"
    others = [record("asyncio", "Task was destroyed", 1.0), record("bot.web", lack, 1.0)] * 2
    assert all(seldom.filter(one) and one.exc_info for one in others)


@pytest.mark.usefixtures("kept_loggers")
@pytest.mark.parametrize(
    ("library", "level", "told"),
    [
        ("asyncpg.pool", logging.WARNING, False),
        ("asyncpg.pool", logging.ERROR, True),
        ("aiohttp.server", logging.INFO, True),
        ("aiohttp.server", logging.DEBUG, False),
    ],
)
def test_a_library_is_heard_from_the_level_on_that_prova_does_not_report_itself(
    library: str, level: int, told: bool
) -> None:
    stream = io.StringIO()
    logs.configure("DEBUG", stream)
    logging.getLogger(library).log(level, "trouble")
    assert bool(stream.getvalue()) is told


@pytest.mark.usefixtures("kept_loggers")
def test_libraries_keep_to_a_level_above_info() -> None:
    stream = io.StringIO()
    logs.configure("ERROR", stream)
    logging.getLogger("aiohttp.server").warning("trouble")
    logging.getLogger("bot.test").warning("trouble")
    assert not stream.getvalue()


@pytest.mark.usefixtures("kept_loggers")
def test_a_line_outside_of_a_request_names_none() -> None:
    stream = Terminal()
    logs.configure("INFO", stream)
    CURRENT.set("")
    logging.getLogger("bot.test").info("outside")
    CURRENT.set("r7")
    logging.getLogger("bot.test").info("inside")
    outside, inside = stream.getvalue().splitlines()
    assert outside.endswith("bot.test outside")
    assert inside.endswith("bot.test inside [r7]")


def shift(how: str) -> None:
    """Let a ValueError lead to a KeyError: as its cause, beside it, or put aside."""
    try:
        int("x")
    except ValueError as error:
        if how == "cause":
            raise KeyError from error
        if how == "aside":
            raise KeyError from None
        raise KeyError  # noqa: B904 - as it happens unforeseen


@pytest.mark.usefixtures("kept_loggers")
@pytest.mark.parametrize(("how", "told"), [("cause", True), ("beside", True), ("aside", False)])
def test_what_led_to_an_exception_is_logged_unless_it_was_put_aside(how: str, told: bool) -> None:
    stream = io.StringIO()
    logs.configure("INFO", stream)
    try:
        shift(how)
    except KeyError:
        logging.getLogger("bot.test").exception("unforeseen")
    assert ("ValueError" in stream.getvalue()) is told


@pytest.mark.usefixtures("kept_loggers")
def test_words_of_any_language_are_written_as_they_are() -> None:
    stream = io.StringIO()
    logs.configure("INFO", stream)
    logging.getLogger("bot.test").info("questão")
    assert "questão" in stream.getvalue()
