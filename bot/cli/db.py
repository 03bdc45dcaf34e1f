"""The operator's verbs for the database: `prova db ...`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import config
from bot.cli.common import fail, told, with_store

if TYPE_CHECKING:
    from bot.store.store import SqlStore

db_app = typer.Typer(help="Look after the database.", no_args_is_help=True, rich_markup_mode=None)


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the database up to date; safe to repeat, and done by itself when Prova starts."""
    with told():
        applied = asyncio.run(with_store(lambda store: store.upgrade(), make=True))
    print(f"Applied: {', '.join(applied)}." if applied else "The database is up to date.")


@db_app.command("rebuild")
def db_rebuild() -> None:
    """Count all boards anew from the answers."""
    with told():
        asyncio.run(with_store(_rebuilt))
    print("All boards have been counted anew from the answers.")


@db_app.command("backup")
def db_backup(file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet.")]) -> None:
    """Copy the database into a file, also while Prova runs: nobody waits, and nothing that was committed is missing."""
    with told():
        url = _file_url("pg_dump --format=custom --file=FILE URL copies it, also while Prova runs.")
        from bot.store.sqlite_backup import back_up

        with _usable(file):
            size = back_up(url, file)
    print(f"Backed up to {file} ({size:,} bytes).")


@db_app.command("restore")
def db_restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `prova db backup` wrote.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the database that is there.")] = False,
) -> None:
    """Put a backup in the place of the database, while Prova is stopped; the former one is kept beside it."""
    with told():
        url = _file_url("pg_restore --clean --if-exists --dbname=URL FILE puts it back, while Prova is stopped.")
        from bot.store.sqlite_backup import put_back
        from bot.store.store import utc_now

        with _usable(file):
            former = put_back(file, url, force=force, now=utc_now())
    print(f"Restored from {file}." + (f" The former database is kept as {former}." if former else ""))


@db_app.command("check")
def db_check() -> None:
    """Look for damage, missing migrations and boards that do not fit the answers; exit with 1 if there is any."""
    with told():
        url = config.from_environment().database_url
        found = _damages(url) or asyncio.run(with_store(_wrong))
    for line in found:
        print(line)
    if found:
        raise typer.Exit(1)
    print("The database is whole, up to date, and its boards fit its answers.")


@db_app.command("copy")
def db_copy(
    url: Annotated[
        str,
        typer.Argument(metavar="URL", help="An empty database, such as postgresql://user:password@host/database."),
    ],
) -> None:
    """Copy everything into another, empty database, and compare each row; then set PROVA_DATABASE_URL to it."""
    with told():
        counts = asyncio.run(with_store(lambda store: _copied(store, url)))
    for table, rows in counts.items():
        print(f"{table:10} {rows:>10,}")
    print("Every row was copied and compared. Set PROVA_DATABASE_URL to the other database, and start Prova.")


@contextmanager
def _usable(file: Path) -> Iterator[None]:
    """Turn what the file system says of a file into a sentence."""
    try:
        yield
    except OSError as error:
        fail(f"{file} cannot be used ({error.strerror}): name another file.")


def _file_url(otherwise: str) -> str:
    """Return the URL of the configured database if it is a file, or say what to do."""
    url = config.from_environment().database_url
    if not url.startswith("sqlite:///"):
        fail(f"The database is on a PostgreSQL server: {otherwise}")
    return url


def _damages(url: str) -> list[str]:
    """Return what is wrong with the file, where there is one."""
    if not url.startswith("sqlite:///"):
        return []
    from bot.store.sqlite import path_of
    from bot.store.sqlite_backup import damages

    path = path_of(url)
    if not path.is_file():
        return []
    return [f"Damaged: {line}. Put a backup in its place with `prova db restore`." for line in damages(path)]


async def _wrong(store: SqlStore) -> list[str]:
    """Return what is wrong with what the database holds."""
    if missing := await store.missing():
        return [f"Not up to date: {', '.join(missing)} missing. `prova db upgrade` applies it."]
    if wrong := await store.wrong_sums():
        return [f"The sums of {wrong} learners do not fit their answers. `prova db rebuild` counts them anew."]
    return []


async def _copied(store: SqlStore, url: str) -> dict[str, int]:
    """Copy a database that is up to date into another."""
    from bot.store.store import SqlStore as Store

    if url == config.from_environment().database_url:
        fail("That is the database itself: name another one, which is empty.")
    await store.upgrade()
    other = await Store.open(url)
    try:
        await other.upgrade()
        return dict(await store.copy_to(other))
    finally:
        await other.close()


async def _rebuilt(store: SqlStore) -> None:
    """Rebuild the boards of a database that is up to date."""
    await store.upgrade()
    await store.rebuild()
