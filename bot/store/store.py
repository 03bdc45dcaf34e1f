"""The whole store, on either engine."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from bot.domain.errors import DatabaseAway, DatabaseUnusable, StoreForbidden, StoreUnavailable
from bot.ports.clock import Clock, utc_now
from bot.ports.progress import Tell, unheard
from bot.store import copying, memories, migrations, rebuilding
from bot.store.boards import SqlBoards
from bot.store.connection import Connection, patience
from bot.store.dailies import SqlDailies
from bot.store.daily_history import SqlDailyHistory
from bot.store.editions import SqlEditions
from bot.store.memos import SqlMemos
from bot.store.misses import SqlMisses
from bot.store.remembering import SqlRemembering
from bot.store.schedules import SqlSchedules
from bot.store.seal import Seal
from bot.store.timed import Timed, Watch
from bot.store.values import micros

_STATES = "SELECT state, COUNT(*) FROM posting WHERE kind = 'daily' GROUP BY state"


def random_id() -> int:
    """Return a new id of 63 random bits."""
    return secrets.randbits(63)


async def connect(url: str) -> tuple[Connection, Connection]:
    """Open the database behind a URL and return a writer and a reader.

    Raises DatabaseUnusable with one sentence for the operator, which never holds a password.
    """
    scheme = url.partition(":")[0] if ":" in url else "none"
    if not url or url.startswith("sqlite:///"):
        from bot.store import sqlite

        return await sqlite.connect(url)
    if scheme in ("postgresql", "postgres"):
        from bot.store import postgres_opening

        return await postgres_opening.connect(url)
    raise DatabaseUnusable(
        f"The database URL has the unsupported scheme {scheme!r}: write sqlite:///path/to/file.db, "
        "sqlite:////path/to/file.db for an absolute path, or postgresql://user:password@host/database."
    )


class SqlStore(
    SqlRemembering,
    SqlSchedules,
    SqlDailies,
    SqlDailyHistory,
    SqlBoards,
    SqlMemos,
    SqlEditions,
    SqlMisses,
):
    """A database behind `ports.store.Store`; open it with `open`, bring it up to date with `upgrade`."""

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        clock: Clock = utc_now,
        new_id: Callable[[], int] = random_id,
        secret_keys: Sequence[str] = (),
        watch: Watch | None = None,
    ) -> SqlStore:
        """Open the database of *url*, a new file when there is none; *secret_keys* seal secrets, the newest first.

        *watch* gets the seconds of each transaction and read.

        Raises DatabaseUnusable, with one sentence for the operator, for anything that can't work. The schema
        is changed by `upgrade` only.
        """
        writer, reader = await connect(url)
        if watch:
            writer, reader = Timed(writer, watch), Timed(reader, watch)
        store = cls(writer, reader, clock, new_id)
        store.seal = Seal(secret_keys)
        try:
            await migrations.check(writer)
        except StoreUnavailable as error:
            await store.close()
            raise DatabaseAway(
                "The database can be reached and not worked with: it is busy or read-only; look into the server's log."
            ) from error
        except BaseException:
            await store.close()
            raise
        return store

    async def upgrade(self, tell: Tell = unheard) -> tuple[str, ...]:
        """Apply the migrations that are missing and return their names; several processes may do so at once.

        Raises DatabaseUnusable when the database's user may not change its tables.
        """
        try:
            with patience():
                return await migrations.upgrade(self._writer, self._clock, tell)
        except StoreForbidden as error:
            raise DatabaseUnusable(
                f"The database is not up to date, and its user may not change that ({error.data['words']}): run "
                "`prova db upgrade` as the user who owns its tables; any other needs to read and write them only."
            ) from error

    @property
    def notes(self) -> tuple[str, ...]:
        """Return sentences for the operator about poolers and the like before the database."""
        return self._writer.notes

    async def rebuild(self, tell: Tell = unheard) -> None:
        """Make standings, histogram and memory anew from the answers, all of them or none."""
        with patience():
            async with self._writer.transaction():
                await rebuilding.rebuild(self._writer, tell)
                await memories.rebuild(self._writer, tell)

    async def copy_to(self, other: SqlStore, tell: Tell = unheard) -> Mapping[str, int]:
        """Copy all rows into an empty database that is up to date, and return their numbers, by table.

        Raises DatabaseUnusable when the other is not empty, or keeps a row otherwise; then it stays empty.
        """
        with patience():
            return await copying.copy_rows(self._writer, other._writer, tell)

    @property
    def waiting_answers(self) -> int:
        """Return the number of answers that wait to be written."""
        return len(self._waiting)

    async def probe(self) -> Mapping[str, int]:
        """Write a memo, and return the number of daily questions in each state. Raises StoreUnavailable."""
        await self.remember("probe", str(micros(self._clock())))
        return {str(state): number for state, number in await self._reader.fetch(_STATES)}

    async def missing(self) -> tuple[str, ...]:
        """Return the migrations that `upgrade` would apply."""
        return await migrations.missing(self._reader)

    async def wrong_sums(self) -> int:
        """Return the number of learners on a board of all time whose sums are not those of their answers."""
        with patience():
            return await copying.wrong_sums(self._reader)

    async def hurry(self) -> None:
        """Let writing wait only briefly for another process from now on: it is time to end."""
        with suppress(StoreUnavailable):
            await self._writer.hurry()

    async def close(self) -> None:
        """Write the answers that still wait, then close; later ones are refused with StoreUnavailable."""
        await self._finish()
        try:
            await self._reader.close()
        finally:
            await self._writer.close()
