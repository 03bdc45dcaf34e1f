"""The way to a PostgreSQL server, a pooler on it or not, and the checks before the first statement."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import suppress
from dataclasses import dataclass

import asyncpg

from bot.domain.errors import DatabaseAway, DatabaseUnusable
from bot.store.postgres import PostgresConnection
from bot.store.postgres_errors import unusable
from bot.store.postgres_pool import Driver, Pool
from bot.store.postgres_servers import reach
from bot.store.postgres_url import CONNECT_SECONDS, ServerAddress, read
from bot.store.tables import TABLES

READERS = 4
OLDEST = 13
"""The oldest major version that the tests run on."""
CACHED = 100
"""Statements that a session keeps prepared."""

_POOLER = "A pooler stands before the server. "
_KEPT = (
    f"{_POOLER}It pools by transaction and keeps prepared statements: let each process of Prova have two sessions of "
    f"the server at a time, and {READERS + 1} connections to the pooler."
)
_NOT_KEPT = (
    f"{_POOLER}It keeps no prepared statements, so each statement is prepared anew, which takes longer: PgBouncer 1.21 "
    "or newer in transaction mode keeps them (max_prepared_statements). In session mode let each process of Prova have "
    f"{READERS + 1} sessions of the server; in transaction mode two at a time are enough."
)
_FACTS = """
SELECT pg_backend_pid() AS session, current_setting('server_encoding') AS encoding,
    current_setting('transaction_read_only') AS read_only, current_setting('search_path') AS path,
    n.nspname::text AS schema, has_schema_privilege(n.oid, 'CREATE') AS may_create,
    ARRAY(SELECT relname::text FROM pg_class WHERE relnamespace = n.oid AND relkind IN ('r', 'p')) AS tables,
    (SELECT string_agg(asked, ', ') FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS asked WHERE EXISTS (
        SELECT 1 FROM pg_class WHERE relnamespace = n.oid AND relname = ANY($1::text[])
        AND NOT has_table_privilege(pg_class.oid, asked)
    )) AS forbidden,
    NOT has_table_privilege(to_regclass('migration'), 'SELECT') AS blind,
    (SELECT LEAST(
        current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int - count(*),
        NULLIF(r.rolconnlimit, -1) - count(*) FILTER (WHERE usename = current_user),
        NULLIF(d.datconnlimit, -1) - count(*) FILTER (WHERE a.datname = current_database())
    ) FROM pg_stat_activity a WHERE backend_type = 'client backend')::int AS room
FROM pg_roles r CROSS JOIN pg_database d LEFT JOIN pg_namespace n ON n.oid = COALESCE(
    (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('migration')), to_regnamespace(current_schema()::text))
WHERE r.rolname = current_user AND d.datname = current_database()
"""
"""The schema is the one that our tables are seen in, or would be made in; the room is that for more connections."""


@dataclass(frozen=True, slots=True)
class _Way:
    """The way to a server: the statements that a session may keep prepared, and notes for the operator.

    `room` is the number of further connections that the server takes, if that can be known.
    """

    cached: int = CACHED
    notes: tuple[str, ...] = ()
    room: int | None = None


async def connect(url: str) -> tuple[PostgresConnection, PostgresConnection]:
    """Reach the database and return a writer and a reader.

    Raises DatabaseUnusable with one sentence for the operator, without the password; a database that is not ours is
    left as it was.
    """
    address = read(url)
    opener = _Opener(address)
    try:
        writer = Pool(opener.connect, [await opener.explore()], most=1, writes=True)
        try:
            readers, most = await opener.readers()
        except BaseException:
            await writer.close()
            raise
    except DatabaseUnusable:
        raise
    except Exception as error:  # noqa: BLE001 - the driver, and what it reads, raise whatever they like
        raise unusable(address.place, error) from None
    reader = Pool(opener.connect, readers, most=most, writes=False)
    return PostgresConnection(writer, opener.way.notes), PostgresConnection(reader)


class _Opener:
    """The opening of connections to one server; the first of them explores the way."""

    def __init__(self, address: ServerAddress) -> None:
        """Start with nothing known of the way."""
        self._address = address
        self.way = _Way()

    async def explore(self) -> Driver:
        """Open the first connection, and find out the way."""
        connection = await reach(self._address, statement_cache_size=self.way.cached)
        try:
            async with asyncio.timeout(self._address.patience):
                self.way = await _explore(connection, self._address.place)
            await _add_up_integers(connection)
        except BaseException as error:
            connection.terminate()  # the driver would wait for an answer before it closes
            if isinstance(error, TimeoutError):
                raise DatabaseAway(
                    f"{self._address.place} takes our connection and answers nothing: the server hangs, or the pooler "
                    "before it does not reach it, or has no session left (pool_size)."
                ) from None
            raise
        if self.way.cached:
            return connection
        connection.terminate()  # its statements would have names
        return await self._connect_at_first()

    async def readers(self) -> tuple[list[Driver], int]:
        """Open a connection that reads, and return the most that there may be: as many as the server gives."""
        readers = [await self._connect_at_first()]
        if self.way.room is not None:
            return readers, max(1, min(READERS, self.way.room))
        try:
            with suppress(TimeoutError, asyncpg.TooManyConnectionsError):
                while len(readers) < READERS:
                    readers += [await self.connect()]
        except BaseException:
            for connection in readers:
                connection.terminate()
            raise
        return readers, len(readers)

    async def connect(self) -> Driver:
        """Open a connection; its session is there, and the way to it is still the one that was found.

        Two processes give their statements the same names: on a way that keeps none, each could get the other's.
        """
        connection = await reach(self._address, statement_cache_size=self.way.cached)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                if not await _is_way(connection, self.way):
                    raise asyncpg.InterfaceError("a pooler keeps no prepared statements any more: start Prova again")
                await _add_up_integers(connection)
        except BaseException:
            connection.terminate()
            raise
        return connection

    async def _connect_at_first(self) -> Driver:
        """Open one of the two connections that nothing works without."""
        try:
            return await self.connect()
        except TimeoutError:
            raise DatabaseAway(
                f"{self._address.place} has no session left for us: a process of Prova needs two at the least, and "
                f"{1 + READERS} for its full speed (pool_size of a pooler, max_connections)."
            ) from None


async def _add_up_integers(connection: Driver) -> None:
    """Let sums come as integers, as they do from SQLite: we add up nothing else. The server is not asked for it."""
    await connection.set_type_codec("numeric", schema="pg_catalog", encoder=str, decoder=int, format="text")


async def _explore(connection: Driver, place: str) -> _Way:
    """Make sure that the server and the database can be used, and return the way to them.

    All in one transaction and without names, so that all statements come to one session of the server, and no other
    client's, behind any pooler.
    """
    async with connection.transaction():
        facts = await connection.prepare(_FACTS, name="")
        (found,) = await facts.fetch([table.name for table in TABLES])
        _check(found, connection.get_server_version().major, place)
        if found["session"] == connection.get_server_pid():  # a pooler gives us a number of its own
            return _Way(room=found["room"])
        return _Way(0, (_NOT_KEPT,)) if await _is_passed_on(connection) else _Way(notes=(_KEPT,))


async def _is_way(connection: Driver, way: _Way) -> bool:
    """Return whether the way of a new connection lets statements be prepared as the one that was found does."""
    if not way.notes:
        return bool(await connection.fetchval("SELECT pg_backend_pid()") == connection.get_server_pid())
    async with connection.transaction():
        return not await _is_passed_on(connection) or not way.cached


async def _is_passed_on(connection: Driver) -> bool:
    """Return whether a statement's name comes to the server as we give it, in a transaction.

    A pooler that keeps prepared statements gives them names of its own.
    """
    ours = await connection.prepare("SELECT 1", name=f"prova_{secrets.token_hex(8)}")
    known = await connection.prepare("SELECT count(*) FROM pg_prepared_statements WHERE name = $1", name="")
    passed_on = bool(await known.fetchval(ours.get_name()))
    if passed_on:
        await connection.execute(f"DEALLOCATE {ours.get_name()}")
    return passed_on


def _check(found: asyncpg.Record, version: int, place: str) -> None:
    """Make sure that the server and the database can be used, and that the database is ours or empty."""
    if version < OLDEST:
        raise DatabaseUnusable(f"{place} is PostgreSQL {version}: Prova needs {OLDEST} or newer.")
    if found["encoding"] != "UTF8":
        raise DatabaseUnusable(f"{place} is encoded in {found['encoding']}: make a database with ENCODING 'UTF8'.")
    if found["read_only"] == "on":
        raise asyncpg.ReadOnlySQLTransactionError("transaction_read_only is on")
    if found["schema"] is None:
        raise DatabaseUnusable(
            f"{place} has no schema of the search_path {found['path']}: make one (CREATE SCHEMA ...), or set another."
        )
    tables = set(found["tables"])
    if tables and not ({"migration"} == tables or {"migration", "learner", "posting", "answer"} <= tables):
        raise DatabaseUnusable(f"{place} belongs to another program: set a database URL with one of its own.")
    if "migration" not in tables and not found["may_create"]:
        raise DatabaseUnusable(
            f"{place} cannot be written: let its user make tables (GRANT CREATE ON SCHEMA {found['schema']} TO ...)."
        )
    if found["forbidden"] or found["blind"]:
        raise DatabaseUnusable(
            f"{place} does not let its user {found['forbidden'] or 'SELECT'} in all its tables: let it (GRANT SELECT, "
            f"INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {found['schema']} TO ...)."
        )
