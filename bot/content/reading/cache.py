"""The cache of loaded banks, by files and code: reading YAML takes longer than all that follows.

It is in the user's own cache folder and is trusted as Python trusts its own `__pycache__`: a file that others could
have written is passed over. Without such a folder, or with a file that cannot be read, the bank is loaded.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import stat
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import MappingProxyType

from bot.content import model
from bot.content.model import Bank
from bot.content.reading.load import Loaded, displayed_path
from bot.domain import text

CACHED_BANKS = 8
"""Banks in the cache; the oldest makes room."""

_log = logging.getLogger(__name__)


def load_cached(
    directory: Path, around: Bank | None, load: Callable[[Path, Bank | None], Loaded], folder: Path
) -> Loaded:
    """Return the cached result of *load* for the same files, code and surroundings, or load it. Raises BankInvalid."""
    try:
        file = folder / f"{_cache_key(directory, around)}.pickle"
    except OSError:
        return load(directory, around)  # which says what cannot be read
    if cached := _read(file):
        return cached
    loaded = load(directory, around)
    try:
        _write(file, loaded)
    except OSError as error:
        _log.debug("the bank is not cached (%s)", error)
    return loaded


def _read(file: Path) -> Loaded | None:
    """Return the bank in a cache file, unless another user could have written it."""
    try:
        with file.open("rb") as opened:
            if not (_is_private(os.fstat(opened.fileno())) and _is_private(file.parent.stat())):
                return None
            *parts, where = pickle.load(opened)  # noqa: S301 - written by us, for us alone
    except Exception as error:  # noqa: BLE001 - torn, foreign or of a former code: the files say the same
        _log.debug("a cached bank cannot be used (%s)", type(error).__name__)
        return None
    bank = Bank(*map(MappingProxyType, parts))
    return Loaded(bank, MappingProxyType(where))


def _write(file: Path, loaded: Loaded) -> None:
    """Write a bank to the cache, in one piece or not at all, and delete the oldest."""
    bank = loaded.bank
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    parts = (bank.phases, bank.services, bank.questions, bank.exams, bank.out_of_scope, loaded.where)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        pickle.dump(tuple(map(dict, parts)), opened, protocol=pickle.HIGHEST_PROTOCOL)
    fresh.replace(file)
    for old in sorted(file.parent.glob("*.pickle"), key=lambda one: one.stat().st_mtime)[:-CACHED_BANKS]:
        old.unlink(missing_ok=True)


def _is_private(status: os.stat_result) -> bool:
    """Return whether a file or folder is ours and no other user may write it."""
    mine = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return mine and not stat.S_IMODE(status.st_mode) & (stat.S_IWGRP | stat.S_IWOTH)


def _cache_key(directory: Path, around: Bank | None) -> str:
    """Return a hash over all that the result depends on."""
    digest = hashlib.sha256(f"{sys.version} {displayed_path(directory)} {_code_hash()}".encode())
    for path in sorted(path for path in directory.rglob("*.y*ml") if path.is_file()):
        data = path.read_bytes()
        digest.update(f"\0{path}\0{len(data)}\0".encode())
        digest.update(data)
    if around:
        known = (around.phases, around.services, {exam.id: exam.domains for exam in around.exams.values()})
        digest.update(repr([sorted(known[0]), sorted(known[1]), known[2]]).encode())
    return digest.hexdigest()[:32]


@cache
def _code_hash() -> str:
    """Return a hash over the code that reads a bank."""
    digest = hashlib.sha256()
    rooms = Path(model.__file__).parent, Path(text.__file__).parent
    for path in sorted(path for room in rooms for path in room.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
