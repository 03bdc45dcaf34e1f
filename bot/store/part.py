"""What every part of the store stands on: the two connections, the clock, and ids."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.domain.errors import UnknownPosting
from bot.domain.records import Learner, Person, Posting
from bot.features.ports import Clock
from bot.store.connect import Connection
from bot.store.rows import LEARNER, POSTING, learner_of, micros, posting_of, storable

ID_BITS = 63

_MEET = """
INSERT INTO learner (id, platform, user_id, name, listed, created_at) VALUES (?, ?, ?, ?, 1, ?)
ON CONFLICT (platform, user_id) DO UPDATE SET name = excluded.name
"""


class Part:
    """The base of the store's parts: writes go through *writer*, in transactions; reads through *reader*."""

    def __init__(self, writer: Connection, reader: Connection, clock: Clock, new_id: Callable[[], int]) -> None:
        """Keep the connections, which belong to this store from now on."""
        self._writer = writer
        self._reader = reader
        self._clock = clock
        self._new_id = new_id

    async def find(self, person: Person) -> Learner | None:
        """Return the learner, or None for a person we have never met."""
        return await find(self._reader, person)

    async def posting(self, posting: int) -> Posting:
        """Return a posting. Raises UnknownPosting."""
        if not is_id(posting):
            raise UnknownPosting
        rows = await self._reader.fetch(f"SELECT {POSTING} FROM posting p WHERE p.id = ?", (posting,))
        if not rows:
            raise UnknownPosting
        return posting_of(rows[0])
