"""The operator sees how far long work is, and reads a sentence of their own when it ends early."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest

from bot.cli.progress import ends_explained, progress
from bot.domain.errors import StoreBusy, StoreFull, StoreUnavailable


class Terminal(io.StringIO):
    """A standard error that is a terminal."""

    def isatty(self) -> bool:
        return True


async def test_a_terminal_has_one_line_that_changes_and_goes_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    async with progress() as tell:
        tell("Adding up")
        tell("Counting")
    assert terminal.getvalue().split("\r\x1b[K") == ["", "Adding up (0:00)", "Counting (0:00)", ""]


async def test_elsewhere_each_step_is_a_plain_line(capsys: pytest.CaptureFixture[str]) -> None:
    async with progress() as tell:
        tell("Adding up")
        tell("Counting")
    assert capsys.readouterr().err == "Adding up\nCounting\n"


def failed() -> Exception:
    """Return a failure of the store with the words of a driver, and a row in its details."""
    error = StoreUnavailable()
    error.__cause__ = OSError("could not extend file", "Failing row contains (ana)")
    return error


@pytest.mark.parametrize(
    ("make", "status", "told"),
    [
        (KeyboardInterrupt, 130, "Stopped. The boards are as they were.\n"),
        (StoreBusy, 2, "Another process writes to the database for longer than we wait. The boards are as they were."),
        (StoreFull, 2, "The disk of the database is full. The boards are as they were. Make room on it"),
        (failed, 2, "The database has failed (could not extend file). The boards are as they were. Look into its log"),
        (StoreUnavailable, 2, "The database has failed. The boards are as they were. Look into its log"),
    ],
)
def test_work_that_ends_early_says_why_and_that_nothing_is_half_done(
    make: Callable[[], BaseException], status: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end, ends_explained("The boards are as they were."):
        raise make()
    assert end.value.code == status
    assert capsys.readouterr().err.startswith(told)
