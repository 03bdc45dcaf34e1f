"""The way to a PostgreSQL server: its URL, its settings, and the checks before the first statement."""

from __future__ import annotations

from urllib.parse import urlsplit

import asyncpg

from bot.domain.errors import DatabaseAway, DatabaseUnusable
from bot.store.postgres import BUSY_SECONDS, Pooled, PostgresConnection
from bot.store.postgres_errors import AWAY, DRIVER_ERRORS, place, why

STATEMENT_SECONDS = 20.0
"""A statement's time, after which it is given up: the server, or the way to it, is not well."""
IDLE_SECONDS = 15
"""A silent transaction's time, after which the server ends it, so that the others get their turn."""
READERS = 4
OLDEST = 13
"""The oldest major version that is known to work, and whose makers still know it."""

_SETTINGS = {
    "application_name": "prova",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
}


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
    except (*DRIVER_ERRORS, KeyError) as error:  # KeyError: neither the URL nor the system names a user
        raise (DatabaseAway if isinstance(error, AWAY) else DatabaseUnusable)(why(url, error)) from None


async def _prepare(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """Let sums come as integers, as they do from SQLite: we add up nothing else."""
    await connection.set_type_codec("numeric", schema="pg_catalog", encoder=str, decoder=int, format="text")


async def _leave(_connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """Leave a released connection as it is: we change nothing on one that outlives a transaction."""


async def _check(connection: Pooled, url: str) -> None:
    """Make sure that the server and the database can be used, and that the database is ours or empty."""
    version = connection.get_server_version().major
    if version < OLDEST:
        raise DatabaseUnusable(f"{place(url)} is PostgreSQL {version}: Prova needs {OLDEST} or newer.")
    encoding = await connection.fetchval("SHOW server_encoding")
    if encoding != "UTF8":
        raise DatabaseUnusable(f"{place(url)} is encoded in {encoding}: make a database with ENCODING 'UTF8'.")
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    tables = {str(row[0]) for row in rows}
    if tables and not ({"migration"} == tables or {"migration", "learner", "posting", "answer"} <= tables):
        raise DatabaseUnusable(f"{place(url)} belongs to another program: set a database URL with one of its own.")
    if not await connection.fetchval("SELECT has_schema_privilege(current_schema(), 'CREATE')"):
        raise DatabaseUnusable(
            f"{place(url)} cannot be written: let its user make tables (GRANT CREATE ON SCHEMA public TO ...)."
        )
