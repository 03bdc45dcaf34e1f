"""The terminal's driver: one session a person."""

from __future__ import annotations

from bot.chat.plain import plain_text
from tests.conftest import House


class Terminal:
    """People at terminals that share one database."""

    def __init__(self, house: House, locale: str) -> None:
        """Prepare the room."""
        self._house = house
        self._locale = locale
        self._sessions = {name: house.session(name, locale) for name in ("ana",)}

    async def say(self, name: str, line: str) -> str | None:
        """Type a line, and return what is shown."""
        session = self._sessions.setdefault(name, self._house.session(name, self._locale))
        return plain_text(await session.hear(line))
