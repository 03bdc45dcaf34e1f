"""The lookup of services by a learner's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a lookup: service ids, best first.

    Confident: the first is the answer, and `close` if the second is near enough to be named. Not confident:
    the ids are candidates. Empty: nothing fits.
    """

    services: tuple[str, ...]
    confident: bool
    close: bool = False


class Lookup(Protocol):
    """A lookup of services by a learner's words."""

    def find(self, phrase: str) -> Found:
        """Return the services that fit *phrase*, any text of any length, in English or Portuguese."""

    def why(self, phrase: str, service: str, language: Literal["en", "pt-BR"]) -> str | None:
        """Return the cue in *language* by which *phrase* speaks of *service*; None when no one cue does."""
