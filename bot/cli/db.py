"""The operator's verbs for the database: `prova db ...`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import typer

from bot.cli.common import told, with_store

if TYPE_CHECKING:
    from bot.store.store import SqlStore

db_app = typer.Typer(help="Look after the database.", no_args_is_help=True, rich_markup_mode=None)


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the database up to date; safe to repeat, and done by itself when Prova starts."""
    with told():
        applied = asyncio.run(with_store(lambda store: store.upgrade()))
    print(f"Applied: {', '.join(applied)}." if applied else "The database is up to date.")


@db_app.command("rebuild")
def db_rebuild() -> None:
    """Count all boards anew from the answers."""
    with told():
        asyncio.run(with_store(_rebuilt))
    print("All boards have been counted anew from the answers.")


async def _rebuilt(store: SqlStore) -> None:
    """Rebuild the boards of a database that is up to date."""
    await store.upgrade()
    await store.rebuild()
