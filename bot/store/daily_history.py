"""The daily questions until now, and their answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.domain.records import Answered, DailyPosting, OpenDaily, Person, Result, Seen
from bot.store.base import SqlBase
from bot.store.connection import Row
from bot.store.dailies import READ, daily_of
from bot.store.histories import BY_ID, UPGRADED_AT, read_history
from bot.store.values import ids_of, instant, micros

_WAITING = """
SELECT p.id, c.channel, EXISTS (
    SELECT 1 FROM posting o JOIN answer e ON e.posting_id = o.id JOIN learner l ON l.id = e.learner_id
    WHERE o.place_id = p.place_id AND l.platform = ? AND l.user_id = ?
)
FROM posting p JOIN place c ON c.id = p.place_id
WHERE p.space = ? AND p.kind = 'daily' AND p.state = 'sent' AND p.closes_at > ? AND NOT EXISTS (
    SELECT 1 FROM answer a JOIN learner l ON l.id = a.learner_id
    WHERE a.posting_id = p.id AND l.platform = ? AND l.user_id = ?
)
ORDER BY p.created_at DESC LIMIT 3
"""
RECENT = 100
"""The most people whose days go into a question's result, the first who answered."""
_DAYS = f"""
WITH people (space, learner_id, answered_at) AS (
    SELECT a.space, a.learner_id, a.answered_at FROM answer a JOIN learner l ON l.id = a.learner_id
    WHERE a.posting_id = ? AND l.listed = 1 ORDER BY a.answered_at LIMIT ?
)
SELECT l.id, COALESCE(m.name, ''), EXISTS (
    SELECT 1 FROM answer e WHERE e.learner_id = l.id AND e.answered_at < p.answered_at
), COALESCE(l.zone, l.client_zone), a.local_date, COUNT(*), {UPGRADED_AT}
FROM people p JOIN learner l ON l.id = p.learner_id JOIN answer a ON a.learner_id = l.id
LEFT JOIN member m ON m.space = p.space AND m.learner_id = p.learner_id
GROUP BY l.id, m.name, p.answered_at, a.local_date ORDER BY p.answered_at, l.id
"""


class SqlDailyHistory(SqlBase):
    """Reads of daily questions and their answers."""

    async def unanswered(self, space: str, person: Person, now: datetime) -> Sequence[OpenDaily]:
        """Return the open daily questions of a space that a person has not answered, at most three, newest first."""
        who = (person.platform, person.user_id)
        rows = await self._reader.fetch(_WAITING, (*who, space, micros(now), *who))
        return [OpenDaily(posting, channel, bool(known)) for posting, channel, known in rows]

    async def result(self, posting: int) -> Result:
        """Return the answers to a question, counted."""
        rows = await self._reader.fetch("SELECT chosen, correct FROM answer WHERE posting_id = ?", (posting,))
        days = await self._reader.fetch(_DAYS, (posting, RECENT))
        people: dict[int, list[Row]] = {}
        for row in days:
            people.setdefault(row[0], []).append(row)
        return Result(
            answers=len(rows),
            correct=sum(correct for _, correct in rows),
            chosen=Counter(option for chosen, _ in rows for option in ids_of(chosen)),
            people=tuple([await self._answered(learner, each) for learner, each in people.items()]),
        )

    async def _answered(self, learner: int, rows: Sequence[Row]) -> Answered:
        """Return a learner among those who answered, of whom *rows* hold the days."""
        _, name, known, zone, _, _, upgraded_at = rows[0]
        days = {date.fromisoformat(day): answers for _, _, _, _, day, answers, _ in rows}
        history = await read_history(self._reader, days, upgraded_at, BY_ID, (learner,))
        return Answered(name, not known, history, zone)

    async def asked(self, schedule: int) -> Mapping[str, Seen]:
        """Return how often and when last each question was posted by a schedule."""
        sql = """
        SELECT question, COUNT(*), MAX(created_at) FROM posting
        WHERE place_id = ? AND kind = 'daily' AND state <> 'skipped' GROUP BY question
        """
        rows = await self._reader.fetch(sql, (schedule,))
        return {question: Seen(times, instant(at)) for question, times, at in rows}

    async def over(self, schedule: int, day: date, by: datetime) -> DailyPosting | None:
        """Return the last question of a schedule before *day* that takes no more answers by then, or None."""
        rows = await self._reader.fetch(
            f"{READ} WHERE p.place_id = ? AND p.local_date < ? AND p.state IN ('sent', 'closed') "
            "AND p.closes_at <= ? ORDER BY p.local_date DESC LIMIT 1",
            (schedule, day.isoformat(), micros(by)),
        )
        return daily_of(rows[0]) if rows else None
