"""The word on how far a long piece of work is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Tell: TypeAlias = Callable[[str], None]
"""Called with what is being done from now on, as a few words for the operator."""


def unheard(_words: str) -> None:
    """Take words that nobody asked for."""
