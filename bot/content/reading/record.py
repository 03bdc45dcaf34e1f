"""The records of a bank's files: plain data with the place of each value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.reading.problem import Problem
from bot.content.reading.tree import Loc, Plain


@dataclass(frozen=True, slots=True)
class Record:
    """One service, question, phase or exam of a file; `at` is its place there."""

    path: Path
    data: Plain
    lines: Mapping[Loc, int]
    at: Loc = ()

    @property
    def id(self) -> str:
        """Return the id it gives itself, or `-`."""
        return next((text for _, text in self.texts("id")), "-")

    def line(self, loc: Loc = ()) -> int:
        """Return the line of a place of this record, or of the nearest place around it."""
        whole = (*self.at, *loc)
        while whole not in self.lines and whole:
            whole = whole[:-1]
        return self.lines.get(whole, 1)

    def problem(self, loc: Loc, message: str) -> Problem:
        """Return a Problem at a place of this record."""
        return Problem(self.path, self.line(loc), self.id, message)

    def texts(self, *steps: str) -> Iterator[tuple[Loc, str]]:
        """Yield every text at *steps*, on one line, with its place; `*` means each item of a list."""
        for loc, value in self.walk(*steps):
            if isinstance(value, str) and value.strip():
                yield loc, " ".join(value.split())

    def walk(self, *steps: str) -> Iterator[tuple[Loc, Plain]]:
        """Yield every value at *steps* with its place."""
        found: list[tuple[Loc, Plain]] = [((), self.data)]
        for step in steps:
            if step == "*":
                found = [
                    ((*loc, i), item) for loc, data in found if isinstance(data, list) for i, item in enumerate(data)
                ]
            else:
                found = [((*loc, step), data[step]) for loc, data in found if isinstance(data, dict) and step in data]
        yield from found

    def text(self, *steps: str) -> str:
        """Return the text at *steps*, or an empty one."""
        return next((text for _, text in self.texts(*steps)), "")

    def has(self, *steps: str) -> bool:
        """Return whether there is a value other than None at *steps*."""
        return any(value is not None for _, value in self.walk(*steps))
