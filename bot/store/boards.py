"""Boards and people's own pages, at a cost that doesn't grow with members."""

from __future__ import annotations

from collections import Counter
from datetime import date

from bot.domain.calendar import ALL_TIME
from bot.domain.following import StudyHistory
from bot.domain.records import Board, Person, Progress, Standing, Tally
from bot.store.base import SqlBase
from bot.store.connection import Row
from bot.store.histories import BY_PERSON, UPGRADED_AT, read_history, read_study
from bot.store.standings import BUCKET

_OWN = f"""
SELECT s.learner_id, m.name, s.points, s.answers, s.correct,
    1 + (SELECT COALESCE(SUM(t.learners), 0) FROM tally t
        WHERE t.space = s.space AND t.period = s.period AND t.width = {BUCKET} AND t.slot > s.points / {BUCKET})
    + (SELECT COALESCE(SUM(t.learners), 0) FROM tally t
        WHERE t.space = s.space AND t.period = s.period AND t.width = 1
        AND t.slot > s.points AND t.slot < (s.points / {BUCKET} + 1) * {BUCKET}),
    (SELECT MIN(t.slot) FROM tally t
        WHERE t.space = s.space AND t.period = s.period AND t.width = 1
        AND t.slot > s.points AND t.learners > 0) - s.points
FROM learner l JOIN standing s ON s.learner_id = l.id
LEFT JOIN member m ON m.space = s.space AND m.learner_id = s.learner_id
WHERE l.platform = ? AND l.user_id = ? AND s.space = ? AND s.period = ?
"""
_TOP = """
SELECT s.learner_id, m.name, s.points, s.answers, s.correct FROM (
    SELECT space, learner_id, points, answers, correct FROM standing
    WHERE space = ? AND period = ? AND listed = 1{among} ORDER BY points DESC, learner_id LIMIT ?
) AS s LEFT JOIN member m ON m.space = s.space AND m.learner_id = s.learner_id
"""
_TOP_OF_LEADERS = _TOP.format(among=" AND leads = 1")
_TOP_OF_ALL = _TOP.format(among="")
_BOARD = f"""
SELECT 'own', own.* FROM ({_OWN}) AS own
UNION ALL
SELECT 'top', top.*, 0, 0 FROM ({_TOP_OF_LEADERS}) AS top
UNION ALL
SELECT 'members', 0, '', COALESCE(SUM(learners), 0), 0, 0, 0, 0 FROM tally
WHERE space = ? AND period = ? AND width = {BUCKET}
"""
_DAYS = f"""
SELECT a.question, a.local_date, COUNT(*), SUM(a.correct), {UPGRADED_AT}
FROM answer a JOIN learner l ON l.id = a.learner_id
WHERE l.platform = ? AND l.user_id = ?
GROUP BY a.question, a.local_date
"""


class SqlBoards(SqlBase):
    """Boards and a person's own page."""

    async def board(self, space: str, period: str, person: Person, top: int) -> Board:
        """Return the first *top* rows of a board and the person's own row, at a cost that does not grow with members.

        A learner who is not listed has an own row nevertheless, with the rank that it would have.
        """
        here = (space, period)
        # One statement, so that the rows fit together.
        rows = await self._reader.fetch(_BOARD, (person.platform, person.user_id, *here, *here, top, *here))
        own = next((row[1:] for row in rows if row[0] == "own"), None)
        members = next(row[3] for row in rows if row[0] == "members")
        head = [row[1:] for row in rows if row[0] == "top"]
        if len(head) < min(top, members):  # a longer top than those who lead
            head = await self._reader.fetch(_TOP_OF_ALL, (*here, top))
        return Board(
            top=_ranked(sorted(head, key=lambda row: (-row[2], row[0]))),
            members=members,
            own=None if own is None else _standing(own, own[5]),
            to_next=None if own is None else own[6],
        )

    async def progress(self, space: str, person: Person) -> Progress:
        """Return the figures of a person's own page; empty for a stranger.

        StudyHistory and tallies are from everywhere the person answers, the standing from *space*.
        """
        who = (person.platform, person.user_id)
        rows = await self._reader.fetch(_DAYS, who)
        days = _days(rows)
        history = await read_history(self._reader, days, rows[0][4], BY_PERSON, who) if rows else StudyHistory(days)
        own = await self._reader.fetch(_OWN, (*who, space, ALL_TIME))
        return Progress(
            history=history,
            tallies=_tallies(rows),
            standing=_standing(own[0], own[0][5]) if own else None,
        )

    async def study(self, person: Person) -> StudyHistory:
        """Return the history behind a person's streak; empty for a stranger."""
        return await read_study(self._reader, person)


def _standing(row: Row, rank: int) -> Standing:
    """Return a row of a board."""
    learner, name, points, answers, correct = row[:5]
    return Standing(rank=rank, learner=learner, name=name or "", points=points, answers=answers, correct=correct)


def _ranked(rows: list[Row]) -> tuple[Standing, ...]:
    """Return the head of a board, best first: equal points share a rank, and the ranks after them are left out."""
    ranked: list[Standing] = []
    for number, row in enumerate(rows, start=1):
        tied = ranked and ranked[-1].points == row[2]
        ranked.append(_standing(row, ranked[-1].rank if tied else number))
    return tuple(ranked)


def _days(rows: list[Row]) -> dict[date, int]:
    """Return counts by day from counts by question and day."""
    days = Counter[date]()
    for _, day, answers, *_ in rows:
        days[date.fromisoformat(day)] += answers
    return dict(sorted(days.items()))


def _tallies(rows: list[Row]) -> tuple[Tally, ...]:
    """Return counts by question, in the order of their ids, from counts by question and day."""
    tallies: dict[str, Tally] = {}
    for question, _, answers, correct, _ in sorted(rows):
        before = tallies.get(question, Tally(question, 0, 0))
        tallies[question] = Tally(question, before.answers + answers, before.correct + correct)
    return tuple(tallies.values())
