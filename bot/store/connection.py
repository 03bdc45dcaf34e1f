"""The database as the rest of the store sees it, whichever engine it is.

The SQL is common to SQLite and PostgreSQL, with `?` as the placeholder.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias, TypeVar

Row: TypeAlias = tuple[Any, ...]
Engine: TypeAlias = Literal["sqlite", "postgresql"]
Result = TypeVar("Result")


class Fetch(NamedTuple):
    """A step that is one statement, and gives all its rows."""

    sql: str
    values: Sequence[Any] = ()


class Many(NamedTuple):
    """A step that is one `INSERT ... VALUES (?, ...)` for each of *rows*, no two on one key; it gives nothing.

    None at all costs nothing.
    """

    sql: str
    rows: Sequence[Row]


class Bulk(NamedTuple):
    """A step that is one statement over all *rows*, at least one, in the place of its `{rows}`; it gives all its rows.

    A column has values of one type, and at least one value.
    """

    sql: str
    rows: Sequence[Row]


class Together(NamedTuple):
    """Steps none of which sees what another does, so that they may be one trip; it gives the rows of the last."""

    parts: Sequence[Fetch | Many | Bulk]


Step: TypeAlias = Fetch | Many | Bulk | Together
Steps: TypeAlias = Generator[Step, list[Row], Result]
"""A transaction as a generator: it yields its statements, gets the rows of each, and returns a result.

It waits for nothing else, so an engine may carry it out in another thread.
"""

LIMIT_SECONDS = 2.4
"""A read's time, and a transaction's from its wait for a turn to its last statement: people wait for both."""
LATE_SECONDS = 0.1
"""The lateness of an alarm from which on it is this process that is slow, and not the server."""

_until: ContextVar[float | None] = ContextVar("until", default=None)


class Connection(Protocol):
    """A way to the database. A driver's error leaves as StoreBusy, StoreFull or StoreUnavailable."""

    engine: Engine
    notes: tuple[str, ...]
    """Sentences for the operator about poolers and the like before the database."""

    @property
    def away(self) -> bool:
        """Return whether the server does not answer; until it does everybody is refused soon."""

    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return all its rows."""

    async def many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run one statement for each of *rows*; none at all costs nothing."""

    async def load(self, table: str, names: Sequence[str], rows: Sequence[Row]) -> None:
        """Insert *rows* into a table in the engine's fastest way, inside a transaction."""

    def transaction(self) -> AbstractAsyncContextManager[None]:
        """Hold the right to write, alone among all processes: commit at the end, or roll back after any error."""

    async def run(self, steps: Steps[Result]) -> Result:
        """Carry out a transaction that is known as a whole, in as few trips as the engine allows; return its result.

        Like `transaction` in all else: an error at a step, or of the generator's own, rolls it back.
        """

    async def scrub(self) -> bool:
        """Remove erased rows from the disk, as far as the engine lets us; return whether that is done."""

    async def hurry(self) -> None:
        """Let the statements from now on wait only briefly for another process."""

    async def close(self) -> None:
        """Wait for the transaction under way, then close; closing twice is fine."""


def end_of_time() -> float:
    """Return the instant, on the loop's clock, until which work that begins now has time."""
    until = _until.get()
    return asyncio.get_running_loop().time() + LIMIT_SECONDS if until is None else until


def time_left(until: float) -> float:
    """Return the seconds left until an instant on the loop's clock."""
    return until - asyncio.get_running_loop().time()


@asynccontextmanager
async def limit(until: float) -> AsyncIterator[None]:
    """Give the work inside time until an instant, or more while this process itself is slow. Raises TimeoutError."""
    if math.isinf(until):
        yield
        return
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(None) as timeout:

        def ring(due: float) -> None:
            if loop.time() > due + LATE_SECONDS:
                set_alarm(loop.time() + LATE_SECONDS)
            else:
                timeout.reschedule(loop.time())

        def set_alarm(due: float) -> None:
            alarms.append(loop.call_at(due, ring, due))

        alarms: list[asyncio.TimerHandle] = []
        set_alarm(until)
        try:
            yield
        finally:
            alarms[-1].cancel()


@contextmanager
def one_limit() -> Iterator[None]:
    """Let all the work inside have the time of one transaction together."""
    with _time_until(end_of_time()):
        yield


@contextmanager
def patience() -> Iterator[None]:
    """Let the work inside take as long as it takes: no conversation waits for it."""
    with _time_until(math.inf):
        yield


@contextmanager
def _time_until(instant: float) -> Iterator[None]:
    """Let the work inside have time until then."""
    token = _until.set(instant)
    try:
        yield
    finally:
        _until.reset(token)
