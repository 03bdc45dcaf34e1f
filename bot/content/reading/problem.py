"""The problems of a bank's files, with their places."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem to mend; `id` is `-` if the file has none at that place."""

    path: Path
    line: int
    id: str
    message: str

    def __str__(self) -> str:
        """Return `path:line: id: message`, as editors and CI understand it."""
        return f"{self.path}:{self.line}: {self.id}: {self.message}"


class BankInvalid(Exception):
    """A bank that cannot be used. `problems` holds every one of them, in the order of files and lines."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Build the error from *problems*; its text is one line for each."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
