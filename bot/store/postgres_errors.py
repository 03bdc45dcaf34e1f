"""The meaning of the errors of PostgreSQL's driver: for the store, and as a sentence for the operator."""

from __future__ import annotations

from urllib.parse import urlsplit

import asyncpg

from bot.domain.errors import StoreBusy, StoreFull, StoreUnavailable

LOST = (
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
AWAY = (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.TooManyConnectionsError)
"""The server may be there a little later."""
DRIVER_ERRORS = (*LOST, asyncpg.PostgresError, TimeoutError, ValueError, OverflowError)
"""ValueError: a text is no Unicode; OverflowError: an integer of more than 64 bits."""


def place(url: str) -> str:
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


def why(url: str, error: Exception) -> str:
    """Return the sentence for an error while opening."""
    for kinds, sentence in _SENTENCES:
        if isinstance(error, kinds):
            return f"{place(url)} {sentence}"
    return "The database URL cannot be read: write postgresql://user:password@host:5432/database."


def failure(error: Exception) -> StoreUnavailable:
    """Return the store's error for one of the driver's, which stays its cause."""
    match error:
        case asyncpg.LockNotAvailableError() | asyncpg.DeadlockDetectedError() | asyncpg.SerializationError():
            return StoreBusy()
        case asyncpg.DiskFullError():
            return StoreFull()
        case _:
            return StoreUnavailable()
