"""Postings: questions as they were shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from bot.domain.errors import UnknownPosting
from bot.domain.kinds import RULES
from bot.domain.records import Learner, Person, Posting, Seen
from bot.ports.clock import Clock
from bot.store.base import SAVED_LEARNER, SqlBase
from bot.store.connection import Connection, Fetch, Steps
from bot.store.known_sightings import KnownSightings
from bot.store.mapping import Insert
from bot.store.tables import LEARNERS, POSTINGS
from bot.store.values import ids_of, instant, is_id

_NEW = Insert(POSTINGS, "sent_at")
_READ = f"SELECT {POSTINGS.select_list()} FROM posting WHERE id = ?"
_SHARED = ", ".join(f"'{kind}'" for kind, rules in RULES.items() if not rules.personal)
_LATEST = """
SELECT p.id FROM posting p JOIN learner l ON l.id = p.learner_id
WHERE l.platform = ? AND l.user_id = ? AND p.space = ? ORDER BY p.created_at DESC, p.id LIMIT 1
"""
_CHOSEN = """
SELECT a.chosen FROM answer a JOIN learner l ON l.id = a.learner_id
WHERE a.posting_id = ? AND l.platform = ? AND l.user_id = ?
"""
_MISSED = """
SELECT DISTINCT a.question FROM answer a JOIN learner l ON l.id = a.learner_id
WHERE l.platform = ? AND l.user_id = ? AND a.correct = 0 AND NOT EXISTS (
    SELECT 1 FROM answer b WHERE b.learner_id = a.learner_id AND b.question = a.question
    AND b.correct = 1 AND b.answered_at >= a.answered_at
)
"""
_SIGHTINGS = f"""
WITH shown (question, at, own) AS (
    SELECT question, created_at, 1 FROM posting WHERE learner_id = ?
    UNION ALL
    SELECT question, answered_at, 0 FROM answer WHERE learner_id = ? AND kind IN ({_SHARED})
)
SELECT question, COUNT(*), MAX(at), SUM(own) FROM shown GROUP BY question
"""
_NUMBERS = f"""
SELECT l.id, (SELECT COUNT(*) FROM posting p WHERE p.learner_id = l.id),
    (SELECT COUNT(*) FROM answer a WHERE a.learner_id = l.id AND a.kind IN ({_SHARED}))
FROM learner l WHERE l.platform = ? AND l.user_id = ?
"""
"""A learner, and the numbers of rows that the sightings come from: an index has them."""


class SqlPostings(SqlBase):
    """Practice postings, and sightings of questions."""

    def __init__(self, writer: Connection, reader: Connection, clock: Clock, new_id: Callable[[], int]) -> None:
        """Begin with no sightings in memory."""
        super().__init__(writer, reader, clock, new_id)
        self._sightings = KnownSightings()

    async def add_posting(self, posting: Posting, person: Person) -> Learner:
        """Write a practice posting for a person, known or new, and return the learner; `posting.learner` is ignored."""
        learner = await self._writer.run(self._steps(posting, person))
        self._sightings.add(learner.id, posting.question, posting.created_at)
        return learner

    def _steps(self, posting: Posting, person: Person) -> Steps[Learner]:
        """Write a person and a posting of theirs."""
        (saved,) = yield Fetch(SAVED_LEARNER, self._learner_row(person, posting.created_at))
        learner = LEARNERS.record_of(saved)
        yield Fetch(_NEW.sql, _NEW.row(replace(posting, learner=learner.id), sent_at=posting.created_at))
        return learner

    async def posting(self, posting: int) -> Posting:
        """Return a posting. Raises UnknownPosting."""
        if not is_id(posting):
            raise UnknownPosting
        rows = await self._reader.fetch(_READ, (posting,))
        if not rows:
            raise UnknownPosting
        return POSTINGS.record_of(rows[0])

    async def chosen(self, posting: int, person: Person) -> tuple[str, ...] | None:
        """Return the options that a person chose, none where that was erased; None without an answer to the posting."""
        if not is_id(posting):
            return None
        rows = await self._reader.fetch(_CHOSEN, (posting, person.platform, person.user_id))
        return ids_of(rows[0][0]) if rows else None

    async def latest_asked(self, person: Person, space: str) -> int | None:
        """Return the practice posting that a person was asked last in a space, or None."""
        rows = await self._reader.fetch(_LATEST, (person.platform, person.user_id, space))
        return int(rows[0][0]) if rows else None

    async def missed(self, person: Person) -> AbstractSet[str]:
        """Return the questions whose last answer by a person was wrong, by id."""
        return {question for (question,) in await self._reader.fetch(_MISSED, (person.platform, person.user_id))}

    async def sightings(self, person: Person) -> Mapping[str, Seen]:
        """Return how often and when last each question was shown to a person, by question id.

        A practice question counts when it is posted; a daily question, shown to a whole channel, when the person
        answers it.
        """
        numbers = await self._reader.fetch(_NUMBERS, (person.platform, person.user_id))
        if not numbers:
            return {}
        (learner, own, shared) = numbers[0]
        if (known := self._sightings.of(learner, own, shared)) is not None:
            return known
        rows = await self._reader.fetch(_SIGHTINGS, (learner, learner))
        seen = {question: Seen(times, instant(at)) for question, times, at, _ in rows}
        own = sum(mine for *_, mine in rows)
        self._sightings.keep(learner, own, sum(times for _, times, *_ in rows) - own, seen)
        return seen
