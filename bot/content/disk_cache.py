"""The files of the user's cache folder: results that take long to make from the bank, by files and code.

They are trusted as Python trusts its own `__pycache__`: a file that others could have written is passed over. Without
such a folder, or with a file that cannot be read, everything is made anew.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot import domain

CACHED_FILES = 8
"""Files of a kind in the cache; the oldest makes room."""
LIBRARIES = ("pydantic-", "pyyaml-", "snowballstemmer-")
"""The beginnings of the folders that name the versions of packages which decide the cached results."""

_log = logging.getLogger(__name__)


class _Pickler(pickle.Pickler):
    """Writes a dataclass as the call that makes it, which is read in half the time of its state."""

    def reducer_override(self, value: object) -> Any:
        """Return the call and its arguments."""
        if is_dataclass(value) and not isinstance(value, type):
            return type(value), tuple(getattr(value, field.name) for field in fields(value))
        return NotImplemented


def read(file: Path) -> Any:
    """Return the value of a cache file; None for none, and for one that another user could have written."""
    try:
        with file.open("rb") as opened:
            if not (_is_private(os.fstat(opened.fileno())) and _is_private(file.parent.stat())):
                return None
            return pickle.load(opened)  # noqa: S301 - written by us, for us alone
    except FileNotFoundError:
        return None
    except Exception as error:  # noqa: BLE001 - torn, foreign or of a former code: the value can be made anew
        _log.debug("a cached file cannot be used (%s)", type(error).__name__)
        return None


def write(file: Path, value: object) -> None:
    """Write a value to a cache file, in one piece or not at all, and delete the oldest of its kind."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            _Pickler(opened, pickle.HIGHEST_PROTOCOL).dump(value)
        fresh.replace(file)
        kind = file.parent.glob(f"*{file.suffix}")
        for old in sorted(kind, key=lambda one: one.stat().st_mtime)[:-CACHED_FILES]:
            old.unlink(missing_ok=True)
    except OSError as error:
        _log.debug("nothing is cached (%s)", error)


def digest_of(*parts: bytes) -> str:
    """Return a name for the result of *parts* and of the present code."""
    digest = hashlib.sha256(_code_hash())
    for part in parts:
        digest.update(f"\0{len(part)}\0".encode())
        digest.update(part)
    return digest.hexdigest()[:32]


def _is_private(status: os.stat_result) -> bool:
    """Return whether a file or folder is ours and no other user may write it."""
    mine = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return mine and not stat.S_IMODE(status.st_mode) & (stat.S_IWGRP | stat.S_IWOTH)


@cache
def _code_hash() -> bytes:
    """Return a hash over Python, the libraries and the code that work on a bank."""
    digest = hashlib.sha256(f"{sys.version} {sorted(_releases())}".encode())
    rooms = Path(__file__).parent, *map(Path, domain.__path__)
    for path in sorted(path for room in rooms for path in room.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()


def _releases() -> Iterator[str]:
    """Yield the installed versions of the libraries; importlib.metadata would take longer than reading a bank."""
    for folder in sys.path:
        with suppress(OSError):
            yield from (one.name for one in os.scandir(folder or ".") if one.name.lower().startswith(LIBRARIES))
