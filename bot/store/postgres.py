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
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import asyncpg

from bot.domain.errors import ConnectionLost, StoreUnavailable, StoreUncertain
from bot.store.connection import LIMIT_SECONDS, Engine, Result, Row, Steps, end_of_time, limit
from bot.store.postgres_errors import DRIVER_ERRORS, failure, is_lost
from bot.store.postgres_pool import Driver, Pool
from bot.store.postgres_steps import statement_of
from bot.store.turns import Turns

BUSY_SECONDS = 1.8
"""A transaction's wait for another process that writes."""
LAST_WAIT_SECONDS = 0.2
"""The same wait once it is time to close, and a roll-back's time."""
IDLE_SECONDS = 5.0
"""A silent transaction's time, after which the server ends it: we have given it up, or are not there any more."""
PATIENT_IDLE_SECONDS = 0.0
"""No such time for one that may take as long as it takes: it does much between its statements."""
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.25
"""The pauses before a connection that was lost is made anew once more; they double."""

_T = TypeVar("_T")
_TURN = 0x50524F56
"""The key of the advisory lock: `PROV`."""


@dataclass(slots=True)
class _Held:
    """A transaction's connection, the instant at which its time is over, and what has become of it."""

    connection: Driver
    until: float
    ending: bool = False
    committed: bool = False
    lost: bool = False


class PostgresConnection:
    """A pool of connections; the statements of a transaction run on the one that holds it."""

    engine: Engine = "postgresql"

    def __init__(self, pool: Pool, notes: tuple[str, ...] = ()) -> None:
        """Take over a pool, with notes on the way to the server."""
        self._pool = pool
        self.notes = notes
        self._turns = Turns()
        self._held: _Held | None = None
        self._wait = BUSY_SECONDS

    @property
    def away(self) -> bool:
        """Return whether the server does not answer; until it does everybody is refused soon."""
        return self._pool.away

    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return all its rows; a read whose connection is lost is tried again for a while."""
        numbered, held = _numbered(sql), self._held
        if held is None:
            return await self._persist(lambda: self._read(numbered, values), end_of_time())
        async with self._inside(held):
            return [tuple(row) for row in await held.connection.fetch(numbered, *values)]

    async def many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run one statement for each of *rows*, inside a transaction; none at all costs nothing."""
        held = self._held
        if rows and held is not None:
            async with self._inside(held):
                await held.connection.executemany(_numbered(sql), rows)

    async def _read(self, sql: str, values: Sequence[Any]) -> list[Row]:
        """Run one statement outside a transaction."""
        connection = await self._pool.take()
        well = False
        try:
            rows = [tuple(row) for row in await connection.fetch(sql, *values)]
            well = True
        except DRIVER_ERRORS as error:
            well = not is_lost(error)
            raise
        finally:
            self._pool.give(connection, well=well)
        return rows

    async def _persist(self, work: Callable[[], Awaitable[_T]], until: float) -> _T:
        """Do work that changes nothing, again after each loss of the connection, until its time is over.

        So a server that is back soon is not noticed; afterwards it counts as away.
        """
        time = asyncio.get_running_loop().time
        last, pause = min(until, time() + LIMIT_SECONDS), 0.0
        lost: Exception | None = None
        try:
            async with limit(until):
                while True:
                    try:
                        return await work()
                    except DRIVER_ERRORS as error:
                        if not is_lost(error):
                            raise failure(error) from error
                        lost = error
                    if time() > last:
                        raise TimeoutError
                    await asyncio.sleep(pause)
                    pause = min(2 * pause + FIRST_PAUSE, LONGEST_PAUSE)
        except TimeoutError as error:
            self._pool.lose()
            raise StoreUnavailable from (lost or error)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Hold the right to write: commit at the end, or roll back after any error or a cancellation.

        Raises ConnectionLost when it was rolled back for the loss of its connection, and StoreUncertain when the
        answer to the commit was lost.
        """
        async with self._turns.take():
            until = end_of_time()
            held = self._held = _Held(await self._persist(lambda: self._begin(until), until), until)
            try:
                yield
                held.ending = True
                await self.fetch("COMMIT")
                held.committed = True
            finally:
                self._held = None
                await self._release(held)

    async def run(self, steps: Steps[Result]) -> Result:
        """Carry out a transaction that is known as a whole."""
        async with self.transaction():
            try:
                step = next(steps)
                while True:
                    statement = statement_of(step)
                    step = steps.send(await self.fetch(*statement) if statement else [])
            except StopIteration as end:
                result: Result = end.value
        return result

    async def _begin(self, until: float) -> Driver:
        """Open a transaction and wait for its turn.

        Its statements are planned once, not for each number of rows anew, which took longer than running them.
        """
        connection = await self._pool.take()
        idle = IDLE_SECONDS if math.isfinite(until) else PATIENT_IDLE_SECONDS
        try:
            await connection.execute(
                "BEGIN; SET LOCAL synchronous_commit = on; "
                f"SET LOCAL idle_in_transaction_session_timeout = '{idle * 1000:.0f}ms'; "
                f"{'' if math.isfinite(until) else 'SET LOCAL statement_timeout = 0; '}"
                f"SET LOCAL lock_timeout = '{self._wait * 1000:.0f}ms'; "
                f"SET LOCAL plan_cache_mode = force_generic_plan; SELECT pg_advisory_xact_lock({_TURN})"
            )
        except BaseException as error:
            await self._release(_Held(connection, until, lost=is_lost(error)))
            raise
        return connection

    @contextlib.asynccontextmanager
    async def _inside(self, held: _Held) -> AsyncIterator[None]:
        """Turn the errors of a statement inside a transaction into the store's.

        One without an answer in time is taken back, if the server still listens; but not a commit: it may wait for a
        standby, and would count as done too early then.
        """
        try:
            async with limit(held.until):
                yield
        except DRIVER_ERRORS as error:
            if not is_lost(error):
                raise failure(error) from error
            late, reads_only = isinstance(error, TimeoutError), isinstance(error, asyncpg.ReadOnlySQLTransactionError)
            held.lost = held.ending or not late
            if late or reads_only:
                self._pool.lose()
            if held.ending:
                raise StoreUncertain from error
            raise (StoreUnavailable if reads_only else ConnectionLost) from error

    async def _release(self, held: _Held) -> None:
        """Release a connection; an open transaction is rolled back, or goes down with the connection."""
        well = held.committed
        try:
            if not held.committed and not held.lost:
                await asyncio.wait_for(held.connection.execute("ROLLBACK"), LAST_WAIT_SECONDS)
                well = True
        except DRIVER_ERRORS:
            pass
        finally:
            self._pool.give(held.connection, well=well)

    async def load(self, table: str, names: Sequence[str], rows: Sequence[Row]) -> None:
        """Insert rows by COPY."""
        held = self._held
        if held is not None:
            async with self._inside(held):
                await held.connection.copy_records_to_table(table, records=rows, columns=names)

    async def scrub(self) -> bool:
        """Leave erased rows to the server's vacuum: they are out of sight at once, and overwritten later."""
        return True

    async def hurry(self) -> None:
        """Let the transactions from now on wait only briefly for another process."""
        self._wait = LAST_WAIT_SECONDS

    async def close(self) -> None:
        """Wait for the transaction under way, then close; closing twice is fine."""
        async with self._turns.take(last=True):
            await self._pool.close()


@lru_cache(maxsize=2048)
def _numbered(sql: str) -> str:
    """Return a statement with `$1`, `$2` for its question marks; none of ours has one inside a text."""
    first, *rest = sql.split("?")
    return first + "".join(f"${number}{part}" for number, part in enumerate(rest, start=1))
