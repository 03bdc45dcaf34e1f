"""The operator's verbs for the database: `prova db ...`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot import config
from bot.cli.common import errors_explained, fail, with_store
from bot.cli.progress import ends_explained, progress
from bot.cli.verbs import Group, Verb, argument, flag
from bot.database_url import UrlInvalid, usable_url
from bot.domain.errors import StoreFull

if TYPE_CHECKING:
    from bot.store.store import SqlStore


def db_upgrade() -> None:
    """Bring the database up to date, and say where it is; safe to repeat, and done by itself when Prova starts."""
    from bot.store.sqlite import SCHEME, path_of

    with errors_explained():
        with ends_explained("The migration under way was undone."):
            applied = asyncio.run(with_store(_upgrade, make=True))
        url = config.from_environment().database_url
        where = f" It is the file {path_of(url).absolute()}." if url.startswith(SCHEME) else ""
    print((f"Applied: {', '.join(applied)}." if applied else "The database is up to date.") + where)


def db_rebuild() -> None:
    """Recount all leaderboards from the answers."""
    with errors_explained(), ends_explained("The boards are as they were."):
        asyncio.run(with_store(_rebuild))
    print("All boards have been counted anew from the answers.")


def db_backup(file: Path) -> None:
    """Copy the database into a file, also while Prova runs: nobody waits, and nothing that was committed is missing."""
    with errors_explained():
        url = _file_url("pg_dump --format=custom --file=FILE URL copies it, also while Prova runs.")
        from bot.store.sqlite_backup import back_up

        with _file_errors_explained(file):
            size = back_up(url, file)
    print(f"Backed up to {file} ({size:,} bytes).")


def db_restore(file: Path, *, force: bool) -> None:
    """Put a backup in the place of the database, while Prova is stopped; the former one is kept beside it."""
    with errors_explained():
        url = _file_url("pg_restore --clean --if-exists --dbname=URL FILE puts it back, while Prova is stopped.")
        from bot.ports.clock import utc_now
        from bot.store.sqlite_backup import put_back

        with _file_errors_explained(file):
            former = put_back(file, url, force=force, now=utc_now())
    print(f"Restored from {file}." + (f" The former database is kept as {former}." if former else ""))


def db_check() -> None:
    """Look for damage, missing migrations and boards that do not fit the answers; exit with 1 if there is any."""
    with errors_explained(), ends_explained("Nothing was changed."):
        url = config.from_environment().database_url
        found = _damages(url) or asyncio.run(with_store(_inconsistencies))
    for line in found:
        print(line)
    if found:
        raise SystemExit(1)
    print("The database is whole, up to date, and its boards fit its answers.")


def db_copy(url: str) -> None:
    """Copy everything into another, empty database, and compare each row; then set PROVA_DATABASE_URL to it."""
    with errors_explained(), ends_explained("Nothing was copied."):
        counts = asyncio.run(with_store(lambda store: _copy(store, url)))
    for table, rows in counts.items():
        print(f"{table:10} {rows:>10,}")
    print("Every row was copied and compared. Set PROVA_DATABASE_URL to the other database, and start Prova.")


@contextmanager
def _file_errors_explained(file: Path) -> Iterator[None]:
    """Turn the file system's errors with a file into a sentence and an exit status."""
    try:
        yield
    except OSError as error:
        fail(f"{file} cannot be used ({error.strerror}): name another file.")


def _file_url(otherwise: str) -> str:
    """Return the URL of the configured database if it is a file; else print *otherwise* and exit."""
    url = config.from_environment().database_url
    if url.startswith("postgres"):
        fail(f"The database is on a PostgreSQL server: {otherwise}")
    return url


def _damages(url: str) -> list[str]:
    """Return the damages of the database's file, none without a file."""
    if not url.startswith("sqlite:///"):
        return []
    from bot.store.sqlite import path_of
    from bot.store.sqlite_backup import damages

    path = path_of(url)
    if not path.is_file():
        return []
    return [f"Damaged: {line}. Put a backup in its place with `prova db restore`." for line in damages(path)]


async def _inconsistencies(store: SqlStore) -> list[str]:
    """Return the missing migrations of the database, or the boards that do not fit the answers."""
    if missing := await store.missing():
        return [f"Not up to date: {', '.join(missing)} missing. `prova db upgrade` applies it."]
    async with progress() as tell:
        tell("Setting the boards against the answers")
        wrong = await store.wrong_sums()
    if wrong:
        return [f"The sums of {wrong} learners do not fit their answers. `prova db rebuild` counts them anew."]
    return []


async def _copy(store: SqlStore, url: str) -> dict[str, int]:
    """Bring two databases up to date, and copy one into the other."""
    from bot.store.store import SqlStore as Store

    try:
        url = usable_url(url)
    except UrlInvalid as invalid:
        fail(f"The other database: {invalid}")
    if url == config.from_environment().database_url:
        fail("That is the database itself: name another one, which is empty.")
    async with progress() as tell:
        await store.upgrade(tell)
        with _removed_unless_whole(url):
            other = await Store.open(url)
            try:
                await other.upgrade()
                return dict(await store.copy_to(other, tell))
            finally:
                await other.close()


@contextmanager
def _removed_unless_whole(url: str) -> Iterator[None]:
    """Remove a file that was made for a copy, and what lies beside it, if the copy is not finished."""
    from bot.store.sqlite import SCHEME, path_of

    made = path_of(url) if url.startswith(SCHEME) and not path_of(url).exists() else None
    try:
        yield
    except BaseException as error:
        for end in ("", "-wal", "-shm") if made else ():
            Path(f"{made}{end}").unlink(missing_ok=True)
        if isinstance(error, StoreFull):
            fail("The disk of the other database is full: nothing was copied. Make room on it, then copy again.")
        raise


async def _rebuild(store: SqlStore) -> None:
    """Bring a database up to date, and rebuild its boards."""
    async with progress() as tell:
        await store.upgrade(tell)
        await store.rebuild(tell)


async def _upgrade(store: SqlStore) -> tuple[str, ...]:
    """Bring a database up to date."""
    async with progress() as tell:
        return await store.upgrade(tell)


_EMPTY = argument("url", metavar="URL", help="An empty database, such as postgresql://user:password@host/database.")
_NEW = argument("file", type=Path, metavar="FILE", help="A file that is not there yet.")
_WRITTEN = argument("file", type=Path, metavar="FILE", help="A file that `prova db backup` wrote.")
VERBS = {
    "db": Group(
        "Look after the database.",
        {
            "upgrade": Verb(db_upgrade),
            "rebuild": Verb(db_rebuild),
            "backup": Verb(db_backup, (_NEW,)),
            "restore": Verb(db_restore, (_WRITTEN, flag("--force", "Replace the database that is there."))),
            "check": Verb(db_check),
            "copy": Verb(db_copy, (_EMPTY,)),
        },
    )
}
