"""The clock behind the daily question: every few seconds it asks for a round. It ticks, and guarantees nothing."""

from __future__ import annotations

import asyncio
import logging

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.features.ports import Rounds

EVERY = 2.0
"""Seconds between two rounds."""

_log = logging.getLogger(__name__)
logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # what goes wrong in a round is told here


class Scheduler:
    """Makes rounds, one after the other."""

    def __init__(self, rounds: Rounds) -> None:
        """Take who makes them."""
        self._rounds = rounds
        self._clock = AsyncIOScheduler(timezone="UTC")
        self._running = asyncio.Lock()

    def start(self) -> None:
        """Begin; the first round is made at once."""
        # A round that comes late is made late; APScheduler would drop one that is a second late.
        self._clock.add_job(
            self._tick, "interval", seconds=EVERY, misfire_grace_time=None, coalesce=True, max_instances=1
        )
        self._clock.start()
        self._clock.add_job(self._tick)

    async def stop(self, seconds: float) -> None:
        """Begin no more rounds, and let the one under way finish, for at most so long."""
        self._clock.pause()
        try:
            async with asyncio.timeout(seconds), self._running:
                pass
        except TimeoutError:
            _log.warning("daily: a round was cut off; what it claimed is taken up again later")
        self._clock.shutdown(wait=False)

    async def _tick(self) -> None:
        """Make a round; whatever goes wrong, the next one comes."""
        if self._running.locked():
            return
        async with self._running:
            try:
                await self._rounds.run()
            except Exception:  # noqa: BLE001 - the clock goes on
                _log.exception("daily: a round failed")
