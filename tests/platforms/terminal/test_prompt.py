"""A person at a real terminal: the prompt, the cards, completion, and leaving."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.process import ROOT, environment


class Person:
    """Somebody before a pseudo-terminal."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        """Start `prova play` on a terminal of 60 columns."""
        self._master, slave = pty.openpty()
        self.seen = ""
        more = {"TERM": "xterm", "COLUMNS": "60", "LINES": "50", "PROMPT_TOOLKIT_NO_CPR": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "play", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment(folder, **more),
            cwd=ROOT,
            start_new_session=True,
        )
        os.close(slave)

    def read_until(self, pattern: str) -> None:
        """Read the screen until *pattern* is on it; what was read before is behind us then."""
        while not (found := re.search(pattern, self.seen)):
            self.seen += os.read(self._master, 65_536).decode("utf-8", "replace")
        self.seen = self.seen[found.end() :]

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._master, keys.encode())

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
    ana.read_until("What decides|This question takes 2")
    ana.type("exit\r")
    ana.read_until("See you, ana.")
    assert ana.process.wait() == 0


def test_end_of_input_leaves_too(ana: Person) -> None:
    ana.read_until("ana>")
    ana.type("\x04")
    ana.read_until("See you, ana.")
    assert ana.process.wait() == 0


def test_tab_completes_a_command(ana: Person) -> None:
    ana.read_until("ana>")
    ana.type("/leaderb")
    ana.read_until("Who is ahead")
    ana.type("\t")
    ana.read_until("oard")
    ana.type("\r")
    ana.read_until("Leaderboard of this week")
