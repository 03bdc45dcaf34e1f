"""The base of the store's parts: the two connections, the clock, ids, and the learner behind a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.domain.records import Learner, Person
from bot.ports.clock import Clock
from bot.store.connection import Connection, Row
from bot.store.mapping import Insert
from bot.store.tables import LEARNERS, MEMBER

NEW_LEARNER = Insert(LEARNERS, "created_at")
SAVE_LEARNER = f"{NEW_LEARNER.sql} ON CONFLICT (platform, user_id) DO UPDATE SET user_id = excluded.user_id"
"""Inserts a learner, and leaves a known one as it is; so it returns a row for both."""
SAVED_LEARNER = f"{SAVE_LEARNER} RETURNING {LEARNERS.select_list()}"
"""The same, and returns the learner."""
SAVE_MEMBER = f"""
{MEMBER.insert} ON CONFLICT (space, learner_id) DO UPDATE SET name = excluded.name WHERE member.name <> excluded.name
"""
"""Writes a learner's name in a space."""

_FIND = f"SELECT {LEARNERS.select_list()} FROM learner WHERE platform = ? AND user_id = ?"


class SqlBase:
    """The base of the store's parts: writes go through the writer, in transactions, and reads through the reader."""

    def __init__(self, writer: Connection, reader: Connection, clock: Clock, new_id: Callable[[], int]) -> None:
        """Keep the connections, which belong to this store from now on."""
        self._writer = writer
        self._reader = reader
        self._clock = clock
        self._new_id = new_id

    async def _save_learner(self, person: Person, at: datetime) -> Learner:
        """Write a person, known or new, inside a transaction of the writer, and return the learner."""
        (saved,) = await self._writer.fetch(SAVED_LEARNER, self._learner_row(person, at))
        return LEARNERS.record_of(saved)

    def _learner_row(self, person: Person, at: datetime) -> Row:
        """Return the values of SAVED_LEARNER."""
        return NEW_LEARNER.row(Learner(self._new_id(), person), created_at=at)


async def known_learner(db: Connection, person: Person) -> Learner | None:
    """Return the learner, or None for a person without one."""
    rows = await db.fetch(_FIND, (person.platform, person.user_id))
    return LEARNERS.record_of(rows[0]) if rows else None
