"""What no log may hold: tokens, names of people, and what they say."""

from __future__ import annotations

import logging
import re
from pathlib import Path

from tests.loopback.discord.server import TOKEN
from tests.loopback.slack.server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET

SCRIPTS = Path(__file__).parent.parent / "dialogues" / "scripts"
SECRETS = (TOKEN, APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, "hunter2")
NAMES = re.compile(r"\b(ana|bia|caio|duda|zoë)\b", re.IGNORECASE)
SAID = tuple(
    sorted(
        {
            line[1:].strip()
            for script in SCRIPTS.glob("*.txt")
            for line in script.read_text(encoding="utf-8").splitlines()
            if line.startswith(">") and len(line) > 12 and "{" not in line
        }
    )
)
"""What people type in the dialogues, where it is long enough to be told from our own words."""


def leaks(text: str) -> list[str]:
    """Return what *text* should not hold."""
    found = [secret for secret in SECRETS if secret in text] + [said for said in SAID if said in text]
    return found + [match[0] for match in NAMES.finditer(text)]


class Listening(logging.Handler):
    """Keeps what leaks into our own lines."""

    def __init__(self, formatter: logging.Formatter) -> None:
        """Write each line as it is written for operators."""
        super().__init__(logging.DEBUG)
        self.setFormatter(formatter)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Look at a line."""
        self.found += [f"{leak!r} in {record.getMessage()!r}" for leak in leaks(self.format(record))]
