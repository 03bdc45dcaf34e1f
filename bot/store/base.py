"""What every part of the store stands on: the two connections, the clock, and ids."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.domain.records import Learner, Person
from bot.ports.clock import Clock
from bot.store.connection import Connection
from bot.store.rows import LEARNER, learner_of, micros, storable

MEET = """
INSERT INTO learner (id, platform, user_id, name, listed, created_at) VALUES (?, ?, ?, ?, 1, ?)
ON CONFLICT (platform, user_id) DO UPDATE SET name = excluded.name
"""
_RETURNING = "RETURNING id, platform, user_id, name, language, zone, listed, client_locale, client_zone"


class SqlBase:
    """The base of the store's parts: writes go through the writer, in transactions, and reads through the reader."""

    def __init__(self, writer: Connection, reader: Connection, clock: Clock, new_id: Callable[[], int]) -> None:
        """Keep the connections, which belong to this store from now on."""
        self._writer = writer
        self._reader = reader
        self._clock = clock
        self._new_id = new_id

    async def _met(self, person: Person, name: str, at: datetime) -> Learner:
        """Write who somebody is, known or new, inside a transaction of the writer, and return the learner."""
        values = (self._new_id(), person.platform, person.user_id, storable(name), micros(at))
        (row,) = await self._writer.fetch(MEET + _RETURNING, values)
        return learner_of(row)


async def found(db: Connection, person: Person) -> Learner | None:
    """Return the learner, or None for a person we have never met."""
    sql = f"SELECT {LEARNER} FROM learner l WHERE l.platform = ? AND l.user_id = ?"
    rows = await db.fetch(sql, (person.platform, person.user_id))
    return learner_of(rows[0]) if rows else None
