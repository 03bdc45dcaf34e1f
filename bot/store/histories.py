"""Learners' histories: the days on which they answered, and the daily questions of their channels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from bot.domain.following import ChannelDaily, StudyHistory
from bot.domain.records import Person
from bot.store.connection import Connection, Row
from bot.store.values import instant

FOLLOWED = "0008-spaces"
"""The migration from which on a posting is missed, and not a date."""
UPGRADED_AT = f"(SELECT applied_at FROM migration WHERE name = '{FOLLOWED}')"

BY_ID = "?"
BY_PERSON = "(SELECT id FROM learner WHERE platform = ? AND user_id = ?)"

_DAILIES = """
SELECT p.place_id, COALESCE(p.sent_at, p.created_at) AS opened_at, p.closes_at, a.local_date
FROM posting p LEFT JOIN answer a ON a.posting_id = p.id AND a.learner_id = {learner}
WHERE p.kind = 'daily' AND p.state IN ('sent', 'closed') AND p.closes_at IS NOT NULL AND p.place_id IN (
    SELECT o.place_id FROM answer e JOIN posting o ON o.id = e.posting_id
    WHERE e.learner_id = {learner} AND e.kind = 'daily'
)
"""
_STUDY = f"""
SELECT a.local_date, COUNT(*), {UPGRADED_AT}, NULL, NULL, NULL FROM answer a
WHERE a.learner_id = {{learner}} GROUP BY a.local_date
UNION ALL
SELECT d.local_date, 0, 0, d.place_id, d.opened_at, d.closes_at FROM ({_DAILIES}) AS d
"""
_FORMER_POSTS = """
SELECT DISTINCT p.local_date FROM posting p
WHERE p.kind = 'daily' AND p.state IN ('sent', 'closed') AND p.created_at < ? AND p.space IN (
    SELECT a.space FROM answer a WHERE a.learner_id = {learner}
)
"""


async def read_history(
    db: Connection, days: Mapping[date, int], upgraded_at: int, learner: str, values: tuple[object, ...]
) -> StudyHistory:
    """Return the history of a learner with answers on *days*.

    *learner* is the learner's id in SQL, BY_ID or BY_PERSON, with its *values*; *upgraded_at* is that of UPGRADED_AT.
    """
    rows = await db.fetch(_DAILIES.format(learner=learner), (*values, *values))
    return await _with_former(db, days, _dailies(rows), upgraded_at, learner, values)


async def read_study(db: Connection, person: Person) -> StudyHistory:
    """Return the history of a person, empty for a stranger, with one statement if they began after the upgrade."""
    who = (person.platform, person.user_id)
    rows = await db.fetch(_STUDY.format(learner=BY_PERSON), who * 3)
    days = dict(sorted((date.fromisoformat(day), answers) for day, answers, *_ in rows if answers))
    upgraded_at = max((upgraded for _, _, upgraded, *_ in rows), default=0)
    dailies = _dailies((*daily, day) for day, _, _, *daily in rows if daily[0] is not None)
    return await _with_former(db, days, dailies, upgraded_at, BY_PERSON, who)


def _dailies(rows: Iterable[Row]) -> tuple[ChannelDaily, ...]:
    """Return the daily questions of channels."""
    return tuple(
        ChannelDaily(channel, instant(opened), instant(closes), date.fromisoformat(day) if day else None)
        for channel, opened, closes, day in rows
    )


async def _with_former(
    db: Connection,
    days: Mapping[date, int],
    dailies: tuple[ChannelDaily, ...],
    upgraded_at: int,
    learner: str,
    values: tuple[object, ...],
) -> StudyHistory:
    """Return a history, with the dates of the former rule for a learner with answers from before the upgrade."""
    if min(days, default=date.max) >= instant(upgraded_at).date():
        return StudyHistory(days, dailies)
    former = await db.fetch(_FORMER_POSTS.format(learner=learner), (upgraded_at, *values))
    posts = frozenset(date.fromisoformat(day) for (day,) in former if day)
    return StudyHistory(days, dailies, posts, instant(upgraded_at))
