"""The lookup of services by a learner's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.chat.language import Language


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a lookup: service ids, best first.

    Confident: the first is the answer, and `close` if the second is near enough to be named. Not confident:
    the ids are candidates. Empty: nothing fits. `because` has the cue by which the phrase speaks of the first, in the
    languages in which one does.
    """

    services: tuple[str, ...]
    confident: bool
    close: bool = False
    because: Mapping[Language, str] = field(default_factory=dict, compare=False)


class Lookup(Protocol):
    """A lookup of services by a learner's words."""

    def find(self, phrase: str) -> Found:
        """Return the services that fit *phrase*, any text of any length, in English or Portuguese."""
