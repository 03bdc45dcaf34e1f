"""The meaning of the errors of PostgreSQL's driver: for the store, and as a sentence for the operator."""

from __future__ import annotations

from urllib.parse import urlsplit

import asyncpg

from bot.domain.errors import StoreBusy, StoreFull, StoreUnavailable

_OF_THE_STATEMENT = ("0A", "22", "23", "42", "40P01", "53100", "55P03", "57014")
"""The beginnings of the codes of errors that a statement brings on itself, or that say enough: the connection is well.

Any other one is the server's or a pooler's: it shuts down, crashed, or only lets us read, since it was the first of
several once, or it ended a transaction that was silent for too long. Another connection may do better.
"""
AWAY = (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.TooManyConnectionsError)
"""The server may be there a little later."""
DRIVER_ERRORS = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    ValueError,
    OverflowError,
)
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


def is_lost(error: BaseException) -> bool:
    """Return whether an error costs the connection; the driver calls one internal when the end came unasked."""
    if isinstance(error, asyncpg.PostgresError):
        return not (error.sqlstate or "").startswith(_OF_THE_STATEMENT)
    return isinstance(error, (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError))


def failure(error: Exception) -> StoreUnavailable:
    """Return the store's error for one of the driver's, which stays its cause."""
    match error:
        case asyncpg.LockNotAvailableError() | asyncpg.DeadlockDetectedError() | asyncpg.SerializationError():
            return StoreBusy()
        case asyncpg.DiskFullError():
            return StoreFull()
        case _:
            return StoreUnavailable()
