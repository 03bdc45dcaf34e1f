"""What the rest of the store sees of a database: the Connection behind a URL, whichever engine it names.

The SQL is what SQLite and PostgreSQL share, with `?` as the placeholder.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal, Protocol, TypeAlias

from bot.domain.errors import DatabaseUnusable

Row: TypeAlias = tuple[Any, ...]
Engine: TypeAlias = Literal["sqlite", "postgresql"]


class Connection(Protocol):
    """A way to the database. A driver's error leaves as StoreBusy, StoreFull or StoreUnavailable."""

    engine: Engine

    async def fetch(self, sql: str, values: Iterable[Any] = ()) -> list[Row]:
        """Run one statement and return all its rows."""

    async def many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run one statement for each of *rows*; none at all costs nothing."""

    def transaction(self) -> AbstractAsyncContextManager[None]:
        """Be the only one who writes, in all processes: commit at the end, or roll back whatever went wrong."""

    async def scrub(self) -> bool:
        """See to it that erased rows are nowhere on the disk, as far as the engine lets us."""

    async def hurry(self) -> None:
        """Let the statements from now on wait only briefly for another process."""

    async def close(self) -> None:
        """Wait for the transaction under way, then close; closing twice is fine."""


async def connect(url: str) -> tuple[Connection, Connection]:
    """Open the database behind a URL and return a writer and a reader.

    Raises DatabaseUnusable with one sentence for the operator, which never holds a password.
    """
    scheme = url.partition(":")[0] if ":" in url else "none"
    if url.startswith("sqlite:///"):
        from bot.store import sqlite

        return await sqlite.connect(url)
    if scheme in ("postgresql", "postgres"):
        from bot.store import postgres

        return await postgres.connect(url)
    raise DatabaseUnusable(
        f"The database URL has the unsupported scheme {scheme!r}: write sqlite:///path/to/file.db, "
        "sqlite:////path/to/file.db for an absolute path, or postgresql://user:password@host/database."
    )
