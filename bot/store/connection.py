"""The database as the rest of the store sees it, whichever engine it is.

The SQL is common to SQLite and PostgreSQL, with `?` as the placeholder.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias, TypeVar

Row: TypeAlias = tuple[Any, ...]
Engine: TypeAlias = Literal["sqlite", "postgresql"]
Result = TypeVar("Result")


class Fetch(NamedTuple):
    """A step that is one statement, and gives all its rows."""

    sql: str
    values: Sequence[Any] = ()


class Many(NamedTuple):
    """A step that is one statement for each of *rows*, and gives nothing; none at all costs nothing."""

    sql: str
    rows: Sequence[Row]


Steps: TypeAlias = Generator[Fetch | Many, list[Row], Result]
"""A transaction as a generator: it yields its statements, gets the rows of each, and returns a result.

It waits for nothing else, so an engine may carry it out in another thread.
"""


class Connection(Protocol):
    """A way to the database. A driver's error leaves as StoreBusy, StoreFull or StoreUnavailable."""

    engine: Engine
    notes: tuple[str, ...]
    """Sentences for the operator about poolers and the like before the database."""

    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return all its rows."""

    async def many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run one statement for each of *rows*; none at all costs nothing."""

    def transaction(self) -> AbstractAsyncContextManager[None]:
        """Hold the right to write, alone among all processes: commit at the end, or roll back after any error."""

    async def run(self, steps: Steps[Result]) -> Result:
        """Carry out a transaction that is known as a whole, in as few trips as the engine allows; return its result.

        Like `transaction` in all else: an error at a step, or of the generator's own, rolls it back.
        """

    def patiently(self) -> AbstractContextManager[None]:
        """Let the statements inside take any time, as the operator's work on all rows does.

        They end at once when whoever waits for them is cancelled.
        """

    async def load(self, table: str, names: Sequence[str], rows: Sequence[Row]) -> None:
        """Insert *rows* into a table in the engine's fastest way, inside a transaction."""

    async def scrub(self) -> bool:
        """Remove erased rows from the disk, as far as the engine lets us; return whether that is done."""

    async def hurry(self) -> None:
        """Let the statements from now on wait only briefly for another process."""

    async def close(self) -> None:
        """Wait for the transaction under way, then close; closing twice is fine."""


async def carry_out(db: Connection, steps: Steps[Result]) -> Result:
    """Carry out steps inside a transaction that is open already."""
    try:
        step = next(steps)
        while True:
            if isinstance(step, Fetch):
                step = steps.send(await db.fetch(*step))
            else:
                await db.many(*step)
                step = steps.send([])
    except StopIteration as end:
        result: Result = end.value
        return result
