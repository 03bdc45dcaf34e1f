"""The copy of all rows into another database, and the check of a database's sums against its answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from bot.domain.calendar import ALL_TIME
from bot.domain.errors import DatabaseUnusable
from bot.ports.progress import Tell, unheard
from bot.store.connection import Connection, Row
from bot.store.mapping import Table, marks
from bot.store.tables import TABLES

AT_ONCE = 10_000
"""Rows that are read and written together."""

_SUMS = f"""
SELECT COUNT(*) FROM (
    SELECT s.space, s.learner_id, s.points, s.answers, s.correct FROM standing s WHERE s.period = '{ALL_TIME}'
    EXCEPT
    SELECT a.space, a.learner_id, SUM(a.points), COUNT(*), SUM(a.correct) FROM answer a GROUP BY a.space, a.learner_id
) AS wrong
"""
_MISSING = f"""
SELECT COUNT(*) FROM (
    SELECT a.space, a.learner_id FROM answer a
    EXCEPT
    SELECT s.space, s.learner_id FROM standing s WHERE s.period = '{ALL_TIME}'
) AS missing
"""


async def wrong_sums(db: Connection) -> int:
    """Return the number of learners on a board of all time whose sums are not those of their answers."""
    ((wrong,),), ((missing,),) = await db.fetch(_SUMS), await db.fetch(_MISSING)
    return int(wrong) + int(missing)


async def copy_rows(source: Connection, target: Connection, tell: Tell = unheard) -> dict[str, int]:
    """Copy every row into a database that has the same tables and no rows; return their numbers, by table.

    One transaction on each side: no process writes meanwhile, and the target has everything or nothing. Each row is
    read back and compared before that. Raises DatabaseUnusable when the target has rows, or keeps one otherwise than it
    was.
    """
    counts = {}
    async with source.transaction(), target.transaction():
        for table in TABLES:
            name = table.name
            if await target.fetch(f"SELECT 1 FROM {name} LIMIT 1"):
                raise DatabaseUnusable(f"The other database is not empty: it has rows in {name}. Name an empty one.")
        for table in TABLES:
            name = table.name
            counts[name] = copied = read = 0
            async for rows in _rows(source, table):
                await target.load(name, table.names, rows)
                counts[name] += len(rows)
                copied += _digest(rows)
                tell(f"Copied {name} ({counts[name]:,})")
            async for rows in _rows(target, table):
                read += _digest(rows)
            if copied != read:
                raise DatabaseUnusable(f"The other database keeps a row of {name} otherwise: nothing was copied.")
    return counts


async def _rows(db: Connection, table: Table) -> AsyncIterator[list[Row]]:
    """Yield a table's rows in the order of its key, some at a time."""
    read, order = f"SELECT {', '.join(table.names)} FROM {table.name}", ", ".join(table.key)
    rows = await db.fetch(f"{read} ORDER BY {order} LIMIT {AT_ONCE}")
    while rows:
        yield rows
        last = rows[-1][: len(table.key)]
        rows = await db.fetch(f"{read} WHERE ({order}) > ({marks(last)}) ORDER BY {order} LIMIT {AT_ONCE}", last)


def _digest(rows: Sequence[Row]) -> int:
    """Return a sum over rows that differs when any row does, independent of the engine's order of texts."""
    return sum(hash(repr(row)) for row in rows)
