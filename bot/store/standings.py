"""The boards' sums and the histogram behind their ranks: adding answers, taking learners off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.calendar import periods_of
from bot.domain.records import Answer, Learner
from bot.store import leads
from bot.store.connection import Bulk, Connection, Many, Row, Steps, Together
from bot.store.leads import leading
from bot.store.tables import STANDING, TALLY

BUCKET = 256
"""The points that one wide slot of the histogram spans."""

_ADD = f"""
WITH added (space, period, learner_id, points, answers, correct, listed) AS ({{rows}})
{STANDING.into(STANDING.names)}
SELECT standing.*, CASE WHEN {leading("standing.learner_id", "standing.points")} THEN 1 ELSE 0 END
FROM added AS standing WHERE TRUE
ON CONFLICT (space, period, learner_id) DO UPDATE SET
    points = standing.points + excluded.points,
    answers = standing.answers + excluded.answers,
    correct = standing.correct + excluded.correct,
    leads = CASE WHEN {leading("standing.learner_id", "standing.points + excluded.points")} THEN 1 ELSE 0 END
RETURNING space, period, learner_id, points, answers, listed, leads
"""
_UPSERT = "ON CONFLICT (space, period, width, slot) DO UPDATE SET learners = tally.learners + excluded.learners"
_TALLY = f"{TALLY.insert} {_UPSERT}"
_TALLIES = f"{TALLY.into(TALLY.names)} {{rows}} {_UPSERT} RETURNING space, period, width, slot, learners"
_EMPTIED = "DELETE FROM tally WHERE space = ? AND period = ? AND width = ? AND slot = ? AND learners = 0"
_ALL_EMPTIED = "DELETE FROM tally WHERE (space, period, width, slot) IN ({rows})"
_SLOTS = 5_000
"""Slots in one statement, with five values each."""


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
    crowded: set[tuple[str, str]] = set()
    sums_after = yield Together([*beside, Bulk(_ADD, rows)])
    for space, period, learner, points, answered, listed, ahead in sums_after:
        if ahead and (learner + answered) % leads.LOOKS == 0:
            crowded.add((space, period))
        if listed:
            added = sums[space, period, learner]
            moves[space, period, points] += 1
            if answered != added.answers:
                moves[space, period, points - added.points] -= 1
    slots, emptied = _slots(moves), list[Row]()
    for start in range(0, len(slots), _SLOTS):
        moved = yield Bulk(_TALLIES, slots[start : start + _SLOTS])
        emptied += [tuple(slot) for *slot, learners in moved if not learners]
    if emptied:
        yield Bulk(_ALL_EMPTIED, emptied)
    yield from leads.raise_bars(sorted(crowded))


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
    short = [] if listed else await leads.short_without(db, learner)
    await db.fetch("UPDATE standing SET listed = ? WHERE learner_id = ?", (int(listed), learner))
    await leads.mark(db, learner)
    await leads.lower_bars(db, short)


async def drop(db: Connection, learner: Learner) -> None:
    """Erase the standings of a learner, who leaves the histogram."""
    if learner.listed:
        await _shift(db, learner.id, -1)
    short = await leads.short_without(db, learner.id)
    await db.fetch("DELETE FROM standing WHERE learner_id = ?", (learner.id,))
    await leads.lower_bars(db, short)
    await leads.forget(db, learner.id)


async def _shift(db: Connection, learner: int, step: int) -> None:
    """Add *step* to the slots of all of a learner's standings; slots that are empty then go."""
    rows = await db.fetch("SELECT space, period, points FROM standing WHERE learner_id = ?", (learner,))
    slots = _slots(dict.fromkeys(rows, step))
    await db.many(_TALLY, slots)
    await db.many(_EMPTIED, [slot[:-1] for slot in slots])


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
