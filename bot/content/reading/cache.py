"""A bank as it was read before, for the same files and the same code: reading YAML takes longer than all that follows.

What is kept lies in the user's own cache folder and is trusted as Python trusts its own `__pycache__`: a file that
others could have written is passed over. Without such a folder, or with a file that cannot be read, the bank is loaded.
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
from bot.content.reading.load import Loaded, shown
from bot.domain import text

KEPT = 8
"""Banks that are kept; the oldest makes room."""

_log = logging.getLogger(__name__)


def remembered(
    directory: Path, around: Bank | None, load: Callable[[Path, Bank | None], Loaded], folder: Path
) -> Loaded:
    """Return what *load* returned for the same files, code and surroundings, or load them. Raises BankInvalid."""
    try:
        file = folder / f"{_key(directory, around)}.pickle"
    except OSError:
        return load(directory, around)  # which says what cannot be read
    if kept := _read(file):
        return kept
    loaded = load(directory, around)
    try:
        _write(file, loaded)
    except OSError as error:
        _log.debug("the bank is not kept (%s)", error)
    return loaded


def _read(file: Path) -> Loaded | None:
    """Return what is kept in a file, unless somebody else could have put it there."""
    try:
        with file.open("rb") as opened:
            if not (_ours(os.fstat(opened.fileno())) and _ours(file.parent.stat())):
                return None
            *parts, where = pickle.load(opened)  # noqa: S301 - written by us, for us alone
    except Exception as error:  # noqa: BLE001 - torn, foreign or of a former code: the files say the same
        _log.debug("a kept bank cannot be used (%s)", type(error).__name__)
        return None
    bank = Bank(*map(MappingProxyType, parts))
    return Loaded(bank, MappingProxyType(where))


def _write(file: Path, loaded: Loaded) -> None:
    """Keep a bank, in one piece or not at all, and let the oldest go."""
    bank = loaded.bank
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    parts = (bank.phases, bank.services, bank.questions, bank.exams, bank.elsewhere, loaded.where)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        pickle.dump(tuple(map(dict, parts)), opened, protocol=pickle.HIGHEST_PROTOCOL)
    fresh.replace(file)
    for old in sorted(file.parent.glob("*.pickle"), key=lambda one: one.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)


def _ours(status: os.stat_result) -> bool:
    """Tell whether nobody else may write something."""
    mine = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return mine and not stat.S_IMODE(status.st_mode) & (stat.S_IWGRP | stat.S_IWOTH)


def _key(directory: Path, around: Bank | None) -> str:
    """Return a hash over all that the result depends on."""
    digest = hashlib.sha256(f"{sys.version} {shown(directory)} {_code()}".encode())
    for path in sorted(path for path in directory.rglob("*.y*ml") if path.is_file()):
        data = path.read_bytes()
        digest.update(f"\0{path}\0{len(data)}\0".encode())
        digest.update(data)
    if around:
        known = (around.phases, around.services, {exam.id: exam.domains for exam in around.exams.values()})
        digest.update(repr([sorted(known[0]), sorted(known[1]), known[2]]).encode())
    return digest.hexdigest()[:32]


@cache
def _code() -> str:
    """Return a hash over the code that reads a bank."""
    digest = hashlib.sha256()
    rooms = Path(model.__file__).parent, Path(text.__file__).parent
    for path in sorted(path for room in rooms for path in room.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
