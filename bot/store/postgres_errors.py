"""The meaning of the errors of PostgreSQL's driver: for the store, and as a sentence for the operator.

The one place that reads them, from the first connection on.
"""

from __future__ import annotations

import os
import re
import socket
import ssl
import struct
from dataclasses import dataclass

import asyncpg

from bot.domain.errors import DatabaseAway, DatabaseUnusable, StoreBusy, StoreForbidden, StoreFull, StoreUnavailable
from bot.store.postgres_url import UNREADABLE

DRIVER_ERRORS = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    ValueError,
    OverflowError,
)
"""ValueError: a text is no Unicode; OverflowError: an integer of more than 64 bits."""
_OF_THE_STATEMENT = ("0A", "22", "23", "42", "40P01", "53100", "55P03", "57014")
"""The beginnings of the codes of errors that a statement brings on itself, or that say enough: the connection is well.

Any other one is the server's or a pooler's: it shuts down, crashed, or only lets us read, since it was the first of
several once, or it ended a transaction that was silent for too long. Another connection may do better.
"""


@dataclass(frozen=True, slots=True)
class _Case:
    """Errors of some kinds whose words have a part in them, the end of their sentence, and whether they may pass."""

    kinds: type[BaseException] | tuple[type[BaseException], ...]
    part: str
    sentence: str
    away: bool = False


_MISSING = "does not exist: make it (CREATE DATABASE ...), or set another database URL."
_REFUSED = "refuses us: set the right user and password in the database URL."
_FULL = "has no connection left: raise max_connections, or the limit of the user or database, or stop another process."
_UNREACHED = "is behind a pooler that does not reach it: start the server; the pooler tries again (server_login_retry)."
_CASES = (
    _Case(
        asyncpg.PostgresError,
        "statement pooling mode",
        "is behind a pooler in statement mode, which knows no transactions: set pool_mode to transaction or session.",
    ),
    _Case(
        asyncpg.PostgresError,
        "unsupported startup parameter",
        "is behind a pooler that does not pass on a setting of the database URL: leave it out, and set it for the "
        "user instead (ALTER ROLE ... SET ...).",
    ),
    _Case(
        (
            asyncpg.UndefinedObjectError,
            asyncpg.CantChangeRuntimeParamError,
            asyncpg.InvalidParameterValueError,
            asyncpg.PostgresSyntaxError,
        ),
        "",
        "does not take a setting of the database URL: mend it, or leave it out.",
    ),
    _Case(asyncpg.InvalidCatalogNameError, "", _MISSING),
    _Case(asyncpg.PostgresConnectionError, "does not exist", _MISSING),
    _Case(asyncpg.PostgresConnectionError, "no such database", _MISSING),
    _Case(
        asyncpg.InvalidAuthorizationSpecificationError,
        "pg_hba.conf",
        "lets nobody in this way: give its pg_hba.conf a line for this user, host and encryption, or set another "
        "sslmode in the database URL.",
    ),
    _Case(asyncpg.InvalidAuthorizationSpecificationError, "", _REFUSED),
    _Case(asyncpg.PostgresError, "authentication failed", _REFUSED),
    _Case(asyncpg.PostgresError, "no such user", _REFUSED),
    _Case(asyncpg.InsufficientPrivilegeError, "", "does not let its user do what Prova needs: GRANT the right."),
    _Case(
        asyncpg.ObjectNotInPrerequisiteStateError,
        "",
        "takes no connections: allow them (ALTER DATABASE ... ALLOW_CONNECTIONS true), or set another database URL.",
    ),
    _Case(asyncpg.TooManyConnectionsError, "", _FULL, away=True),
    _Case(asyncpg.PostgresError, "no more connections allowed", _FULL, away=True),
    _Case(asyncpg.CannotConnectNowError, "", "is starting or stopping: try again in a moment.", away=True),
    _Case(
        asyncpg.OperatorInterventionError, "", "is stopping, or ended our connection: try again in a moment.", away=True
    ),
    _Case(
        asyncpg.ReadOnlySQLTransactionError,
        "",
        "can only be read, as a standby can: name the server that can be written, or several and "
        "target_session_attrs=read-write.",
        away=True,
    ),
    _Case(
        asyncpg.PostgresError,
        "query_wait_timeout",
        "is behind a pooler without a session left: raise its pool_size.",
        away=True,
    ),
    _Case(asyncpg.PostgresConnectionError, "login", _UNREACHED, away=True),
    _Case(asyncpg.PostgresConnectionError, "connect to server", _UNREACHED, away=True),
    _Case(asyncpg.PostgresConnectionError, "server down", _UNREACHED, away=True),
    _Case(
        asyncpg.PostgresConnectionError,
        "",
        "has ended our connection, or is no PostgreSQL: look into its log, and at the host and port of the URL.",
        away=True,
    ),
    _Case(
        asyncpg.TargetServerAttributeNotMatched,
        "",
        "has no server as target_session_attrs asks for it: start one, or leave that out of the database URL.",
        away=True,
    ),
    _Case(
        ssl.SSLCertVerificationError,
        "",
        "shows a certificate that is not trusted: set sslrootcert to the file of its authority, and the host as the "
        "certificate has it.",
    ),
    _Case(ssl.SSLError, "", "does not agree with us on TLS: look at the parameters of the database URL with ssl."),
    _Case(
        ConnectionError,
        "SSL",
        "speaks no TLS, or is no PostgreSQL: turn ssl on there, or look at the host, port and sslmode in the database "
        "URL.",
    ),
    _Case(asyncpg.ClientConfigurationError, "", "cannot be reached as the database URL says: mend it."),
    _Case(socket.gaierror, "", "is on a host that is not found: look at the host in the database URL.", away=True),
    _Case((OSError, TimeoutError), "", "does not answer: start the server, or set another database URL.", away=True),
    _Case(
        (asyncpg.InternalClientError, asyncpg.InterfaceError, struct.error),
        "",
        "does not answer as PostgreSQL does: look at the host and port in the database URL.",
    ),
    _Case(asyncpg.PostgresError, "", "cannot be used: look into the server's log."),
)
"""The sentences for errors while opening; the first that fits is said."""


def unusable(place: str, error: Exception) -> DatabaseUnusable:
    """Return the sentence for an error while opening, with the server's own words; none has a password in it."""
    said = words(error)
    for case in _CASES:
        if isinstance(error, case.kinds) and case.part in said:
            speaker = "It says" if isinstance(error, asyncpg.PostgresError) else "The reason"
            ending = f" {speaker}: {said.rstrip('.')}." if said else ""
            return (DatabaseAway if case.away else DatabaseUnusable)(f"{place} {case.sentence}{ending}")
    return DatabaseUnusable(UNREADABLE)


def words(error: BaseException) -> str:
    """Return the words of the server, or of the system, in one line, without a server's details: they may hold rows.

    Nothing is returned where the driver has words of its own for a connection that ended.
    """
    match error:
        case ssl.SSLCertVerificationError():
            said = error.verify_message
        case ssl.SSLError():
            said = str(error.reason or "").replace("_", " ").lower()
        case socket.gaierror():
            said = str(error.strerror)
        case OSError(errno=int(number)):
            said = os.strerror(number)
        case asyncpg.TargetServerAttributeNotMatched():
            said = ""
        case _:
            said = str(error.args[0]) if error.args else ""
    said = re.sub(
        r"^(connection was closed in the middle of operation|unexpected connection_lost\(\) call):? ?", "", said
    )
    return " ".join(said.split())


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
        case asyncpg.InsufficientPrivilegeError():
            return StoreForbidden(words=words(error))
        case _:
            return StoreUnavailable()
