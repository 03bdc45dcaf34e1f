"""The way to a PostgreSQL server, a pooler on it or not, and the checks before the first statement."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import asyncpg

from bot.domain.errors import DatabaseAway, DatabaseUnusable
from bot.store.postgres import Pooled, PostgresConnection
from bot.store.postgres_errors import unusable
from bot.store.postgres_url import CONNECT_SECONDS, ServerAddress, read
from bot.store.tables import TABLES

STATEMENT_SECONDS = 20.0
"""A statement's time, after which it is given up: the server, or the way to it, is not well."""
INACTIVE_SECONDS = 300.0
"""A connection's time without a statement, after which it is closed."""
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
        try:
            writer = await _pool(address, way, 1)
            try:
                reader = await _readers(address, way)
            except BaseException:
                writer.terminate()
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


async def _readers(address: ServerAddress, way: _Way) -> asyncpg.Pool[asyncpg.Record]:
    """Open the connections that read, or as many as the server gives.

    The driver's pool would else try one more for every read, and never come to one that it has.
    """
    pool = await _pool(address, way, READERS)
    held: list[Pooled] = []
    try:
        while len(held) < READERS:
            held += [await pool.acquire(timeout=address.patience)]
    except (TimeoutError, asyncpg.TooManyConnectionsError):
        if not held:
            raise
    finally:
        for connection in held:
            await pool.release(connection)
        if len(held) < READERS:
            pool.terminate()
    return pool if len(held) == READERS else await _pool(address, way, len(held), lasting=True)


async def _pool(address: ServerAddress, way: _Way, most: int, *, lasting: bool = False) -> asyncpg.Pool[asyncpg.Record]:
    """Open a pool of connections, of which all are there and stay if it is to be *lasting*."""
    return await asyncpg.create_pool(
        address.url,
        min_size=most if lasting else 1,
        max_size=most,
        max_inactive_connection_lifetime=0 if lasting else INACTIVE_SECONDS,
        timeout=address.patience,
        command_timeout=STATEMENT_SECONDS,
        server_settings=dict(address.settings),
        statement_cache_size=way.cached,
        init=_prove if way.notes else _prepare,
        reset=_leave,
    )


async def _prove(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """Make sure that a pooler has a session for a connection of ours, and prepare the connection."""
    try:
        await connection.fetchval("SELECT 1", timeout=CONNECT_SECONDS)
    except BaseException:
        connection.terminate()  # the driver would wait for an answer before it closes
        raise
    await _prepare(connection)


async def _prepare(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """Let sums come as integers, as they do from SQLite: we add up nothing else. The server is not asked for it."""
    await connection.set_type_codec("numeric", schema="pg_catalog", encoder=str, decoder=int, format="text")


async def _leave(_connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """Leave a released connection as it is: we change nothing on one that outlives a transaction."""


async def _explore(address: ServerAddress) -> _Way:
    """Go to the server once, make sure that it and the database can be used, and return the way that was found.

    All in one transaction, so that all statements stay on one session of the server behind any pooler.
    """
    connection = await asyncpg.connect(
        address.url,
        timeout=address.patience,
        command_timeout=address.patience,
        server_settings=dict(address.settings),
        statement_cache_size=0,
    )
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
