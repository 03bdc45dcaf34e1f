"""The way to a PostgreSQL server: its URL, its settings, and the checks before the first statement."""

from __future__ import annotations

import asyncio
import os
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from bot.domain.errors import DatabaseAway, DatabaseUnusable
from bot.store.postgres import PostgresConnection
from bot.store.postgres_errors import AWAY, DRIVER_ERRORS, place, why
from bot.store.postgres_pool import Driver, Pool

CONNECT_SECONDS = 3.0
"""The time in which a server has to take a connection, and to answer the questions of the start."""
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
    writer = Pool(lambda: _connect(url), 1, writes=True)
    try:
        connection = await writer.take()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await _check(connection, url)
        finally:
            writer.give(connection, well=True)
    except (*DRIVER_ERRORS, KeyError) as error:  # KeyError: neither the URL nor the system names a user
        await writer.close()
        raise (DatabaseAway if isinstance(error, AWAY) else DatabaseUnusable)(why(url, error)) from None
    except BaseException:
        await writer.close()
        raise
    return PostgresConnection(writer), PostgresConnection(Pool(lambda: _connect(url), READERS, writes=False))


def _is_torn(url: str) -> bool:
    """Return whether a sign in the password has cut a URL, so that a part of it would be shown."""
    try:
        return "@" in "".join(urlsplit(url)[2:])
    except ValueError:
        return False


async def _connect(url: str) -> Driver:
    """Open a connection to the server; of several to the one that writes, which may be another one any time.

    All of them are tried at once: one that hangs would be waited for before the one that has taken its place.
    """
    servers = _servers(url)
    if len(servers) == 1:
        return await _connect_to(url)
    tries = [asyncio.create_task(_connect_to(server, **_writing(url))) for server in servers]
    pending, chosen = set(tries), tries[0]
    try:
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            if found := [one for one in done if not one.exception()]:
                chosen = found[0]
                break
        return chosen.result()
    finally:
        for one in tries:
            if not one.cancel() and one is not chosen and not one.exception():
                one.result().terminate()


def _servers(url: str) -> list[str]:
    """Return a URL for each of the servers that a URL names, one after the other with a comma between them."""
    parts = urlsplit(url)
    user, at, hosts = parts.netloc.rpartition("@")
    return [parts._replace(netloc=f"{user}{at}{host}").geturl() for host in hosts.split(",")]


def _writing(url: str) -> dict[str, str]:
    """Return the parameter that chooses the server that writes, unless the operator has said which is to be chosen."""
    said = "target_session_attrs=" in url or "PGTARGETSESSIONATTRS" in os.environ
    return {} if said else {"target_session_attrs": "read-write"}


async def _connect_to(url: str, **chosen: Any) -> Driver:
    """Open a connection to one server."""
    connection: Driver = await asyncpg.connect(url, timeout=CONNECT_SECONDS, server_settings=_SETTINGS, **chosen)
    try:
        await connection.set_type_codec("numeric", schema="pg_catalog", encoder=str, decoder=int, format="text")
    except BaseException:
        connection.terminate()
        raise
    return connection


async def _check(connection: Driver, url: str) -> None:
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
