"""A lookup that finds what it is handed."""

from __future__ import annotations

from bot.chat.language import Language
from bot.ports.lookup import Found


class Finds:
    """Finds the same for each phrase: nothing, if nothing is handed in."""

    def __init__(self, *services: str, confident: bool = False, close: bool = False, cue: str | None = None) -> None:
        self.found = Found(services, confident=confident, close=close)
        self.cue = cue

    def find(self, phrase: str) -> Found:
        return self.found

    def why(self, phrase: str, service: str, language: Language) -> str | None:
        return self.cue
