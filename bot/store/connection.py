"""The database as the rest of the store sees it, whichever engine it is.

The SQL is common to SQLite and PostgreSQL, with `?` as the placeholder.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal, Protocol, TypeAlias

Row: TypeAlias = tuple[Any, ...]
Engine: TypeAlias = Literal["sqlite", "postgresql"]


class Connection(Protocol):
    """A way to the database. A driver's error leaves as StoreBusy, StoreFull or StoreUnavailable."""

    engine: Engine
    notes: tuple[str, ...]
    """Sentences for the operator, on what stands between us and the database."""

    async def fetch(self, sql: str, values: Iterable[Any] = ()) -> list[Row]:
        """Run one statement and return all its rows."""

    async def many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run one statement for each of *rows*; none at all costs nothing."""

    def transaction(self) -> AbstractAsyncContextManager[None]:
        """Hold the right to write, alone among all processes: commit at the end, or roll back after any error."""

    async def scrub(self) -> bool:
        """Remove erased rows from the disk, as far as the engine lets us; return whether that is done."""

    async def hurry(self) -> None:
        """Let the statements from now on wait only briefly for another process."""

    async def close(self) -> None:
        """Wait for the transaction under way, then close; closing twice is fine."""
