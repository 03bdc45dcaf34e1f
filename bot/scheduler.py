"""The scheduler of the daily question: every few seconds a tick runs a round. It ticks, and guarantees nothing.

Its rhythm is the event loop's clock, which no one can set: the machine's own may be put back by an hour.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any

from bot.ports.clock import CLOCKS_APART, Clock, utc_now
from bot.ports.platform import Rounds

TICK_SECONDS = 2.0
"""Seconds between two ticks."""
MAX_TICKS = 1_000
"""Ticks under way beside a new one: a round that waits for a channel that hangs, or for its turn, delays none."""

_log = logging.getLogger(__name__)


class Scheduler:
    """The scheduler, which runs a round of the daily question at every tick."""

    def __init__(self, rounds: Rounds, clock: Clock = utc_now) -> None:
        """Build the scheduler of *rounds*, which watches *clock* for steps; it ticks after `start`."""
        self._rounds = rounds
        self._clock = clock
        self._ticking: asyncio.Task[None] | None = None
        self._under_way: set[asyncio.Task[Any]] = set()
        self._ended_at: float | None = None

    def start(self) -> None:
        """Start ticking; the first tick comes at once."""
        self._ticking = asyncio.create_task(self._tick_on())

    def tick_age(self) -> float | None:
        """Return the seconds since the last round that ended well; None before the first."""
        return None if self._ended_at is None else asyncio.get_running_loop().time() - self._ended_at

    async def stop(self, seconds: float) -> None:
        """Stop ticking, and let the rounds under way finish, for at most so many seconds."""
        if self._ticking:
            self._ticking.cancel()
        late = (await asyncio.wait(self._under_way, timeout=seconds))[1] if self._under_way else set()
        if late:
            _log.warning("daily: a round was cut off; what it claimed is taken up again later")
        for task in late:
            task.cancel()

    async def _tick_on(self) -> None:
        """Begin a round at every tick, and log every step of the machine's clock between two of them."""
        steady = asyncio.get_running_loop().time
        apart = self._clock() - timedelta(seconds=steady())
        while True:
            if len(self._under_way) <= MAX_TICKS:
                task = asyncio.create_task(self._run_round())
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
            await asyncio.sleep(TICK_SECONDS)
            before, apart = apart, self._clock() - timedelta(seconds=steady())
            step = apart - before
            if abs(step) >= CLOCKS_APART:
                way = "back" if step < timedelta(0) else "forward"
                _log.warning("daily: this machine's clock went %s by %.0f s", way, abs(step).total_seconds())

    async def _run_round(self) -> None:
        """Run a round; its failure is logged, and the next tick comes."""
        try:
            await self._rounds.run()
            self._ended_at = asyncio.get_running_loop().time()
        except Exception:  # noqa: BLE001 - the clock goes on
            _log.exception("daily: a round failed")
