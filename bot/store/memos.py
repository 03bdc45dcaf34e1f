"""The bot's own notes, by name."""

from __future__ import annotations

from collections.abc import Mapping

from bot.store.base import SqlBase
from bot.store.seal import Seal
from bot.store.tables import MEMO

_SAVE = f"{MEMO.insert} ON CONFLICT (name) DO UPDATE SET value = excluded.value"


class SqlMemos(SqlBase):
    """Memos: named values, those that are secret sealed."""

    seal = Seal(())
    """The seal of the secrets; one without keys leaves them as they are."""

    async def remember(self, name: str, value: str, *, secret: bool = False) -> None:
        """Write *value* under *name*, over the former one; a secret is sealed if there is a key."""
        kept = self.seal.sealed(value) if secret else value
        async with self._writer.transaction():
            await self._writer.fetch(_SAVE, (name, kept))

    async def remembered(self, name: str) -> str | None:
        """Return the value under *name*, or None. Raises SecretUnreadable."""
        rows = await self._reader.fetch("SELECT value FROM memo WHERE name = ?", (name,))
        return self.seal.opened(str(rows[0][0])) if rows else None

    async def memos(self, beginning: str) -> Mapping[str, str]:
        """Return the values under the names that begin so, by name; secrets stay sealed."""
        rows = await self._reader.fetch(
            "SELECT name, value FROM memo WHERE substr(name, 1, length(?)) = ?", (beginning, beginning)
        )
        return {str(name): str(value) for name, value in rows}

    async def drop(self, name: str) -> bool:
        """Delete the value under *name*, and return whether there was one."""
        async with self._writer.transaction():
            return bool(await self._writer.fetch("DELETE FROM memo WHERE name = ? RETURNING name", (name,)))
