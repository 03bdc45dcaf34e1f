"""The boards' sums made anew from the answers: set against those that are there, of which only the wrong are written.

So nobody's board is ever empty meanwhile, and a database that is right already stays as small as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain.calendar import periods_of
from bot.ports.progress import Tell, unheard
from bot.store import leads
from bot.store.connection import Connection
from bot.store.mapping import Table, overwrites
from bot.store.standings import BUCKET
from bot.store.tables import BAR, STANDING, TALLY

_DAY = "CREATE TEMP TABLE day (board_date TEXT, period TEXT, PRIMARY KEY (board_date, period))"
_SUMMED = """
CREATE TEMP TABLE summed AS
SELECT a.space, d.period, a.learner_id, SUM(a.points) AS points, COUNT(*) AS answers, SUM(a.correct) AS correct
FROM answer a JOIN day d ON d.board_date = a.board_date
GROUP BY a.space, d.period, a.learner_id
"""
_NEW_BARS = f"""
WITH big AS (
    SELECT s.space, s.period FROM summed s
    WHERE NOT EXISTS (SELECT 1 FROM bar b WHERE b.space = s.space AND b.period = s.period)
    GROUP BY s.space, s.period HAVING COUNT(*) > {2 * leads.MANY}
), slot AS (
    SELECT s.space, s.period, s.points, COUNT(*) AS learners FROM summed s
    JOIN big ON big.space = s.space AND big.period = s.period JOIN learner l ON l.id = s.learner_id
    WHERE l.listed = 1 GROUP BY s.space, s.period, s.points
), reached AS (
    SELECT slot.*, SUM(learners) OVER (PARTITION BY space, period ORDER BY points DESC) AS so_far FROM slot
), ranked AS (
    SELECT s.space, s.period, s.points, s.learner_id, r.so_far - r.learners
        + ROW_NUMBER() OVER (PARTITION BY s.space, s.period ORDER BY s.learner_id) AS place
    FROM reached r JOIN summed s ON s.space = r.space AND s.period = r.period AND s.points = r.points
    JOIN learner l ON l.id = s.learner_id
    WHERE l.listed = 1 AND r.so_far >= {leads.KEPT} AND r.so_far - r.learners < {leads.KEPT}
)
{BAR.into(BAR.names)} SELECT space, period, points, learner_id FROM ranked WHERE place = {leads.KEPT}
"""
"""The bars of large boards without one: a histogram says at which points it is, so that few learners are ordered."""
_STANDINGS = """
SELECT s.space, s.period, s.learner_id, s.points, s.answers, s.correct, l.listed,
    CASE WHEN l.listed = 1 AND (
        b.points IS NULL OR b.points < s.points OR (b.points = s.points AND b.learner_id >= s.learner_id)
    ) THEN 1 ELSE 0 END AS leads
FROM summed s JOIN learner l ON l.id = s.learner_id
LEFT JOIN bar b ON b.space = s.space AND b.period = s.period
"""
_SLOTS = f"""
SELECT space, period, 1 AS width, points AS slot, COUNT(*) AS learners FROM standing WHERE listed = 1
GROUP BY space, period, points
UNION ALL
SELECT space, period, {BUCKET}, points / {BUCKET}, COUNT(*) FROM standing WHERE listed = 1
GROUP BY space, period, points / {BUCKET}
"""


async def rebuild(db: Connection, tell: Tell = unheard) -> None:
    """Make the standings and the histogram anew from the answers, inside a transaction."""
    tell("Looking for the days of the answers")
    days = [date.fromisoformat(day) for (day,) in await db.fetch("SELECT DISTINCT board_date FROM answer")]
    await db.fetch(_DAY)
    await db.many(
        "INSERT INTO day (board_date, period) VALUES (?, ?)",
        [(day.isoformat(), period) for day in days for period in periods_of(day)],
    )
    tell("Adding up the answers")
    await db.fetch(_SUMMED)
    await db.fetch("DROP TABLE day")
    await db.fetch(_NEW_BARS)
    tell("Setting the sums against those on the boards")
    await _replace(db, STANDING, _STANDINGS)
    await db.fetch("DROP TABLE summed")
    await leads.mend_bars(db)
    tell("Counting the ranks")
    await _replace(db, TALLY, _SLOTS)


async def _replace(db: Connection, table: Table, query: str) -> None:
    """Give a table the rows of *query*, and leave those alone that it has already."""
    name, names = table.name, ", ".join(table.names)
    here = _each(table.key, f"{name}.{{0}} = made.{{0}}", " AND ")
    same = _each(table.names, f"{name}.{{0}} = made.{{0}}", " AND ")
    others = [column for column in table.names if column not in table.key]
    await db.fetch(f"CREATE TEMP TABLE made AS {query}")
    # Apart from the INSERT: a planner that takes the table for empty would look through its new rows for each of them.
    await db.fetch(
        f"CREATE TEMP TABLE wrong AS SELECT * FROM made WHERE NOT EXISTS (SELECT 1 FROM {name} WHERE {same})"
    )
    await db.fetch(
        f"{table.into(table.names)} SELECT {names} FROM wrong WHERE TRUE "
        f"ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {overwrites(others)}"
    )
    await db.fetch("DROP TABLE wrong")
    (((there,),), ((wanted,),)) = [await db.fetch(f"SELECT COUNT(*) FROM {each}") for each in (name, "made")]
    if there > wanted:
        await db.fetch(f"CREATE INDEX made_key ON made ({', '.join(table.key)})")
        await db.fetch(f"DELETE FROM {name} WHERE NOT EXISTS (SELECT 1 FROM made WHERE {here})")
    await db.fetch("DROP TABLE made")


def _each(columns: Sequence[str], text: str, between: str) -> str:
    """Return *text* for each of *columns*, one after the other."""
    return between.join(text.format(column) for column in columns)
