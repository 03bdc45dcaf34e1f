"""Postings: questions as they were shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.errors import UnknownPosting
from bot.domain.kinds import RULES
from bot.domain.records import Learner, Person, Posting, Seen
from bot.store.base import SAVE_AND_READ_LEARNER, SqlBase
from bot.store.connection import Fetch, Steps
from bot.store.mapping import Insert
from bot.store.tables import LEARNERS, POSTINGS
from bot.store.values import instant, is_id

_NEW = Insert(POSTINGS, "sent_at")
_READ = f"SELECT {POSTINGS.select_list()} FROM posting WHERE id = ?"
_SHARED = ", ".join(f"'{kind}'" for kind, rules in RULES.items() if not rules.personal)
_LATEST = """
SELECT p.id FROM posting p JOIN learner l ON l.id = p.learner_id
WHERE l.platform = ? AND l.user_id = ? AND p.space = ? ORDER BY p.created_at DESC, p.id LIMIT 1
"""
_SIGHTINGS = f"""
WITH me (id) AS (SELECT id FROM learner WHERE platform = ? AND user_id = ?),
shown (question, at) AS (
    SELECT question, created_at FROM posting WHERE learner_id = (SELECT id FROM me)
    UNION ALL
    SELECT question, answered_at FROM answer WHERE learner_id = (SELECT id FROM me) AND kind IN ({_SHARED})
)
SELECT question, COUNT(*), MAX(at) FROM shown GROUP BY question
"""


class SqlPostings(SqlBase):
    """Practice postings, and sightings of questions."""

    async def add_posting(self, posting: Posting, person: Person) -> Learner:
        """Write a practice posting for a person, known or new, and return the learner; `posting.learner` is ignored."""
        return await self._writer.run(self._ask(posting, person))

    def _ask(self, posting: Posting, person: Person) -> Steps[Learner]:
        """Write the person, then the posting."""
        (saved,) = yield Fetch(SAVE_AND_READ_LEARNER, self._learner_row(person, posting.created_at))
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

    async def latest_asked(self, person: Person, space: str) -> int | None:
        """Return the practice posting that a person was asked last in a space, or None."""
        rows = await self._reader.fetch(_LATEST, (person.platform, person.user_id, space))
        return int(rows[0][0]) if rows else None

    async def sightings(self, person: Person) -> Mapping[str, Seen]:
        """Return how often and when last each question was shown to a person, by question id.

        A practice question counts when it is posted; a daily question, shown to a whole channel, when the person
        answers it.
        """
        rows = await self._reader.fetch(_SIGHTINGS, (person.platform, person.user_id))
        return {question: Seen(times, instant(at)) for question, times, at in rows}
