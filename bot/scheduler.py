"""The scheduler of the daily question: every few seconds a tick runs a round. It ticks, and guarantees nothing."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.ports.platform import Rounds

TICK_SECONDS = 2.0
"""Seconds between two ticks."""
MAX_TICKS = 1_000
"""Ticks under way at once: a round that waits for a channel that hangs, or for its turn, delays none after it."""

_log = logging.getLogger(__name__)


class Scheduler:
    """The scheduler, which runs a round of the daily question at every tick."""

    def __init__(self, rounds: Rounds) -> None:
        """Build the scheduler of *rounds*; it ticks after `start`."""
        self._rounds = rounds
        self._clock = AsyncIOScheduler(timezone="UTC")
        self._under_way: set[asyncio.Task[Any]] = set()
        self._ended_at: float | None = None

    def start(self) -> None:
        """Start ticking; the first tick comes at once."""
        # A late tick still runs its round; APScheduler would drop one that is a second late.
        self._clock.add_job(
            self._tick,
            "interval",
            seconds=TICK_SECONDS,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=MAX_TICKS,
        )
        self._clock.start()
        self._clock.add_job(self._tick)

    def tick_age(self) -> float | None:
        """Return the seconds since the last round that ended well; None before the first."""
        return None if self._ended_at is None else asyncio.get_running_loop().time() - self._ended_at

    async def stop(self, seconds: float) -> None:
        """Stop ticking, and let the rounds under way finish, for at most so many seconds."""
        self._clock.pause()
        late = (await asyncio.wait(self._under_way, timeout=seconds))[1] if self._under_way else set()
        if late:
            _log.warning("daily: a round was cut off; what it claimed is taken up again later")
        for task in late:
            task.cancel()
        self._clock.shutdown(wait=False)

    async def _tick(self) -> None:
        """Run a round; its failure is logged, and the next tick comes."""
        if task := asyncio.current_task():
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        try:
            await self._rounds.run()
            self._ended_at = asyncio.get_running_loop().time()
        except Exception:  # noqa: BLE001 - the clock goes on
            _log.exception("daily: a round failed")
