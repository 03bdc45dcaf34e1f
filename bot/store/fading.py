"""The erasure of the choices and hours of old answers, in steps along the answers, each a transaction of its own.

A step is looked at before its transaction, so that nobody waits for one that has nothing to fade.
"""

from __future__ import annotations

from bot.store.connection import Connection, Row
from bot.store.mapping import Table
from bot.store.tables import ANSWER, POSTING

_FADED = "answered_at < ? AND chosen <> ''"
_FADE_ANSWERS = "UPDATE answer SET chosen = '', answered_at = answered_at - answered_at % 86400000000"
_SHOWN = "learner_id IS NOT NULL AND created_at < ? AND created_at % 86400000000 <> 0"
_FADE_POSTINGS = "UPDATE posting SET created_at = created_at - created_at % 86400000000, sent_at = NULL"
_LAST = 1 << 63


async def fade(writer: Connection, reader: Connection, before: int, at_once: int) -> int:
    """Erase the choices and hours of answers given before then, and the hours of practice questions; count answers."""
    await _walk(writer, reader, POSTING, _FADE_POSTINGS, _SHOWN, before, at_once)
    return await _walk(writer, reader, ANSWER, _FADE_ANSWERS, _FADED, before, at_once)


async def _walk(
    writer: Connection, reader: Connection, table: Table, update: str, old: str, before: int, at_once: int
) -> int:
    """Update the old rows of a table, so many at once in the order of its key, and return their number."""
    key, marks = ", ".join(table.key), ", ".join("?" * len(table.key))
    step = f"SELECT {key} FROM {table.name} WHERE ({key}) > ({marks}) ORDER BY {key} LIMIT 1 OFFSET ?"
    within = f"({key}) > ({marks}) AND ({key}) <= ({marks}) AND {old}"
    faded, after = 0, (-1,) * len(table.key)
    while True:
        found: list[Row] = await reader.fetch(step, (*after, at_once - 1))
        upto = found[0] if found else (_LAST - 1,) * len(table.key)
        values = (*after, *upto, before)
        if await reader.fetch(f"SELECT 1 FROM {table.name} WHERE {within} LIMIT 1", values):
            async with writer.transaction():
                faded += len(await writer.fetch(f"{update} WHERE {within} RETURNING {key}", values))
        if not found:
            return faded
        after = upto
