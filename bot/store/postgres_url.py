"""A PostgreSQL URL as operators copy it from their provider, turned into one that the driver takes."""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Mapping
from configparser import Error as ConfigParserError
from configparser import RawConfigParser
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from bot.domain.errors import DatabaseUnusable

CONNECT_SECONDS = 3.0
"""The wait for a server that is connected to, unless the URL says otherwise (`connect_timeout`)."""
_MOST_SECONDS = 60.0

_IMPLIED = frozenset(
    {
        *("keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"),
        *("client_encoding", "fallback_application_name", "sslcompression", "sslsni", "load_balance_hosts"),
        *("gssdelegation", "min_protocol_version", "max_protocol_version"),
    }
)
"""Parameters of libpq's that nothing hangs on: each statement has a limit of time, and texts are UTF-8 in any case."""
_DEMANDS: Mapping[str, tuple[frozenset[str], str]] = {
    "channel_binding": (
        frozenset({"disable", "prefer"}),
        "cannot be kept: leave it out; sslmode=verify-full with sslrootcert proves the server too",
    ),
    "gssencmode": (frozenset({"disable", "prefer"}), "cannot be kept: leave it out, and set sslmode=require"),
    "sslcertmode": (frozenset({"allow", "disable"}), "cannot be kept: leave it out, and set sslcert and sslkey"),
    "require_auth": (frozenset(), "cannot be kept: leave it out, and set sslmode=verify-full"),
    "requirepeer": (frozenset(), "cannot be kept: leave it out"),
    "hostaddr": (frozenset(), "is not known: write the address in the host's place"),
    "replication": (frozenset({"false", "off", "no", "0"}), "is not for Prova: leave it out"),
    "sslcrldir": (frozenset(), "is not known: name one file with sslcrl"),
}
"""Parameters that would be a promise, the values that promise nothing, and the words for any other."""
_FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl", "passfile")
_ATTRIBUTES = ("any", "read-write", "read-only", "primary", "standby", "prefer-standby")
UNREADABLE = "The database URL cannot be read: write postgresql://user:password@host:5432/database."


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A URL for the driver, the database's name for a sentence, and the seconds that its server is waited for."""

    url: str
    place: str
    patience: float
    settings: Mapping[str, str]


def read(url: str) -> ServerAddress:
    """Return the settings of a URL. Raises DatabaseUnusable, with one sentence that holds nothing of a password."""
    try:
        parts = urlsplit(url)
        if _is_torn(parts):
            raise DatabaseUnusable(
                "The database URL has an @ where none can be: write the signs / ? # @ in its password as "
                "%2F %3F %23 %40."
            )
        given = dict(parse_qsl(parts.query, keep_blank_values=True))
        place = _place(parts, given)
    except ValueError:
        raise DatabaseUnusable(UNREADABLE) from None
    kept = {name: value for name, value in given.items() if value and not _is_idle(name, given)}
    patience = _patience(kept.pop("connect_timeout", "0"))
    if kept.get("sslrootcert") == "system":
        kept |= {"sslrootcert": ssl.get_default_verify_paths().cafile or "system", "sslmode": "verify-full"}
    for name in _FILES:
        if name in kept and not os.access(kept[name], os.R_OK):
            raise DatabaseUnusable(f"{name}={kept[name]} in the database URL is no file that can be read.")
    if "passfile" in kept and Path(kept["passfile"]).stat().st_mode & 0o077:
        raise DatabaseUnusable(f"The file {kept['passfile']} of passwords is open to others: chmod 600 closes it.")
    if (attributes := kept.get("target_session_attrs", "any")) not in _ATTRIBUTES:
        raise DatabaseUnusable(
            f"target_session_attrs={attributes} in the database URL is not known: "
            f"write one of {', '.join(_ATTRIBUTES)}."
        )
    if "service" in kept:
        _check_service(kept["service"])
    settings = {} if "application_name" in kept else {"application_name": "prova"}
    name = "" if parts.path == "/" else parts.path  # the driver would take "" for a database's name
    url = parts._replace(path=name, query=urlencode(kept, quote_via=quote)).geturl()
    return ServerAddress(url, place, patience, settings)


def _is_torn(parts: SplitResult) -> bool:
    """Return whether a sign in the password has cut a URL, so that a part of it would be taken for something else."""
    return parts.netloc.count("@") > 1 or "@" in "".join(parts[2:])


def _is_idle(name: str, given: Mapping[str, str]) -> bool:
    """Return whether a parameter can be left out without a loss. Raises DatabaseUnusable for one that asks too much."""
    if name in _IMPLIED:
        return True
    if name not in _DEMANDS:
        return False
    harmless, advice = _DEMANDS[name]
    if given[name] in harmless or (name == "channel_binding" and given.get("sslmode") == "verify-full"):
        return True
    raise DatabaseUnusable(f"{name}={given[name]} in the database URL {advice}.")


def _patience(seconds: str) -> float:
    """Return the seconds of libpq's `connect_timeout`; 0, which is no limit there, is ours. Raises DatabaseUnusable."""
    try:
        asked = float(int(seconds))
    except ValueError:
        raise DatabaseUnusable(f"connect_timeout={seconds} in the database URL is no number of seconds.") from None
    return min(asked, _MOST_SECONDS) if asked > 0 else CONNECT_SECONDS


def _check_service(name: str) -> None:
    """Raise DatabaseUnusable for a service that is nowhere: the driver would take this machine for it."""
    file = Path(os.environ.get("PGSERVICEFILE") or Path.home() / ".pg_service.conf")
    known = RawConfigParser()
    try:
        known.read(file)
    except (ConfigParserError, OSError, UnicodeError):
        raise DatabaseUnusable(f"The file {file} of the services cannot be read: mend it.") from None
    if name not in known:
        raise DatabaseUnusable(
            f"There is no service {name!r} in {file}: write it there, or write out the database URL."
        )


def _place(parts: SplitResult, given: Mapping[str, str]) -> str:
    """Return a database's name for a sentence, without the user and password of its URL. Raises ValueError."""
    if service := given.get("service"):
        return f"The database of the service {service!r}"
    hosts = unquote(parts.netloc.partition("@")[2] if "@" in parts.netloc else parts.netloc)
    if any(port.strip("0123456789") for port in re.findall(r":([^:,\]]*)(?=,|$)", hosts)):
        raise ValueError
    name = (
        unquote(parts.path.lstrip("/")) or given.get("dbname") or given.get("database") or os.environ.get("PGDATABASE")
    )
    host = hosts or given.get("host") or os.environ.get("PGHOST") or "this machine"
    return f"The database {name or 'of the user'!r} at {host}"
