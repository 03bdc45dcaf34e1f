"""Editions: questions as they were asked, by id and revision, as texts that the store does not read."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from bot.store.base import SqlBase
from bot.store.tables import EDITION

_IDS = "SELECT question, revision FROM edition"
_BODY = "SELECT body FROM edition WHERE question = ? AND revision = ?"
_INSERT = f"{EDITION.insert} ON CONFLICT DO NOTHING"


class SqlEditions(SqlBase):
    """Editions of questions: written once, never changed."""

    async def editions(self) -> AbstractSet[tuple[str, str]]:
        """Return the ids and revisions of all editions."""
        return {(question, revision) for question, revision in await self._reader.fetch(_IDS)}

    async def edition(self, question: str, revision: str) -> str | None:
        """Return the text of an edition, or None."""
        rows = await self._reader.fetch(_BODY, (question, revision))
        return str(rows[0][0]) if rows else None

    async def keep_editions(self, editions: Mapping[tuple[str, str], str]) -> None:
        """Write editions by id and revision; those that are there already stay as they are."""
        async with self._writer.transaction():
            await self._writer.many(_INSERT, [(*name, body) for name, body in editions.items()])
