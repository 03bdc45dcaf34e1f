"""Misses: phrases that `/which` did not understand, counted, for authors to learn from."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.records import Miss
from bot.store.base import SqlBase
from bot.store.tables import MISSES
from bot.store.values import micros

MOST = 20_000
"""The most phrases that are kept; the rarest and oldest make room."""

_COUNT = """
INSERT INTO miss (phrase, chosen, times, last_at) VALUES (?, ?, 1, ?)
ON CONFLICT (phrase, chosen) DO UPDATE SET times = miss.times + 1, last_at = excluded.last_at
"""
_TRIM = """
DELETE FROM miss WHERE (phrase, chosen) NOT IN (
    SELECT phrase, chosen FROM miss ORDER BY times DESC, last_at DESC, phrase, chosen LIMIT ?
)
"""
_COMMONEST = f"SELECT {MISSES.select_list()} FROM miss ORDER BY times DESC, last_at DESC, phrase LIMIT ?"


class SqlMisses(SqlBase):
    """Misses, by phrase and chosen service."""

    async def count_miss(self, phrase: str, chosen: str) -> None:
        """Count a phrase without an answer; *chosen* is the service that was picked then, or empty."""
        async with self._writer.transaction():
            await self._writer.fetch(_COUNT, (phrase, chosen, micros(self._clock())))
            ((number,),) = await self._writer.fetch("SELECT COUNT(*) FROM miss")
            if number > MOST:
                await self._writer.fetch(_TRIM, (MOST,))

    async def misses(self, limit: int) -> Sequence[Miss]:
        """Return the phrases that were missed most often, those first."""
        rows = await self._reader.fetch(_COMMONEST, (limit,))
        return [MISSES.record_of(row) for row in rows]
