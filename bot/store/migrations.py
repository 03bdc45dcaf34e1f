"""Migrations from any older schema to this one: named steps, each in one transaction and recorded, forward only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.domain.errors import DatabaseUnusable
from bot.ports.clock import Clock
from bot.ports.progress import Tell, unheard
from bot.store import memories, schema
from bot.store.connection import Connection
from bot.store.values import micros


@dataclass(frozen=True, slots=True)
class Migration:
    """A step: its name is its identity, so neither it nor its statements change once released."""

    name: str
    statements: tuple[str, ...]
    postgresql: tuple[str, ...] = ()
    """The statements for PostgreSQL, if it needs others."""
    then: Callable[[Connection, Tell], Awaitable[None]] | None = None
    """The work after the statements, in the same transaction, that SQL cannot do."""


MIGRATIONS = (
    Migration("0001-schema", schema.FIRST),
    Migration("0002-spaces-and-memos", schema.SECOND),
    Migration("0003-clients", schema.THIRD),
    Migration("0004-daily", schema.FOURTH, schema.FOURTH_POSTGRESQL),
    Migration("0005-editions", schema.FIFTH),
    Migration("0006-misses", schema.SIXTH),
    Migration("0007-offsets", schema.SEVENTH),
    Migration("0008-spaces", schema.EIGHTH),
    Migration("0009-leads", schema.NINTH, schema.NINTH_POSTGRESQL),
    Migration("0010-exams", schema.TENTH),
    Migration("0011-memory", schema.ELEVENTH, then=memories.rebuild),
)

_RECORD = "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL)"
_IS_THERE = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE name = 'migration'",
    "postgresql": "SELECT 1 WHERE to_regclass('migration') IS NOT NULL",
}
"""Asked first, since a PostgreSQL role without CREATE may not even ask for a table that is there already."""


async def check(db: Connection) -> None:
    """Raise DatabaseUnusable when the database has been through a migration that this version doesn't know."""
    async with db.transaction():
        await _claim(db)
        unknown = await _recorded(db) - {step.name for step in MIGRATIONS}
    if unknown:
        raise DatabaseUnusable(
            f"The database was written by a newer version of the bot (migration {max(unknown)}): "
            "upgrade the bot, or put a backup from before that upgrade in its place."
        )


async def missing(db: Connection) -> tuple[str, ...]:
    """Return the names of the steps that the database has not been through."""
    recorded = await _recorded(db)
    return tuple(step.name for step in MIGRATIONS if step.name not in recorded)


async def upgrade(db: Connection, clock: Clock, tell: Tell = unheard) -> tuple[str, ...]:
    """Apply the missing steps and return their names; safe when several processes do so at once."""
    applied = []
    for step in MIGRATIONS:
        async with db.transaction():
            await _claim(db)
            if step.name in await _recorded(db):
                continue
            tell(f"Migration {step.name}")
            await _apply(db, step, micros(clock()))
            if step.then:
                await step.then(db, tell)
        applied.append(step.name)
    return tuple(applied)


async def _apply(db: Connection, step: Migration, at: int) -> None:
    """Apply a step and record it, inside a transaction."""
    for statement in step.statements if db.engine == "sqlite" else step.postgresql or step.statements:
        await db.fetch(statement)
    await db.fetch("INSERT INTO migration (name, applied_at) VALUES (?, ?)", (step.name, at))


async def _claim(db: Connection) -> None:
    """Make the table of the steps, in a transaction of the caller's, where there is none yet."""
    if not await db.fetch(_IS_THERE[db.engine]):
        await db.fetch(_RECORD)


async def _recorded(db: Connection) -> set[str]:
    """Return the names of the steps that the database has been through."""
    return {name for (name,) in await db.fetch("SELECT name FROM migration")}
