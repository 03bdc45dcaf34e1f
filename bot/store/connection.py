"""What the rest of the store sees of a database, whichever engine it is.

The SQL is what SQLite and PostgreSQL share, with `?` as the placeholder.
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
