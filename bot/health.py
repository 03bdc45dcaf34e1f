"""The health of the process: platforms connected, database writable, the scheduler ticking."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.errors import StoreUnavailable
from bot.ports.platform import Platform
from bot.ports.store import Probed

STALE_AFTER = 30.0
"""Seconds after which a scheduler without a tick is not healthy; it ticks every two."""
PROBE_EVERY = 5.0
"""Seconds between two probes of the database: one costs a write."""
PROBE_TIMEOUT = 2.0
"""Seconds that the database gets to answer a probe."""


@dataclass(frozen=True, slots=True)
class HealthState:
    """The health of the process at one instant."""

    platforms: Mapping[str, bool]
    database: bool
    tick_age: float | None
    waiting: int = 0
    postings: Mapping[str, int] | None = None

    @property
    def ticking(self) -> bool:
        """Return whether the scheduler ticks."""
        return self.tick_age is not None and self.tick_age < STALE_AFTER

    @property
    def ready(self) -> bool:
        """Return whether people are served as they should be."""
        return self.database and self.ticking and all(self.platforms.values())


class Health:
    """The health check of the platforms, the store and the scheduler."""

    def __init__(
        self,
        platforms: Sequence[Platform],
        store: Probed,
        tick_age: Callable[[], float | None],
        seconds: Callable[[], float],
    ) -> None:
        """Build the check; *tick_age* is the scheduler's, *seconds* a clock that never goes back."""
        self._platforms = platforms
        self._store = store
        self._tick_age = tick_age
        self._seconds = seconds
        self._probed_at: float | None = None
        self._postings: Mapping[str, int] | None = None
        self._probing = asyncio.Lock()

    async def state(self) -> HealthState:
        """Return the present health."""
        async with self._probing:
            if self._probed_at is None or self._seconds() - self._probed_at > PROBE_EVERY:
                self._postings = await self._probe()
                self._probed_at = self._seconds()
        return HealthState(
            {platform.name: platform.connected for platform in self._platforms},
            self._postings is not None,
            self._tick_age(),
            self._store.waiting_answers,
            self._postings,
        )

    async def _probe(self) -> Mapping[str, int] | None:
        """Return the probe's counts of postings by state, or None when the database cannot be written."""
        try:
            return await asyncio.wait_for(self._store.probe(), PROBE_TIMEOUT)
        except (StoreUnavailable, TimeoutError):
            return None
