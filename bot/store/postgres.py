"""The PostgreSQL engine at work: connections, statements and transactions; `postgres_opening` makes the connections.

Writers take turns, in all processes on the database, by one advisory lock that a transaction holds from its first
statement to its last. So the rules hold as they do in a file that one process writes at a time, and it is fast for the
same reason: answers that wait together share a transaction.

Nothing is kept in a session beyond its transaction, neither a setting nor a lock: a pooler may give the next one to
another server's session.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import asyncpg

from bot.store.connection import Engine, Result, Row, Steps, carry_out
from bot.store.postgres_errors import DRIVER_ERRORS, LOST, failure

BUSY_SECONDS = 3.0
"""A transaction's wait for another process that writes, and a statement's for a connection."""
LAST_WAIT_SECONDS = 0.2
"""The same wait once it is time to close."""
IDLE_SECONDS = 15.0
"""A silent transaction's time, after which the server ends it, so that the others get their turn."""

Pooled: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"

_ANY_TIME = 30 * 86_400.0
"""The seconds of a statement that may take any time."""
_TURN = 0x50524F56
"""The key of the advisory lock: `PROV`."""


class PostgresConnection:
    """A pool of connections; the statements of a transaction run on the one that holds it."""

    engine: Engine = "postgresql"

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], notes: tuple[str, ...] = ()) -> None:
        """Take over an open pool, with notes on the way to the server."""
        self._pool = pool
        self.notes = notes
        self._lock = asyncio.Lock()
        self._held: Pooled | None = None
        self._wait = BUSY_SECONDS
        self._limit: float | None = None

    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return all its rows; a read whose connection was lost is tried once more."""
        numbered = _numbered(sql)
        try:
            if self._held is not None:
                return [tuple(row) for row in await self._held.fetch(numbered, *values, timeout=self._limit)]
            try:
                return await self._read(numbered, values)
            except LOST:
                return await self._read(numbered, values)
        except DRIVER_ERRORS as error:
            raise failure(error) from error

    async def _read(self, sql: str, values: Sequence[Any]) -> list[Row]:
        """Run one statement outside a transaction."""
        connection = await self._pool.acquire(timeout=self._wait)
        try:
            return [tuple(row) for row in await connection.fetch(sql, *values, timeout=self._limit)]
        except LOST:
            _terminate(connection)
            raise
        finally:
            await self._pool.release(connection)

    async def many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run one statement for each of *rows*, inside a transaction; none at all costs nothing."""
        if rows and self._held is not None:
            try:
                await self._held.executemany(_numbered(sql), rows, timeout=self._limit)
            except DRIVER_ERRORS as error:
                raise failure(error) from error

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Hold the right to write: commit at the end, or roll back after any error or a cancellation."""
        async with self._lock:
            held = await self._begin()
            self._held = held
            try:
                yield
                await self.fetch("COMMIT")
            finally:
                self._held = None
                await self._release(held)

    async def run(self, steps: Steps[Result]) -> Result:
        """Carry out a transaction that is known as a whole."""
        async with self.transaction():
            return await carry_out(self, steps)

    async def _begin(self) -> Pooled:
        """Return a connection inside a transaction of its own; one that was lost while it was idle is replaced."""
        try:
            try:
                return await self._begin_turn()
            except LOST:
                return await self._begin_turn()
        except DRIVER_ERRORS as error:
            raise failure(error) from error

    async def _begin_turn(self) -> Pooled:
        """Open a transaction and wait for its turn."""
        connection = await self._pool.acquire(timeout=self._wait)
        try:
            await connection.execute(
                "BEGIN; SET LOCAL synchronous_commit = on; "
                + (
                    f"SET LOCAL idle_in_transaction_session_timeout = '{IDLE_SECONDS * 1000:.0f}ms'; "
                    if self._limit is None
                    else "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0; "
                )
                + f"SET LOCAL lock_timeout = '{self._wait * 1000:.0f}ms'; SELECT pg_advisory_xact_lock({_TURN})"
            )
        except BaseException:
            await self._release(connection)
            raise
        return connection

    async def _release(self, connection: Pooled) -> None:
        """Release a connection; an open transaction is rolled back, or goes down with the connection."""
        try:
            if connection.is_in_transaction():
                await asyncio.wait_for(connection.execute("ROLLBACK"), LAST_WAIT_SECONDS)
        except DRIVER_ERRORS:
            _terminate(connection)
        except BaseException:
            _terminate(connection)
            raise
        finally:
            await self._pool.release(connection)

    @contextlib.contextmanager
    def patiently(self) -> Iterator[None]:
        """Lift the limits of a statement's time, and of a transaction's silence; a lock is not waited for longer."""
        self._limit = _ANY_TIME
        try:
            yield
        finally:
            self._limit = None

    async def load(self, table: str, names: Sequence[str], rows: Sequence[Row]) -> None:
        """Insert rows by COPY."""
        if self._held is not None:
            try:
                await self._held.copy_records_to_table(table, records=rows, columns=names, timeout=self._limit)
            except DRIVER_ERRORS as error:
                raise failure(error) from error

    async def scrub(self) -> bool:
        """Leave erased rows to the server's vacuum: they are out of sight at once, and overwritten later."""
        return True

    async def hurry(self) -> None:
        """Let the transactions from now on wait only briefly for another process."""
        self._wait = LAST_WAIT_SECONDS

    async def close(self) -> None:
        """Wait for the transaction under way, then close; closing twice is fine."""
        async with self._lock:
            try:
                await asyncio.wait_for(self._pool.close(), BUSY_SECONDS)
            except TimeoutError:
                self._pool.terminate()


def _terminate(connection: Pooled) -> None:
    """Terminate a connection that cannot be relied on; one that is gone already has left the pool by itself."""
    with contextlib.suppress(asyncpg.InterfaceError):
        connection.terminate()


@lru_cache(maxsize=2048)
def _numbered(sql: str) -> str:
    """Return a statement with `$1`, `$2` for its question marks; none of ours has one inside a text."""
    first, *rest = sql.split("?")
    return first + "".join(f"${number}{part}" for number, part in enumerate(rest, start=1))
