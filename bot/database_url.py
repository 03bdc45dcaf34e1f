"""The database's URL as operators write it, with `~`, `$HOME` and `%20`, turned into one that is used as it is."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

SQLITE = "sqlite:///"
SCHEMES = (SQLITE, "postgresql://", "postgres://")
"""The beginnings of a database's URL."""

_VARIABLE = re.compile(r"\$(\w+|\{\w+\})")


class UrlInvalid(Exception):
    """A URL that names no database; the message is one sentence for the operator, without the URL."""


def usable_url(url: str) -> str:
    """Return *url* with `~`, variables such as `$HOME` and `%20` in a file's path replaced by their values.

    A file that is there under the path as it is written is taken: a former version made it so. Raises UrlInvalid.
    """
    if not url.startswith(SCHEMES):
        raise UrlInvalid(
            "that is no database Prova knows; write sqlite:///path/to/file.db, "
            "sqlite:////path/to/file.db for an absolute path, or postgresql://user:password@host/database."
        )
    if not url.startswith(SQLITE):
        return url
    written = url.removeprefix(SQLITE)
    with suppress(OSError, ValueError):
        if Path(written).is_file():
            return url
    return SQLITE + _path(written)


def _path(written: str) -> str:
    """Return the path that is meant. Raises UrlInvalid."""
    for sign, name, code in (("?", "parameters", "%3F"), ("#", "fragment", "%23")):
        if sign in written:
            raise UrlInvalid(
                f"a SQLite file takes no {name}; leave out “{sign}” and what follows, or write {code} for it in a name."
            )
    path = _VARIABLE.sub(_value, unquote(written, errors="surrogateescape"))
    if path.startswith(("~", "/~")):
        path = os.path.expanduser(path.removeprefix("/"))  # noqa: PTH111 - that of pathlib raises, and drops a “//”
        if path.startswith("~"):
            raise UrlInvalid("there is no home folder for the “~”; write the whole path, as in sqlite:////data/p.db.")
    if any(sign < " " for sign in path):
        raise UrlInvalid("the path of the file has signs that cannot be seen; write it anew.")
    return path


def _value(found: re.Match[str]) -> str:
    """Return a variable's value. Raises UrlInvalid."""
    name = found[1].strip("{}")
    value = os.environ.get(name)
    if not value:
        raise UrlInvalid(f"there is no variable {name} for the “$”; write the whole path, as in sqlite:////data/p.db.")
    return value
