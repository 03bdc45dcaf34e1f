"""A loaded folder, whether its files were read now or before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.model import Bank


@dataclass(frozen=True, slots=True)
class Loaded:
    """A bank, and the file and line of each service and question by id."""

    bank: Bank
    where: Mapping[str, tuple[Path, int]]


def displayed_path(directory: Path) -> Path:
    """Return *directory* as problems should name it: relative to the current directory where it is below it."""
    here = Path.cwd()
    return directory.relative_to(here) if directory.is_absolute() and directory.is_relative_to(here) else directory
