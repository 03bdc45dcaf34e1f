"""Questions as shown."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.errors import UnknownPosting
from bot.domain.records import Learner, Person, Posting, Seen
from bot.store.base import SqlBase
from bot.store.rows import POSTING, instant, is_id, joined, micros, posting_of

_POST = (
    "INSERT INTO posting (id, kind, space, place_id, learner_id, question, revision, shown, state, created_at, "
    "sent_at, closes_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SEEN = """
WITH me (id) AS (SELECT id FROM learner WHERE platform = ? AND user_id = ?),
shown (question, at) AS (
    SELECT question, created_at FROM posting WHERE learner_id = (SELECT id FROM me)
    UNION ALL
    SELECT question, answered_at FROM answer WHERE learner_id = (SELECT id FROM me) AND kind = 'daily'
)
SELECT question, COUNT(*), MAX(at) FROM shown GROUP BY question
"""


class SqlPostings(SqlBase):
    """What was asked, and to whom."""

    async def add_posting(self, posting: Posting, person: Person, name: str) -> Learner:
        """Write a practice posting for a person, known or new, and return the learner; `posting.learner` is ignored."""
        created = micros(posting.created_at)
        async with self._writer.transaction():
            learner = await self._met(person, name, posting.created_at)
            await self._writer.fetch(
                _POST,
                (
                    posting.id,
                    posting.kind.value,
                    posting.space,
                    posting.schedule,
                    learner.id,
                    posting.question,
                    posting.revision,
                    joined(posting.order),
                    posting.state.value,
                    created,
                    created,
                    None if posting.closes_at is None else micros(posting.closes_at),
                ),
            )
        return learner

    async def posting(self, posting: int) -> Posting:
        """Return a posting. Raises UnknownPosting."""
        if not is_id(posting):
            raise UnknownPosting
        rows = await self._reader.fetch(f"SELECT {POSTING} FROM posting p WHERE p.id = ?", (posting,))
        if not rows:
            raise UnknownPosting
        return posting_of(rows[0])

    async def sightings(self, person: Person) -> Mapping[str, Seen]:
        """Return how often and when last each question was shown to a person, by question id.

        A practice question counts when it is posted; a daily question, shown to everybody in a place, when the person
        answers it.
        """
        rows = await self._reader.fetch(_SEEN, (person.platform, person.user_id))
        return {question: Seen(times, instant(at)) for question, times, at in rows}
