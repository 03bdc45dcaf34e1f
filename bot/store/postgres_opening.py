"""The way to a PostgreSQL server, a pooler on it or not, and the checks before the first statement."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import asyncpg

from bot.domain.errors import DatabaseAway, DatabaseUnusable
from bot.store.postgres import PostgresConnection
from bot.store.postgres_errors import unusable
from bot.store.postgres_pool import Connect, Driver, Pool
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
SELECT current_setting('server_encoding') AS encoding, current_setting('transaction_read_only') AS read_only,
    current_setting('search_path') AS path, n.nspname::text AS schema,
    ARRAY(SELECT relname::text FROM pg_class WHERE relnamespace = n.oid AND relkind IN ('r', 'p')) AS tables,
    has_schema_privilege(n.oid, 'CREATE') AS may_create
FROM (VALUES (1)) AS one LEFT JOIN pg_namespace n ON n.oid = COALESCE(
    (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('migration')), to_regnamespace(current_schema()::text))
"""
"""The schema is the one that our tables are seen in, or the one that they would be made in."""
_FORBIDDEN = """
SELECT c.relname, string_agg(needed, ', ') FROM pg_class c
CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS needed
WHERE c.oid = ANY(SELECT to_regclass(name) FROM unnest($1::text[]) AS name) AND NOT has_table_privilege(c.oid, needed)
AND (c.relname <> 'migration' OR needed = 'SELECT')
GROUP BY c.relname ORDER BY c.relname LIMIT 1
"""
"""A table that its user may not read and write; the one of migrations need only be read where none is missing."""


@dataclass(frozen=True, slots=True)
class _Way:
    """The way to a server: the statements that a session may keep prepared, and notes for the operator."""

    cached: int = CACHED
    notes: tuple[str, ...] = ()


async def connect(url: str) -> tuple[PostgresConnection, PostgresConnection]:
    """Reach the database and return a writer and a reader.

    Raises DatabaseUnusable with one sentence for the operator, without the password; a database that is not ours is
    left as it was.
    """
    address = read(url)
    try:
        way = await _explore(address)
        connect = partial(_connect, address, way)
        try:
            writer = Pool(connect, [await connect()], writes=True)
            try:
                reader = Pool(connect, await _readers(connect), writes=False)
            except BaseException:
                await writer.close()
                raise
        except TimeoutError:
            raise DatabaseAway(
                f"{address.place} has no session left for us: a process of Prova needs two at the least, and "
                f"{1 + READERS} for its full speed (pool_size of a pooler, max_connections)."
            ) from None
    except DatabaseUnusable:
        raise
    except Exception as error:  # noqa: BLE001 - the driver, and what it reads, raise whatever they like
        raise unusable(address.place, error) from None
    return PostgresConnection(writer, way.notes), PostgresConnection(reader)


async def _readers(connect: Connect) -> list[Driver]:
    """Open the connections that read; where the server gives us fewer than we would have, as many as it gives."""
    readers = [await connect()]
    with suppress(TimeoutError, asyncpg.TooManyConnectionsError):
        while len(readers) < READERS:
            readers.append(await connect())
    return readers


async def _connect(address: ServerAddress, way: _Way) -> Driver:
    """Open a connection; its session is there, and the way to it is still the one that was found.

    Two processes give their statements the same names: on a way that keeps none, each could get the other's. Sums come
    as integers, as they do from SQLite: we add up nothing else. The server is not asked for that.
    """
    connection = await reach(address, statement_cache_size=way.cached)
    try:
        async with asyncio.timeout(CONNECT_SECONDS), connection.transaction():
            if (await _way(connection)).cached < way.cached:
                raise asyncpg.InterfaceError("a pooler keeps no prepared statements any more: start Prova again")
        await connection.set_type_codec("numeric", schema="pg_catalog", encoder=str, decoder=int, format="text")
    except BaseException:
        connection.terminate()  # the driver would wait for an answer before it closes
        raise
    return connection


async def _explore(address: ServerAddress) -> _Way:
    """Go to the server once, make sure that it and the database can be used, and return the way that was found.

    All in one transaction, so that all statements stay on one session of the server behind any pooler.
    """
    connection = await reach(address, command_timeout=address.patience, statement_cache_size=0)
    try:
        async with connection.transaction():
            way = await _way(connection)
            await _check(connection, address.place)
    except TimeoutError:
        raise DatabaseAway(
            f"{address.place} takes our connection and answers nothing: the server hangs, or the pooler before it does "
            "not reach it, or has no session left (pool_size)."
        ) from None
    finally:
        connection.terminate()
    return way


async def _way(connection: asyncpg.Connection[asyncpg.Record]) -> _Way:
    """Return whether a pooler is on the way, and whether it lets statements be prepared for longer than a transaction.

    A pooler gives us another number of the session than the server does. It keeps prepared statements if it gives them
    names of its own: the server does not know ours then.
    """
    if await connection.fetchval("SELECT pg_backend_pid()") == connection.get_server_pid():
        return _Way()
    name = f"prova_{secrets.token_hex(8)}"
    ours = await connection.prepare("SELECT 1", name=name)
    if not await connection.fetchval("SELECT count(*) FROM pg_prepared_statements WHERE name = $1", ours.get_name()):
        return _Way(notes=(_KEPT,))
    await connection.execute(f"DEALLOCATE {name}")
    return _Way(0, (_NOT_KEPT,))


async def _check(connection: asyncpg.Connection[asyncpg.Record], place: str) -> None:
    """Make sure that the server and the database can be used, and that the database is ours or empty."""
    version = connection.get_server_version().major
    if version < OLDEST:
        raise DatabaseUnusable(f"{place} is PostgreSQL {version}: Prova needs {OLDEST} or newer.")
    (found,) = await connection.fetch(_FACTS)
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
    names = ["migration", *(table.name for table in TABLES)]
    for table, rights in await connection.fetch(_FORBIDDEN, names):
        raise DatabaseUnusable(
            f"{place} does not let its user {rights} in the table {table}: let it (GRANT SELECT, INSERT, UPDATE, "
            f"DELETE ON ALL TABLES IN SCHEMA {found['schema']} TO ...)."
        )
