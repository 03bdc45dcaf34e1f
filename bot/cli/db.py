"""The operator's verbs for the database: `prova db ...`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import typer

from bot import config
from bot.cli.common import told

if TYPE_CHECKING:
    from bot.store.store import SqlStore

Result = TypeVar("Result")

db_app = typer.Typer(help="Look after the database.", no_args_is_help=True, rich_markup_mode=None)


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the database up to date; safe to repeat, and done by itself when Prova starts."""
    with told():
        applied = asyncio.run(_with_store(lambda store: store.upgrade()))
    print(f"Applied: {', '.join(applied)}." if applied else "The database is up to date.")


@db_app.command("rebuild")
def db_rebuild() -> None:
    """Count all boards anew from the answers."""
    with told():
        asyncio.run(_with_store(_rebuilt))
    print("All boards have been counted anew from the answers.")


async def _rebuilt(store: SqlStore) -> None:
    """Rebuild the boards of a database that is up to date."""
    await store.upgrade()
    await store.rebuild()


async def _with_store(work: Callable[[SqlStore], Awaitable[Result]]) -> Result:
    """Open the configured database, do *work* on it, and close it."""
    from bot.store.store import SqlStore

    store = await SqlStore.open(config.from_environment().database_url)
    try:
        return await work(store)
    finally:
        await store.close()
