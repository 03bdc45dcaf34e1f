"""The clock behind the daily question: every few seconds it asks for a round. It ticks, and guarantees nothing."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.ports.platform import Rounds

EVERY = 2.0
"""Seconds between two rounds."""
AT_ONCE = 1_000
"""Rounds at the same time: one that waits for a channel that hangs, or for its turn, holds up none after it."""

_log = logging.getLogger(__name__)


class Scheduler:
    """Begins a round every few seconds."""

    def __init__(self, rounds: Rounds) -> None:
        """Take who makes them."""
        self._rounds = rounds
        self._clock = AsyncIOScheduler(timezone="UTC")
        self._under_way: set[asyncio.Task[Any]] = set()
        self._ended_at: float | None = None

    def start(self) -> None:
        """Begin; the first round is made at once."""
        # A round that comes late is made late; APScheduler would drop one that is a second late.
        self._clock.add_job(
            self._tick, "interval", seconds=EVERY, misfire_grace_time=None, coalesce=True, max_instances=AT_ONCE
        )
        self._clock.start()
        self._clock.add_job(self._tick)

    def age(self) -> float | None:
        """Return the seconds since the last round ended well; None before the first."""
        return None if self._ended_at is None else asyncio.get_running_loop().time() - self._ended_at

    async def stop(self, seconds: float) -> None:
        """Begin no more rounds, and let those under way finish, for at most so long."""
        self._clock.pause()
        late = (await asyncio.wait(self._under_way, timeout=seconds))[1] if self._under_way else set()
        if late:
            _log.warning("daily: a round was cut off; what it claimed is taken up again later")
        for task in late:
            task.cancel()
        self._clock.shutdown(wait=False)

    async def _tick(self) -> None:
        """Make a round; whatever goes wrong, the next one comes."""
        if task := asyncio.current_task():
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        try:
            await self._rounds.run()
            self._ended_at = asyncio.get_running_loop().time()
        except Exception:  # noqa: BLE001 - the clock goes on
            _log.exception("daily: a round failed")
