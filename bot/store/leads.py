"""The learners who lead a board, among whom its top is picked: all listed ones, or those from its bar on.

An index in the order of points would change with every answer, and on PostgreSQL leave a dead row and a dead entry each
time. So only the mark of those who lead is indexed, which few answers change. A board with many of them gets a bar, the
points and the id of the last one; it goes up when many have passed it, and down when too few are left.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.store.connection import Connection, Fetch, Steps
from bot.store.tables import BAR

MANY = 1_024
"""The most who should lead a board."""
KEPT = 256
"""Those who lead a board whose bar was just set."""
FEW = 16
"""The fewest, of a board with a bar; no less than the rows of a top."""
LOOKS = 16
"""One in so many of the answers of those who lead looks whether they have become too many."""


def leading(learner: str, points: str) -> str:
    """Return the SQL for whether a listed learner leads a board, of a row of `standing` and these values."""
    return f"""standing.listed = 1 AND NOT EXISTS (
        SELECT 1 FROM bar b WHERE b.space = standing.space AND b.period = standing.period
        AND (b.points > {points} OR (b.points = {points} AND b.learner_id < {learner}))
    )"""


_COUNT = "SELECT COUNT(*) FROM standing WHERE space = ? AND period = ? AND leads = 1 AND listed = 1"
_LAST = """
SELECT points, learner_id FROM standing WHERE space = ? AND period = ? AND listed = 1{among}
ORDER BY points DESC, learner_id LIMIT 1 OFFSET ?
"""
_LAST_OF_LEADERS = _LAST.format(among=" AND leads = 1")
_LAST_OF_ALL = _LAST.format(among="")
_SET_BAR = f"""
{BAR.insert} ON CONFLICT (space, period) DO UPDATE SET points = excluded.points, learner_id = excluded.learner_id
"""
_NO_BAR = "DELETE FROM bar WHERE space = ? AND period = ?"
_MARK = f"""
UPDATE standing SET leads = 1 - leads WHERE {{among}}
AND leads <> CASE WHEN {leading("standing.learner_id", "standing.points")} THEN 1 ELSE 0 END
"""
_MARK_LEADERS = _MARK.format(among="space = ? AND period = ? AND leads = 1")
_MARK_BOARD = _MARK.format(among="space = ? AND period = ?")
_MARK_LEARNER = _MARK.format(among="learner_id = ?")
_SHORT = """
SELECT b.space, b.period FROM bar b
JOIN standing own ON own.space = b.space AND own.period = b.period AND own.learner_id = ? AND own.leads = 1
WHERE (SELECT COUNT(*) FROM standing s WHERE s.space = b.space AND s.period = b.period AND s.leads = 1) <= ?
"""
_ALL_SHORT = """
SELECT b.space, b.period FROM bar b
WHERE (SELECT COUNT(*) FROM standing s WHERE s.space = b.space AND s.period = b.period AND s.leads = 1) < ?
"""
_FORGET = "UPDATE bar SET learner_id = learner_id - 1 WHERE learner_id = ?"


def raise_bars(boards: Iterable[tuple[str, str]]) -> Steps[None]:
    """Let fewer lead those of *boards* that many lead."""
    for board in boards:
        ((leaders,),) = yield Fetch(_COUNT, board)
        if leaders > MANY:
            (last,) = yield Fetch(_LAST_OF_LEADERS, (*board, KEPT - 1))
            yield Fetch(_SET_BAR, (*board, *last))
            yield Fetch(_MARK_LEADERS, board)


async def short_without(db: Connection, learner: int) -> list[tuple[str, str]]:
    """Return the boards that too few would lead without a learner."""
    return [(space, period) for space, period in await db.fetch(_SHORT, (learner, FEW))]


async def lower_bars(db: Connection, boards: Iterable[tuple[str, str]]) -> None:
    """Let more lead each of *boards*, inside a transaction; it reads the whole board."""
    for board in boards:
        last = await db.fetch(_LAST_OF_ALL, (*board, KEPT - 1))
        if last:
            await db.fetch(_SET_BAR, (*board, *last[0]))
        else:
            await db.fetch(_NO_BAR, board)
        await db.fetch(_MARK_BOARD, board)


async def mend_bars(db: Connection) -> None:
    """Lower the bars of all boards that too few lead, inside a transaction that has made the boards anew."""
    await lower_bars(db, [(space, period) for space, period in await db.fetch(_ALL_SHORT, (FEW,))])


async def mark(db: Connection, learner: int) -> None:
    """Mark anew which boards a learner leads, inside a transaction that has changed whether they are listed."""
    await db.fetch(_MARK_LEARNER, (learner,))


async def forget(db: Connection, learner: int) -> None:
    """Take the id of a person who is gone out of the bars, which stay where they are."""
    await db.fetch(_FORGET, (learner,))
