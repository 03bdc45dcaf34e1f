"""The boards' sums and the histogram behind their ranks: adding answers, taking learners off, rebuilding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.calendar import periods_of
from bot.domain.records import Answer, Learner
from bot.store.connection import Bulk, Connection, Many, Row, Steps, Together
from bot.store.tables import STANDING, TALLY

BUCKET = 256
"""The points that one wide slot of the histogram spans."""

_ADD = f"""
{STANDING.into(STANDING.names)} {{rows}}
ON CONFLICT (space, period, learner_id) DO UPDATE SET
    points = standing.points + excluded.points,
    answers = standing.answers + excluded.answers,
    correct = standing.correct + excluded.correct
RETURNING space, period, learner_id, points, answers, listed
"""
_TALLY = f"""
{TALLY.insert}
ON CONFLICT (space, period, width, slot) DO UPDATE SET learners = tally.learners + excluded.learners
"""
_CHUNK = 10_000
"""Pairs in one statement: a statement takes 32,766 values at most."""


@dataclass(slots=True)
class Sum:
    """A learner's additions to one board."""

    points: int
    answers: int
    correct: int


def add(answers: Iterable[Answer], learners: Mapping[int, Learner], beside: Sequence[Many]) -> Steps[None]:
    """Add new *answers* to the standings, and move their learners in the histogram; write *beside* in the same trip.

    All go into one statement of 21 values an answer, which has room for 1,500 answers.
    """
    sums = _sums(answers)
    rows = [
        (*key, added.points, added.answers, added.correct, int(learners[key[2]].listed)) for key, added in sums.items()
    ]
    moves: Counter[tuple[str, str, int]] = Counter()
    sums_after = yield Together([*beside, Bulk(_ADD, rows)])
    for space, period, learner, points, answered, listed in sums_after:
        if listed:
            added = sums[space, period, learner]
            moves[space, period, points] += 1
            if answered != added.answers:
                moves[space, period, points - added.points] -= 1
    yield Many(_TALLY, _slots(moves))


def _sums(answers: Iterable[Answer]) -> dict[tuple[str, str, int], Sum]:
    """Return the sums of answers by space, period and learner."""
    sums: dict[tuple[str, str, int], Sum] = {}
    for answer in answers:
        for period in periods_of(answer.board_date):
            key = (answer.space, period, answer.learner)
            added = sums.get(key)
            if added is None:
                sums[key] = Sum(answer.points, 1, int(answer.correct))
            else:
                added.points += answer.points
                added.answers += 1
                added.correct += answer.correct
    return sums


async def relist(db: Connection, learner: int, *, listed: bool) -> None:
    """Take a learner off every board or put them back; the caller has checked that it was the other way before."""
    await _shift(db, learner, 1 if listed else -1)
    await db.fetch("UPDATE standing SET listed = ? WHERE learner_id = ?", (int(listed), learner))


async def drop(db: Connection, learner: Learner) -> None:
    """Erase the standings of a learner, who leaves the histogram."""
    if learner.listed:
        await _shift(db, learner.id, -1)
    await db.fetch("DELETE FROM standing WHERE learner_id = ?", (learner.id,))


async def _shift(db: Connection, learner: int, step: int) -> None:
    """Add *step* to the slots of all of a learner's standings."""
    rows = await db.fetch("SELECT space, period, points FROM standing WHERE learner_id = ?", (learner,))
    await db.many(_TALLY, _slots(dict.fromkeys(rows, step)))


def _slots(moves: Mapping[tuple[str, str, int], int]) -> list[Row]:
    """Return the rows that add numbers of learners to the histogram, by space, period and points."""
    wide: Counter[tuple[str, str, int]] = Counter()
    for (space, period, points), learners in moves.items():
        wide[space, period, points // BUCKET] += learners
    slots: list[Row] = [
        (space, period, 1, slot, learners) for (space, period, slot), learners in moves.items() if learners
    ]
    slots += [(space, period, BUCKET, slot, learners) for (space, period, slot), learners in wide.items() if learners]
    return slots


_REBUILD = f"""
{STANDING.into(STANDING.names)}
WITH day (board_date, period) AS (VALUES {{days}})
SELECT a.space, d.period, a.learner_id, SUM(a.points), COUNT(*), SUM(a.correct), l.listed
FROM answer a JOIN day d ON d.board_date = a.board_date JOIN learner l ON l.id = a.learner_id
GROUP BY a.space, d.period, a.learner_id, l.listed
ON CONFLICT (space, period, learner_id) DO UPDATE SET
    points = standing.points + excluded.points,
    answers = standing.answers + excluded.answers,
    correct = standing.correct + excluded.correct
"""
_RETALLY = f"""
{TALLY.into(TALLY.names)}
SELECT space, period, 1, points, COUNT(*) FROM standing WHERE listed = 1 GROUP BY space, period, points
UNION ALL
SELECT space, period, {BUCKET}, points / {BUCKET}, COUNT(*) FROM standing WHERE listed = 1
GROUP BY space, period, points / {BUCKET}
"""


async def rebuild(db: Connection) -> None:
    """Make the standings and the histogram anew from the answers, inside a transaction."""
    await db.fetch("DELETE FROM standing")
    await db.fetch("DELETE FROM tally")
    days = [day for (day,) in await db.fetch("SELECT DISTINCT board_date FROM answer ORDER BY board_date")]
    pairs = [(day, period) for day in days for period in periods_of(date.fromisoformat(day))]
    for start in range(0, len(pairs), _CHUNK):
        chunk = pairs[start : start + _CHUNK]
        sql = _REBUILD.format(days=", ".join(["(?, ?)"] * len(chunk)))
        await db.fetch(sql, [value for pair in chunk for value in pair])
    await db.fetch(_RETALLY)
