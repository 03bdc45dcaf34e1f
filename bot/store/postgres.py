"""The PostgreSQL engine, the one module that knows its driver: connections, statements, and the meaning of errors.

Writers take turns, in all processes on the database, by one advisory lock that a transaction holds from its first
statement to its last. So the rules hold as they do in a file that one process writes at a time, and it is fast for the
same reason: answers that wait together share a transaction.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from functools import lru_cache
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import asyncpg

from bot.domain.errors import DatabaseAway, DatabaseUnusable, StoreBusy, StoreFull, StoreUnavailable
from bot.store.connection import Engine, Fetch, Result, Row, Steps

BUSY_SECONDS = 3.0
"""A transaction's wait for another process that writes, and a statement's for a connection."""
LAST_WAIT_SECONDS = 0.2
"""The same wait once it is time to close."""
STATEMENT_SECONDS = 20.0
"""A statement's time, after which it is given up: the server, or the way to it, is not well."""
IDLE_SECONDS = 15
"""A silent transaction's time, after which the server ends it, so that the others get their turn."""
READERS = 4
OLDEST = 13
"""The oldest major version that is known to work, and whose makers still know it."""

_Pooled: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"

_TURN = 0x50524F56
"""The key of the advisory lock: `PROV`."""
_SETTINGS = {
    "application_name": "prova",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
}
_LOST = (
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.ReadOnlySQLTransactionError,
    OSError,
)
"""The connection is gone, or was never there; the driver calls it an internal error when the end came unasked.

One that can only read leads to a server that was the first of several once: another may lead to the one that is now.
"""
_AWAY = (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.TooManyConnectionsError)
"""The server may be there a little later."""
_DRIVER_ERRORS = (*_LOST, asyncpg.PostgresError, TimeoutError, ValueError, OverflowError)
"""ValueError: a text is no Unicode; OverflowError: an integer of more than 64 bits."""


class PostgresConnection:
    """A pool of connections; the statements of a transaction run on the one that holds it."""

    engine: Engine = "postgresql"

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        """Take over an open pool."""
        self._pool = pool
        self._lock = asyncio.Lock()
        self._held: _Pooled | None = None
        self._wait = BUSY_SECONDS

    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return all its rows; a read whose connection was lost is tried once more."""
        numbered = _numbered(sql)
        try:
            if self._held is not None:
                return [tuple(row) for row in await self._held.fetch(numbered, *values)]
            try:
                return await self._read(numbered, values)
            except _LOST:
                return await self._read(numbered, values)
        except _DRIVER_ERRORS as error:
            raise _failure(error) from error

    async def _read(self, sql: str, values: Sequence[Any]) -> list[Row]:
        """Run one statement outside a transaction."""
        connection = await self._pool.acquire(timeout=self._wait)
        try:
            return [tuple(row) for row in await connection.fetch(sql, *values)]
        except _LOST:
            _terminate(connection)
            raise
        finally:
            await self._pool.release(connection)

    async def many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run one statement for each of *rows*, inside a transaction; none at all costs nothing."""
        if rows and self._held is not None:
            try:
                await self._held.executemany(_numbered(sql), rows)
            except _DRIVER_ERRORS as error:
                raise _failure(error) from error

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
            try:
                step = next(steps)
                while True:
                    if isinstance(step, Fetch):
                        step = steps.send(await self.fetch(*step))
                    else:
                        await self.many(*step)
                        step = steps.send([])
            except StopIteration as end:
                result: Result = end.value
        return result

    async def _begin(self) -> _Pooled:
        """Return a connection inside a transaction of its own; one that was lost while it was idle is replaced."""
        try:
            try:
                return await self._begin_turn()
            except _LOST:
                return await self._begin_turn()
        except _DRIVER_ERRORS as error:
            raise _failure(error) from error

    async def _begin_turn(self) -> _Pooled:
        """Open a transaction and wait for its turn."""
        connection = await self._pool.acquire(timeout=self._wait)
        try:
            await connection.execute(
                f"BEGIN; SET LOCAL lock_timeout = '{self._wait * 1000:.0f}ms'; SELECT pg_advisory_xact_lock({_TURN})"
            )
        except BaseException:
            await self._release(connection)
            raise
        return connection

    async def _release(self, connection: _Pooled) -> None:
        """Release a connection; an open transaction is rolled back, or goes down with the connection."""
        try:
            if connection.is_in_transaction():
                await asyncio.wait_for(connection.execute("ROLLBACK"), LAST_WAIT_SECONDS)
        except _DRIVER_ERRORS:
            _terminate(connection)
        except BaseException:
            _terminate(connection)
            raise
        finally:
            await self._pool.release(connection)

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


def _terminate(connection: _Pooled) -> None:
    """Terminate a connection that cannot be relied on; one that is gone already has left the pool by itself."""
    with contextlib.suppress(asyncpg.InterfaceError):
        connection.terminate()


async def connect(url: str) -> tuple[PostgresConnection, PostgresConnection]:
    """Reach the database and return a writer and a reader.

    Raises DatabaseUnusable with one sentence for the operator, without the password; a database that is not ours is
    left as it was.
    """
    if _is_torn(url):
        raise DatabaseUnusable(
            "The database URL has an @ where none can be: write the signs / ? # @ in its password as %2F %3F %23 %40."
        )
    writer = await _pool(url, 1)
    try:
        async with writer.acquire() as connection:
            await _check(connection, url)
        reader = await _pool(url, READERS)
    except BaseException:
        writer.terminate()
        raise
    return PostgresConnection(writer), PostgresConnection(reader)


def _is_torn(url: str) -> bool:
    """Return whether a sign in the password has cut a URL, so that a part of it would be shown."""
    try:
        return "@" in "".join(urlsplit(url)[2:])
    except ValueError:
        return False


async def _pool(url: str, most: int) -> asyncpg.Pool[asyncpg.Record]:
    """Open connections to a server."""
    try:
        return await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=most,
            timeout=BUSY_SECONDS,
            command_timeout=STATEMENT_SECONDS,
            server_settings=_SETTINGS,
            init=_prepare,
            reset=_leave,
        )
    except (*_DRIVER_ERRORS, KeyError) as error:  # KeyError: neither the URL nor the system names a user
        raise (DatabaseAway if isinstance(error, _AWAY) else DatabaseUnusable)(_why(url, error)) from None


async def _prepare(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """Let sums come as integers, as they do from SQLite: we add up nothing else."""
    await connection.set_type_codec("numeric", schema="pg_catalog", encoder=str, decoder=int, format="text")


async def _leave(_connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """Leave a released connection as it is: we change nothing on one that outlives a transaction."""


async def _check(connection: _Pooled, url: str) -> None:
    """Make sure that the server and the database can be used, and that the database is ours or empty."""
    version = connection.get_server_version().major
    if version < OLDEST:
        raise DatabaseUnusable(f"{_place(url)} is PostgreSQL {version}: Prova needs {OLDEST} or newer.")
    encoding = await connection.fetchval("SHOW server_encoding")
    if encoding != "UTF8":
        raise DatabaseUnusable(f"{_place(url)} is encoded in {encoding}: make a database with ENCODING 'UTF8'.")
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    tables = {str(row[0]) for row in rows}
    if tables and not ({"migration"} == tables or {"migration", "learner", "posting", "answer"} <= tables):
        raise DatabaseUnusable(f"{_place(url)} belongs to another program: set a database URL with one of its own.")
    if not await connection.fetchval("SELECT has_schema_privilege(current_schema(), 'CREATE')"):
        raise DatabaseUnusable(
            f"{_place(url)} cannot be written: let its user make tables (GRANT CREATE ON SCHEMA public TO ...)."
        )


def _place(url: str) -> str:
    """Return a database's name for a sentence, without the user and password of its URL."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "this machine", f":{parts.port}" if parts.port else ""
        return f"The database {parts.path.lstrip('/') or 'of the user'!r} at {host}{port}"
    except ValueError:
        return "The database"


_SENTENCES: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((asyncpg.InvalidCatalogNameError,), "does not exist: make it (CREATE DATABASE ...), or set another database URL."),
    (
        (asyncpg.InvalidAuthorizationSpecificationError,),
        "refuses us: set the right user and password in the database URL.",
    ),
    ((asyncpg.TooManyConnectionsError,), "has no connection left: raise max_connections, or stop another process."),
    ((asyncpg.CannotConnectNowError,), "is starting or stopping: try again in a moment."),
    ((asyncpg.PostgresError,), "cannot be used: look into the server's log."),
    ((OSError, TimeoutError), "does not answer: start the server, or set another database URL."),
)
"""The sentences for errors while opening; the first that fits is said."""


def _why(url: str, error: Exception) -> str:
    """Return the sentence for an error while opening."""
    for kinds, sentence in _SENTENCES:
        if isinstance(error, kinds):
            return f"{_place(url)} {sentence}"
    return "The database URL cannot be read: write postgresql://user:password@host:5432/database."


@lru_cache(maxsize=2048)
def _numbered(sql: str) -> str:
    """Return a statement with `$1`, `$2` for its question marks; none of ours has one inside a text."""
    first, *rest = sql.split("?")
    return first + "".join(f"${number}{part}" for number, part in enumerate(rest, start=1))


def _failure(error: Exception) -> StoreUnavailable:
    """Return the store's error for one of the driver's, which stays its cause."""
    match error:
        case asyncpg.LockNotAvailableError() | asyncpg.DeadlockDetectedError() | asyncpg.SerializationError():
            return StoreBusy()
        case asyncpg.DiskFullError():
            return StoreFull()
        case _:
            return StoreUnavailable()
