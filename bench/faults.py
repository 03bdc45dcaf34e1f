"""The faults of the soak, all in one run: kills, and a server that pauses, hangs, stops, and hands over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.support.postgres import PostgresServer, own_server

EVERY_KILL = 30.0
PAUSES, PAUSE = (0.05, 0.1, 0.15), 1.0
HANG_AT, STOP_AT, HAND_OVER_AT = 0.25, 0.5, 0.8
LONGEST_FAULT = 20.0
"""The longest that the server hangs, or is not there; it is an eighth of the run at the most."""


@dataclass
class Pair:
    """A server, and the standby that each commit waits for, until it takes over."""

    first: PostgresServer
    second: PostgresServer
    url: str
    ends: list[tuple[str, float]] = field(default_factory=list)

    async def wait_for_standby(self) -> None:
        """Let each commit wait for the standby from now on."""
        for statement in ("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"):
            await asyncio.to_thread(self.first.sql, "postgres", statement)

    async def trouble(self, seconds: float) -> None:
        """Trouble the server for so many seconds."""
        start, long = time.monotonic(), min(LONGEST_FAULT, seconds / 8)
        for share in PAUSES:
            await _until(start + share * seconds)
            await self._fault("pause", self.first.pause, PAUSE, self.first.resume)
        await _until(start + HANG_AT * seconds)
        await self._fault("hang", self.first.pause, long, self.first.resume)
        await _until(start + STOP_AT * seconds)
        await self._fault("stop", self.first.stop, long, self.first.start)
        await _until(start + HAND_OVER_AT * seconds)
        await self._fault("handover", self.first.stop, 1.0, self.second.promote)

    async def _fault(self, name: str, begin: Callable[[], None], lasting: float, end: Callable[[], None]) -> None:
        """Begin a fault, and end it after so many seconds."""
        await asyncio.to_thread(begin)
        await asyncio.sleep(lasting)
        await asyncio.to_thread(end)
        self.ends.append((f"{name} of {lasting:g} s", time.monotonic()))

    def recoveries(self, acknowledged: list[float]) -> Iterator[str]:
        """Yield for each fault the seconds from its end until an answer was acknowledged."""
        for name, ended in self.ends:
            after = min((at - ended for at in acknowledged if at > ended), default=float("inf"))
            yield f"{name}: {after:.2f} s"


@contextmanager
def own_pair() -> Iterator[Pair]:
    """Run a server and its standby, with an empty database."""
    with own_server() as first, own_server(original=first) as second:
        url = first.database().replace(f":{first.port}", f":{first.port},127.0.0.1:{second.port}")
        yield Pair(first, second, url)


async def kill_repeatedly(kill: Callable[[], Awaitable[None]], until: float) -> None:
    """Kill the process every 30 seconds; it is started again."""
    while time.monotonic() + EVERY_KILL < until:
        await asyncio.sleep(EVERY_KILL)
        await kill()


async def _until(instant: float) -> None:
    """Wait until an instant."""
    await asyncio.sleep(max(0.0, instant - time.monotonic()))
