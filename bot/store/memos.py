"""What the bot remembers about itself, by name."""

from __future__ import annotations

from collections.abc import Mapping

from bot.store.base import SqlBase
from bot.store.seal import Seal

_REMEMBER = "INSERT INTO memo (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


class SqlMemos(SqlBase):
    """Named values."""

    seal = Seal(())
    """What seals the secrets; one without keys leaves them as they are."""

    async def remember(self, name: str, value: str, *, secret: bool = False) -> None:
        """Keep *value* under *name*, in the place of what was there; a secret is sealed where there is a key."""
        kept = self.seal.sealed(value) if secret else value
        async with self._writer.transaction():
            await self._writer.fetch(_REMEMBER, (name, kept))

    async def remembered(self, name: str) -> str | None:
        """Return what is kept under *name*, or None. Raises SecretUnreadable."""
        rows = await self._reader.fetch("SELECT value FROM memo WHERE name = ?", (name,))
        return self.seal.opened(str(rows[0][0])) if rows else None

    async def memos(self, beginning: str) -> Mapping[str, str]:
        """Return what is kept under the names that begin so, by name; secrets stay sealed."""
        rows = await self._reader.fetch(
            "SELECT name, value FROM memo WHERE substr(name, 1, length(?)) = ?", (beginning, beginning)
        )
        return {str(name): str(value) for name, value in rows}

    async def drop(self, name: str) -> bool:
        """Forget what is kept under *name*, and tell whether there was anything."""
        async with self._writer.transaction():
            return bool(await self._writer.fetch("DELETE FROM memo WHERE name = ? RETURNING name", (name,)))
