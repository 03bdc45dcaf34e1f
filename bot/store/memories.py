"""The memory of questions: read for a learner, written with answers, and made anew from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.domain.memory import Memory, reviewed
from bot.domain.records import Person
from bot.ports.progress import Tell, unheard
from bot.store.base import SqlBase
from bot.store.connection import Connection
from bot.store.histories import BY_PERSON
from bot.store.mapping import Insert, overwrites
from bot.store.tables import MEMORIES, MEMORY

OWN, OTHER = 1, 2
"""The flags of an answer that was the review of its day: of its own question, and of the one that its posting names."""

_NEW = Insert(MEMORIES, "learner_id", "question")
SAVE = f"""
{_NEW.sql} ON CONFLICT ({", ".join(MEMORY.key)}) DO UPDATE SET {overwrites(MEMORIES.names)}
"""
_ALL = f"SELECT m.question, {MEMORIES.select_list('m')} FROM memory m WHERE m.learner_id = {BY_PERSON}"
_LOG = """
SELECT a.learner_id, a.question, p.reviews, a.local_date, a.correct, a.studied
FROM answer a JOIN posting p ON p.id = a.posting_id
WHERE a.studied > 0 AND a.learner_id > ? AND a.learner_id <= ?
ORDER BY a.learner_id, a.local_date, a.answered_at, a.posting_id
"""
_UPTO = "SELECT id FROM learner WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?"
_LEARNERS = 200
"""Learners whose answers are read together."""
_LAST = (1 << 63) - 1


class SqlMemories(SqlBase):
    """The memory of learners."""

    async def memories(self, person: Person) -> Mapping[str, Memory]:
        """Return the memory of each question that a person has answered, by question id."""
        rows = await self._reader.fetch(_ALL, (person.platform, person.user_id))
        return {question: MEMORIES.record_of(row) for question, *row in rows}


def row_of(learner: int, question: str, memory: Memory) -> tuple[object, ...]:
    """Return the values of SAVE."""
    return _NEW.row(memory, learner_id=learner, question=question)


async def rebuild(db: Connection, tell: Tell = unheard) -> None:
    """Make the memory of everybody anew from the answers, inside a transaction."""
    tell("Going through the answers for what each learner remembers")
    await db.fetch("DELETE FROM memory")
    after = -1
    while True:
        found = await db.fetch(_UPTO, (after, _LEARNERS - 1))
        upto = found[0][0] if found else _LAST
        made: dict[tuple[int, str], Memory] = {}
        for learner, question, other, day, correct, studied in await db.fetch(_LOG, (after, upto)):
            for one, flag in ((question, OWN), (other, OTHER)):
                if one and studied & flag:
                    before = made.get((learner, one))
                    made[learner, one] = reviewed(before, date.fromisoformat(day), right=bool(correct))
        await db.load(
            MEMORY.name, (*MEMORIES.names, "learner_id", "question"), [row_of(*key, one) for key, one in made.items()]
        )
        if not found:
            return
        after = upto
