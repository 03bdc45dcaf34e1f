"""The connections to one PostgreSQL database, and the watch over a server that does not answer.

Such a server is not waited for by each who comes: after the first wait in vain everybody is refused soon, while a task
looks for the server. As soon as a new connection works, so does everything else.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

import asyncpg

from bot.domain.errors import StoreUnavailable
from bot.store.postgres_errors import DRIVER_ERRORS

Driver: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Connect: TypeAlias = Callable[[], Awaitable[Driver]]

LOOK_SECONDS = 0.5
"""A look's time until another begins beside it: a packet that was lost is not waited for."""
PAUSE_SECONDS = 0.25
"""The time between a look that failed and the next."""
LOOKS = 5
"""The most looks at the same time; those that have taken longest are given up."""
GRACE_SECONDS = 0.7
"""The wait of those who come while the server is away: it may be on its way back, and a look is under way."""
SILENT_SECONDS = 300.0
"""A connection's time without a statement, after which it is not used again: a firewall forgets it without a word."""
CLOSE_SECONDS = 3.0
"""The time that statements under way get when it is time to close."""

_log = logging.getLogger(__name__)


class Pool:
    """Connections that are made anew when they are lost and wanted."""

    def __init__(self, connect: Connect, ready: Sequence[Driver], *, most: int, writes: bool) -> None:
        """Take over connections, and make more when they are wanted; a server counts as found by one that *writes*.

        One that only reads is content with a server that can be read.
        """
        self._connect = connect
        self._most = most
        self._writes = writes
        self._slots = asyncio.Semaphore(self._most)
        self._idle = [(_now(), connection) for connection in ready]
        self._taken: set[Driver] = set()
        self._search: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def away(self) -> bool:
        """Return whether the server is being looked for; until it is found everybody is refused soon."""
        return self._search is not None

    async def take(self) -> Driver:
        """Return a connection, which has to be given back. Raises StoreUnavailable while the server is away."""
        await self._be_found()
        await self._slots.acquire()
        try:
            await self._be_found()
            connection = self._pop_idle() or await self._connect()
        except BaseException:
            self._slots.release()
            raise
        self._taken.add(connection)
        return connection

    def give(self, connection: Driver, *, well: bool) -> None:
        """Take a connection back; one that is not well, or not wanted any more, is cut."""
        self._taken.discard(connection)
        self._slots.release()
        if well and not self._closed and not connection.is_closed():
            self._idle.append((_now(), connection))
        else:
            connection.terminate()

    def lose(self) -> None:
        """Cut the idle connections, and look for the server until it is found."""
        if self._search is None and not self._closed:
            _log.warning("database: the server does not answer, or only lets us read; looking for it")
            self._cut_idle()
            self._search = asyncio.create_task(self._look())

    async def close(self) -> None:
        """Wait for the statements under way for a while, then cut all connections; closing twice is fine."""
        if self._closed:
            return
        self._closed = True
        if self._search is not None:
            self._search.cancel()
            await asyncio.wait([self._search])
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                for _ in range(self._most):
                    await self._slots.acquire()
                for _, connection in self._idle:
                    with contextlib.suppress(*DRIVER_ERRORS):
                        await connection.close()
        self._cut_idle()
        for connection in self._taken:
            connection.terminate()

    async def _be_found(self) -> None:
        """Wait a moment for a server that is away. Raises StoreUnavailable when nothing can be had."""
        if self._search is not None:
            await asyncio.wait([self._search], timeout=GRACE_SECONDS)
        if self._closed or self._search is not None:
            raise StoreUnavailable

    def _pop_idle(self) -> Driver | None:
        """Return the connection that was used last, or None."""
        while self._idle:
            since, connection = self._idle.pop()
            if not connection.is_closed() and _now() - since < SILENT_SECONDS:
                return connection
            connection.terminate()
        return None

    def _cut_idle(self) -> None:
        """Cut the idle connections."""
        while self._idle:
            self._idle.pop()[1].terminate()

    async def _look(self) -> None:
        """Look for the server until it is found: a look that hangs is given up after others have begun beside it."""
        looks: list[asyncio.Task[Driver | None]] = []
        try:
            while True:
                looks.append(asyncio.create_task(self._find()))
                done, _ = await asyncio.wait(looks, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                looks = [look for look in looks if look not in done]
                found = [connection for look in done if (connection := look.result())]
                if found:
                    break
                if len(looks) >= LOOKS:
                    looks.pop(0).cancel()
                if done:
                    await asyncio.sleep(PAUSE_SECONDS)
        finally:
            for look in looks:
                look.cancel()
            self._search = None
        self._idle += [(_now(), connection) for connection in found]
        _log.warning("database: the server is back")

    async def _find(self) -> Driver | None:
        """Return a new connection that can do its work, or None."""
        with contextlib.suppress(Exception):  # whatever stands in the way, the next look may find it gone
            connection = await self._connect()
            try:
                if await connection.fetchval("SHOW transaction_read_only") == "off" or not self._writes:
                    return connection
            except BaseException:
                connection.terminate()
                raise
            connection.terminate()
        return None


def _now() -> float:
    """Return the instant on the loop's clock."""
    return asyncio.get_running_loop().time()
