"""The typed lines of former sessions, in a file that only the person reads."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from prompt_toolkit.history import FileHistory, History, InMemoryHistory

KEPT = 1_000
"""Lines that are kept from one session to the next."""
SECRET, SECRET_FOLDER = 0o600, 0o700


class KeptHistory(FileHistory):
    """The newest lines of a file, or this session's alone if it cannot be read or written."""

    def __init__(self, path: Path) -> None:
        """Take the file, which need not be there yet."""
        self.path = path
        super().__init__(path)

    def load_history_strings(self) -> Iterable[str]:
        """Return the lines, newest first; of a file with many more than are kept, the others are dropped."""
        try:
            lines = list(super().load_history_strings())
        except OSError:
            return []
        if len(lines) > 2 * KEPT:
            self.clear()
            for line in reversed(lines[:KEPT]):
                self.store_string(line)
        return lines[:KEPT]

    def store_string(self, string: str) -> None:
        """Add a line to the file."""
        with suppress(OSError):
            os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT, SECRET))
            super().store_string(string)

    def clear(self) -> None:
        """Remove the file."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def forget(self) -> None:
        """Drop all lines, also those of this session."""
        self.clear()
        self._loaded_strings = []


def history_of(user_id: str, folder: Path | None) -> History:
    """Return a person's history in *folder*, which is made; without one it lasts as long as the session."""
    if folder is None:
        return InMemoryHistory()
    with suppress(OSError):
        folder.mkdir(SECRET_FOLDER, parents=True, exist_ok=True)
    return KeptHistory(folder / f"history-{hashlib.sha256(user_id.encode()).hexdigest()[:16]}")
