"""A person at a real terminal: the prompt, the cards, completion, and leaving."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import stat
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.process import environment


class Person:
    """Somebody before a pseudo-terminal."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        """Start `prova play` in *folder*, on a terminal of 60 columns."""
        self._master, slave = pty.openpty()
        self.seen = ""
        more = {"TERM": "xterm", "COLUMNS": "60", "LINES": "50", "PROMPT_TOOLKIT_NO_CPR": "1"}
        more["XDG_STATE_HOME"] = str(folder / "state")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "play", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment(folder, **more),
            cwd=folder,
            start_new_session=True,
        )
        os.close(slave)

    def read_until(self, pattern: str) -> str:
        """Read the screen until *pattern* is on it, and return what was before it; both are behind us then."""
        while not (found := re.search(pattern, self.seen)):
            self.seen += os.read(self._master, 65_536).decode("utf-8", "replace")
        before = self.seen[: found.start()]
        self.seen = self.seen[found.end() :]
        return before

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._master, keys.encode())

    def resize(self, columns: int) -> None:
        """Give the window other columns."""
        termios.tcsetwinsize(self._master, (50, columns))
        self.process.send_signal(signal.SIGWINCH)  # as the terminal of a shell does

    def leave(self) -> None:
        """End the process, whatever state it is in."""
        self.process.kill()
        self.process.wait()
        os.close(self._master)


@pytest.fixture
def ana(tmp_path: Path) -> Iterator[Person]:
    person = Person(tmp_path, "--as", "ana", "--lang", "en")
    yield person
    person.leave()


def test_a_newcomer_is_welcomed_asks_answers_and_leaves(ana: Person) -> None:
    ana.read_until("welcome, ana")
    ana.read_until("ana>")
    ana.type("/which drift\r")
    ana.read_until("Amazon SageMaker Model Monitor")
    ana.read_until(r"\[2\]")
    ana.type("/quiz\r")
    ana.read_until(r"\[A\] \[B\]")
    ana.read_until("ana>")
    ana.type("half a line\x03")
    ana.type("A\r")
    ana.read_until("What decides|This question wants 2")
    ana.type("exit\r")
    ana.read_until("See you, ana.")
    assert ana.process.wait() == 0


def widest(seen: str) -> int:
    """Return the length of the longest line of a card, links aside: they are never broken."""
    lines = re.sub(r"\x1b(\[[0-9;?]*[A-Za-z]|\][^\x1b]*\x1b\\\\)", "", seen).splitlines()
    return max(len(line.rstrip()) for line in lines if line.startswith("▌") and "https://" not in line)


@pytest.mark.parametrize("columns", [40, 80])
def test_a_card_is_as_wide_as_the_terminal_is_when_it_is_drawn(ana: Person, columns: int) -> None:
    ana.read_until("ana>")
    ana.resize(columns)
    ana.type("/which drift\r")
    ana.read_until("Closed to new customers")
    assert columns - 12 < widest(ana.read_until("More")) <= columns


def test_a_card_that_is_shown_follows_the_window(ana: Person) -> None:
    ana.read_until("ana>")
    ana.type("/which drift\r")
    ana.read_until("Closed to new customers")
    ana.read_until("ana>")
    for columns in (40, 80):
        ana.resize(columns)
        ana.read_until("/which drift")
        ana.read_until("Closed to new customers")
        assert columns - 12 < widest(ana.read_until("More")) <= columns
        ana.read_until("ana>")


def test_an_empty_line_asks_the_next_question(ana: Person) -> None:
    ana.read_until("ana>")
    ana.type("\r/quiz canvas easy\rA\r")
    ana.read_until(r"\[1↵\]")
    ana.type("\r")
    ana.read_until(r"\[A\] \[B\]")


def test_what_was_typed_is_there_after_a_restart_until_one_is_forgotten(ana: Person, tmp_path: Path) -> None:
    ana.read_until("ana>")
    ana.type("/which bias\r")
    ana.read_until(r"\[2\]")
    ana.type("exit\r")
    assert ana.process.wait() == 0
    again = Person(tmp_path, "--as", "ana", "--lang", "en")
    again.read_until("ana>")
    again.type("\x1b[A\x1b[A")
    again.read_until("/which bias")
    again.type("\x03/settings forget yes\r")
    again.read_until("erased")
    again.type("exit\r")
    again.read_until("See you, ana.")
    again.leave()
    (kept,) = (tmp_path / "state" / "prova").iterdir()
    assert "bias" not in kept.read_text()


def test_an_export_is_a_file_and_the_card_says_where(ana: Person, tmp_path: Path) -> None:
    ana.read_until("ana>")
    (tmp_path / "prova-export.json").write_text("mine", encoding="utf-8")
    ana.type("/quiz\rA\r/settings export\r")
    ana.read_until("Everything stored about you:")
    ana.read_until(r"prova-export-2\.json")
    assert "schema" not in ana.seen
    written = tmp_path / "prova-export-2.json"
    assert json.loads(written.read_text(encoding="utf-8"))
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert (tmp_path / "prova-export.json").read_text(encoding="utf-8") == "mine"


def test_end_of_input_leaves_too(ana: Person) -> None:
    ana.read_until("ana>")
    ana.type("\x04")
    ana.read_until("See you, ana.")
    assert ana.process.wait() == 0


def test_tab_completes_a_command(ana: Person) -> None:
    ana.read_until("ana>")
    ana.type("/leaderb")
    ana.read_until("Who's ahead")
    ana.type("\t")
    ana.read_until("oard")
    ana.type("\r")
    ana.read_until("This week's leaderboard")
