"""What the bot remembers about itself, by name."""

from __future__ import annotations

from bot.store.part import Part

_REMEMBER = "INSERT INTO memo (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


class SqlMemos(Part):
    """Named values."""

    async def remember(self, name: str, value: str) -> None:
        """Keep *value* under *name*, in the place of what was there."""
        async with self._writer.transaction():
            await self._writer.fetch(_REMEMBER, (name, value))

    async def remembered(self, name: str) -> str | None:
        """Return what is kept under *name*, or None."""
        rows = await self._reader.fetch("SELECT value FROM memo WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None
