"""The SQLite engine, the one module that knows its driver: the file, statements, and the meaning of errors."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import math
import os
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from bot.domain.errors import DatabaseLocked, DatabaseUnusable, StoreBusy, StoreFull, StoreUnavailable
from bot.store.connection import Bulk, Engine, Fetch, Many, Result, Row, Step, Steps, end_of_time
from bot.store.mapping import marks
from bot.store.sqlite_thread import SqliteThread
from bot.store.turns import Turns

APPLICATION_ID = 0x50524F56
"""`PROV`, written into the header of our files, so that another program's file is never touched."""
SECRET = 0o600
"""The mode of new files: only the user that runs Prova reads people's answers, and perhaps tokens."""
NO_ROOM = 1024 * 1024
"""The most bytes that are free on a full disk; SQLite calls it an I/O error there when it cannot make its log."""

BUSY_SECONDS = 2.5
"""A statement's wait for another process that holds the file: less than the time that Prova has to end."""
LAST_WAIT_MS = 200
"""The same wait once it is time to close."""

SCHEME = "sqlite:///"

_Prepare: TypeAlias = Callable[[sqlite3.Connection, Path], None]

_DRIVER_ERRORS = (sqlite3.Error, ValueError, OverflowError)
"""ValueError: the connection is closed, or a text is no Unicode; OverflowError: an integer of more than 64 bits."""

_SCRUB_TRIES = 20
_SCRUB_WAIT_MS = 100
_PAUSE = 0.05

_log = logging.getLogger(__name__)


def path_of(url: str) -> Path:
    """Return the file behind `sqlite:///relative/path` or `sqlite:////absolute/path`.

    Raises DatabaseUnusable for a URL that names no file, and for none, of a user without a home.
    """
    if not url:
        raise DatabaseUnusable(
            "There is no home folder for the database: write its place into PROVA_DATABASE_URL, such as sqlite:////data/prova.db."
        )
    name = url.removeprefix(SCHEME)
    if not name or name == ":memory:":
        raise DatabaseUnusable("The database URL names no file: write sqlite:///path/to/file.db.")
    return Path(name)


class SqliteConnection:
    """One connection in a thread of its own; a statement is one hop there and back, and so are all those of `run`.

    A driver's error leaves as StoreBusy, StoreFull or StoreUnavailable.
    """

    engine: Engine = "sqlite"
    away = False
    notes: tuple[str, ...] = ()

    def __init__(self, db: sqlite3.Connection, thread: SqliteThread) -> None:
        """Take over an open connection in autocommit mode, which belongs to *thread*."""
        self._db = db
        self._thread = thread
        self._turns = Turns()

    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return all its rows."""
        hop = self._hop(self._fetch, sql, values)
        if math.isfinite(end_of_time()):
            return await hop
        try:
            return await asyncio.shield(hop)
        except asyncio.CancelledError:
            while not hop.done():
                self._db.interrupt()  # in vain while the statement has not begun yet
                await asyncio.wait([hop], timeout=_PAUSE)
            hop.exception()
            raise

    async def many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run one statement for each of *rows*, in one hop; none at all costs nothing."""
        if rows:
            await self._hop(self._many, sql, rows)

    def _hop(self, function: Callable[..., Result], *values: object) -> asyncio.Future[Result]:
        """Run a function in the thread."""
        try:
            return self._thread.run(function, *values)
        except ValueError as error:
            raise StoreUnavailable from error

    def _fetch(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement, in the thread."""
        try:
            return self._db.execute(sql, values).fetchall()
        except _DRIVER_ERRORS as error:
            raise _failure(error) from error

    def _many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run one statement for each row, in the thread."""
        try:
            self._db.executemany(sql, rows)
        except _DRIVER_ERRORS as error:
            raise _failure(error) from error

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Hold the database's write lock: commit at the end, or roll back after any error or a cancellation.

        The thread works in order, so even an abandoned roll-back comes before the next BEGIN.
        """
        async with self._turns.take():
            try:
                await self.fetch("BEGIN IMMEDIATE")
                yield
                await self.fetch("COMMIT")
            except BaseException:
                with contextlib.suppress(StoreUnavailable, sqlite3.Error):
                    await self._hop(self._db.rollback)
                raise

    async def run(self, steps: Steps[Result]) -> Result:
        """Carry out a transaction that is known as a whole, in one hop; a cancellation before its COMMIT undoes it."""
        async with self._turns.take():
            left: list[bool] = []
            try:
                return await self._hop(self._carry_out, steps, left)
            except asyncio.CancelledError:
                left.append(True)
                raise

    def _carry_out(self, steps: Steps[Result], left: Sequence[bool]) -> Result:
        """Carry out a transaction, in the thread; *left* holds something once nobody waits for it any more."""
        try:
            self._fetch("BEGIN IMMEDIATE")
            result = self._drive(steps)
            if not left:
                self._fetch("COMMIT")
        finally:
            with contextlib.suppress(*_DRIVER_ERRORS):
                self._db.rollback()
        return result

    def _drive(self, steps: Steps[Result]) -> Result:
        """Give a generator the rows of each of its steps, and return its result."""
        try:
            step = next(steps)
            while True:
                step = steps.send(self._do(step))
        except StopIteration as end:
            result: Result = end.value
            return result

    def _do(self, step: Step) -> list[Row]:
        """Run the statements of a step, and return its rows."""
        match step:
            case Fetch(sql, values):
                return self._fetch(sql, values)
            case Many(sql, rows):
                if rows:
                    self._many(sql, rows)
                return []
            case Bulk(sql, rows):
                return self._fetch(_with_rows(sql, len(rows), len(rows[0])), tuple(chain.from_iterable(rows)))
        given: list[Row] = []
        for part in step.parts:
            given = self._do(part)
        return given

    async def load(self, table: str, names: Sequence[str], rows: Sequence[Row]) -> None:
        """Insert rows one by one, which costs least here."""
        await self.many(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks(names)})", rows)

    async def scrub(self) -> bool:
        """Carry the write-ahead log into the file and empty it, so that erased rows are nowhere on the disk.

        Tries for some seconds without holding up writers for long; False when something was always in the
        way, and then the log is emptied later, at the latest when the last process closes the file.
        """
        for _ in range(_SCRUB_TRIES):
            if await self._checkpoint():
                return True
            await asyncio.sleep(_PAUSE)
        _log.warning(
            "the write-ahead log could not be emptied: another process reads the database, or the disk is full"
        )
        return False

    async def _checkpoint(self) -> bool:
        """Try once to empty the log, without waiting long for readers."""
        async with self._turns.take():
            try:
                try:
                    await self.fetch(f"PRAGMA busy_timeout = {_SCRUB_WAIT_MS}")
                    ((busy, *_),) = await self.fetch("PRAGMA wal_checkpoint(TRUNCATE)")
                finally:
                    await self.fetch(f"PRAGMA busy_timeout = {round(BUSY_SECONDS * 1000)}")
            except StoreUnavailable:
                return False  # what was erased is committed all the same
        return not busy

    async def hurry(self) -> None:
        """Let the statements from now on wait only briefly for another process."""
        await self.fetch(f"PRAGMA busy_timeout = {LAST_WAIT_MS}")

    async def close(self) -> None:
        """Wait for the transaction under way, then close; closing twice is fine."""
        async with self._turns.take(last=True):
            try:
                await self._hop(self._db.close)
            except sqlite3.Error as error:  # what was committed is in the file or in its log
                _log.warning("the database was not closed in good order (%s)", error)
            except StoreUnavailable:
                return  # it is closed already
            self._thread.end()


@lru_cache(maxsize=2048)
def _with_rows(sql: str, rows: int, columns: int) -> str:
    """Return a statement with placeholders for so many rows; kept, so that the driver knows the text again."""
    row = f"({marks(range(columns))})"
    return sql.format(rows=f"VALUES {', '.join([row] * rows)}")


async def connect(url: str) -> tuple[SqliteConnection, SqliteConnection]:
    """Open the database file, created when missing, and return a writer and a reader.

    Raises DatabaseUnusable with one sentence for the operator; a file that is not ours is left as it was.
    """
    path = path_of(url)
    _check_place(path)
    writer = await _open(path, _prepare)
    try:
        reader = await _open(path, _prepare_reader)
    except BaseException:
        await writer.close()
        raise
    return writer, reader


async def _open(path: Path, prepare: _Prepare) -> SqliteConnection:
    """Open one connection in a thread of its own and make it ready, or raise DatabaseUnusable."""
    thread = SqliteThread()
    try:
        return SqliteConnection(await thread.run(_opened, path, prepare), thread)
    except BaseException:
        thread.end()
        raise


def _opened(path: Path, prepare: _Prepare) -> sqlite3.Connection:
    """Open one connection and make it ready, or close it again and raise DatabaseUnusable."""
    db: sqlite3.Connection | None = None
    try:
        db = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
        prepare(db, path)
    except BaseException as error:
        if db is not None:
            db.close()
        if isinstance(error, sqlite3.Error):
            passes = primary(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            raise (DatabaseLocked if passes else DatabaseUnusable)(why(path, error)) from error
        raise
    return db


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    """Check that the file is ours before anything is changed in it, then set it up for writing."""
    db.execute("BEGIN IMMEDIATE")
    ((mark,),) = db.execute("PRAGMA application_id").fetchall()
    tables = db.execute("SELECT name FROM sqlite_master").fetchall()
    if mark not in (0, APPLICATION_ID) or (tables and mark == 0):
        raise DatabaseUnusable(
            f"The file {path} is the database of another program: set a database URL with a file of its own."
        )
    if mark == 0:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.commit()
    _use_wal(db, path)
    for setting in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        db.execute(f"PRAGMA {setting}")


def _prepare_reader(db: sqlite3.Connection, _path: Path) -> None:
    """Keep the reader from ever writing."""
    db.execute("PRAGMA query_only = ON")


def _use_wal(db: sqlite3.Connection, path: Path) -> None:
    """Switch to write-ahead logging; SQLite doesn't wait by itself for another process that is just doing the same."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            ((mode,),) = db.execute("PRAGMA journal_mode = WAL").fetchall()
            break
        except sqlite3.OperationalError as error:
            if primary(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        time.sleep(_PAUSE)
    if mode != "wal":
        raise DatabaseUnusable(f"The disk of {path} allows no write-ahead log: put the database on a local disk.")


def _check_place(path: Path) -> None:
    """Make the directory if it is missing, and raise DatabaseUnusable for troubles of the file system."""
    folder = path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_folder = path.is_dir()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise DatabaseUnusable("The path of the database is too long: name another file.") from None
        raise DatabaseUnusable(
            f"The directory {folder} of the database cannot be made: make it, or set another database URL."
        ) from None
    if is_folder:
        raise DatabaseUnusable(f"The database path {path} is a directory: name a file inside it in the database URL.")
    if not os.access(folder, os.W_OK | os.X_OK) or (path.exists() and not os.access(path, os.R_OK | os.W_OK)):
        raise DatabaseUnusable(_unwritable(path))
    with contextlib.suppress(FileExistsError):
        path.touch(SECRET, exist_ok=False)


def _unwritable(path: Path) -> str:
    """Return the sentence for a file or directory that this user may not write."""
    return f"The database {path} cannot be written: let this user write the file and its directory {path.parent}."


def why(path: Path, error: sqlite3.Error) -> str:
    """Return the sentence for an error while opening a database, or copying into it."""
    code = primary(error)
    if code == sqlite3.SQLITE_IOERR and shutil.disk_usage(path.parent).free < NO_ROOM:
        code = sqlite3.SQLITE_FULL
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return f"The database {path} is locked by another process: stop that process, then start again."
        case sqlite3.SQLITE_NOTADB:
            return f"The file {path} is not a SQLite database: move it away, or set another database URL."
        case sqlite3.SQLITE_CORRUPT:
            return f"The database {path} is damaged: put a backup of it in its place."
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return _unwritable(path)
        case sqlite3.SQLITE_FULL:
            return f"The disk of the database {path} is full: make room on it, then start again."
        case _:
            return f"The database {path} cannot be opened ({error}): check the disk that it lies on."


def primary(error: sqlite3.Error) -> int:
    """Return the primary result code; errors of the Python module itself have none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _failure(error: Exception) -> StoreUnavailable:
    """Return the store's error for one of the driver's, which stays its cause."""
    if isinstance(error, sqlite3.Error):
        match primary(error):
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return StoreBusy()
            case sqlite3.SQLITE_FULL:
                return StoreFull()
    return StoreUnavailable()
