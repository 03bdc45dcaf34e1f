"""A measured figure, and the limit it is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: the measured thing, its value, and its ratio to a limit of the same run."""

    what: str
    value: str
    ratio: str
    of: str
    aim: str = ""


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a Markdown table."""
    rows = [f"| {one.what} | {one.value} | {one.ratio} | {one.of} | {one.aim} |" for one in figures]
    return "\n".join(("| what | measured | ratio | of what | aim |", "|---|---|---|---|---|", *rows))
