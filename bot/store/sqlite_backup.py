"""The database file as a whole: backup while it is in use, restore, and check for damage."""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.domain.errors import DatabaseUnusable
from bot.store.migrations import MIGRATIONS
from bot.store.sqlite import APPLICATION_ID, SECRET, path_of, primary, why


def back_up(url: str, target: Path) -> int:
    """Copy the database behind *url*, which may be in use, and return the bytes of the copy.

    Commits before the call are in it, those meanwhile are not; no process waits. The copy is checked
    before it gets its name, so a file of that name is whole. Raises DatabaseUnusable.
    """
    source = path_of(url)
    if not source.is_file():
        raise DatabaseUnusable(f"There is no database {source} to back up: set PROVA_DATABASE_URL to the one you mean.")
    if target.exists():
        raise DatabaseUnusable(f"There is a file {target} already: choose another name.")
    with _draft(target) as draft:
        _copy(source, draft, target)
    return target.stat().st_size


def put_back(backup: Path, url: str, *, force: bool, now: datetime) -> Path | None:
    """Put a backup in the place of the database behind *url*; return the path of the former one, if any.

    The database changes as a whole or not at all, also when we are killed. Raises DatabaseUnusable: for a backup that
    is damaged, foreign or of a newer version, a database that is in use, or one that is there without *force*.
    """
    target = path_of(url)
    if not backup.is_file():
        raise DatabaseUnusable(f"There is no file {backup}: name a backup that `prova db backup` wrote.")
    if target.exists() and not force:
        raise DatabaseUnusable(
            f"There is a database {target} already: add --force to replace it; it is then kept beside the new one."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    former = target.with_name(f"{target.name}.before-{now:%Y%m%d-%H%M%S}")
    with _draft(target) as draft:
        _copy(backup, draft, target)
        if os.geteuid() == 0:  # what root restores has to be written by whoever runs Prova
            owner = (target if target.exists() else target.parent).stat()
            os.chown(draft, owner.st_uid, owner.st_gid)
        if not target.exists():
            return None
        _settle(target)
        try:
            os.link(target, former)
        except OSError:
            shutil.copy2(target, former)
        log, shared = (target.with_name(f"{target.name}{end}") for end in ("-wal", "-shm"))
        shared.unlink(missing_ok=True)
        if log.exists():
            log.replace(former.with_name(f"{former.name}-wal"))
    return former


def damages(path: Path) -> list[str]:
    """Return the damages inside a database file, in SQLite's words; none when it is whole.

    Raises DatabaseUnusable for one that cannot be read just now, as while another program has it locked.
    """
    with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        try:
            found = [str(row[0]) for row in db.execute("PRAGMA integrity_check")]
            strays = db.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise DatabaseUnusable(why(path, error)) from error
            return [str(error)]
    return [line for line in found if line != "ok"] + [f"a row of {row[0]} belongs to nothing" for row in strays]


@contextlib.contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """Yield a file that takes the name *target*, at once and for good, if all goes well."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    for left in target.parent.glob(f".{glob.escape(target.name)}.*"):
        if left.suffix[1:].isdecimal() and not _runs(int(left.suffix[1:])):
            left.unlink(missing_ok=True)  # of a process that was killed: it holds all that the database holds
    try:
        draft.touch(mode=SECRET)
        yield draft
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise DatabaseUnusable(f"{target} cannot be written ({error.strerror}): name another place.") from error
    finally:
        draft.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    """Return whether there is a process of that number."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _copy(source: Path, draft: Path, target: Path) -> None:
    """Copy a database that is ours and whole into a draft of *target*. Raises DatabaseUnusable."""
    try:
        with (
            contextlib.closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as db,
            contextlib.closing(sqlite3.connect(draft)) as copy,
        ):
            if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise DatabaseUnusable(f"{source} is no database of Prova's: name another file.")
            db.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            steps = {name for (name,) in copy.execute("SELECT name FROM migration")}
    except sqlite3.Error as error:
        if _is_damage(error):
            raise DatabaseUnusable(f"{source} is damaged or no database ({error}): name another file.") from error
        locked = primary(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        raise DatabaseUnusable(why(source if locked else target, error)) from error
    if unknown := steps - {step.name for step in MIGRATIONS}:
        raise DatabaseUnusable(
            f"{source} was written by a newer version of the bot (migration {max(unknown)}): upgrade the bot first."
        )
    if found := damages(draft):
        raise DatabaseUnusable(f"{source} is damaged ({found[0]}): name another file.")


def _is_damage(error: sqlite3.Error) -> bool:
    """Return whether an error is about a file's content, and not about the disk or another process."""
    return primary(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


def _settle(target: Path) -> None:
    """Bring all that was committed into the file itself, so that it can be moved. Raises DatabaseUnusable if in use."""
    try:
        with contextlib.closing(sqlite3.connect(target, isolation_level=None, timeout=1)) as db:
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("BEGIN EXCLUSIVE")
            db.execute("COMMIT")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            db.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if primary(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise DatabaseUnusable(f"The database {target} is in use: stop Prova, then restore again.") from None
    except sqlite3.DatabaseError:
        pass  # it is damaged: that is why it is being replaced
