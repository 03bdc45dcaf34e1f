"""Whether all is well: platforms connected, database writable, the daily question's clock ticking."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.errors import StoreUnavailable
from bot.ports.platform import Platform
from bot.ports.store import Probed

FRESH = 30.0
"""Seconds after which a clock that has not ticked is not well; it ticks every two."""
KEPT = 5.0
"""Seconds for which the database's state is kept: asking costs a write."""
PATIENCE = 2.0
"""Seconds that the database gets to answer."""


@dataclass(frozen=True, slots=True)
class HealthState:
    """How things are."""

    platforms: Mapping[str, bool]
    database: bool
    tick_age: float | None
    waiting: int = 0
    postings: Mapping[str, int] | None = None

    @property
    def ticking(self) -> bool:
        """Tell whether the clock goes."""
        return self.tick_age is not None and self.tick_age < FRESH

    @property
    def ready(self) -> bool:
        """Tell whether people are served as they should be."""
        return self.database and self.ticking and all(self.platforms.values())


class Health:
    """Looks at the parts."""

    def __init__(
        self,
        platforms: Sequence[Platform],
        store: Probed,
        tick_age: Callable[[], float | None],
        seconds: Callable[[], float],
    ) -> None:
        """Take the parts; *seconds* is a clock that never goes back."""
        self._platforms = platforms
        self._store = store
        self._tick_age = tick_age
        self._seconds = seconds
        self._looked_at: float | None = None
        self._postings: Mapping[str, int] | None = None
        self._looking = asyncio.Lock()

    async def state(self) -> HealthState:
        """Return how things are now."""
        async with self._looking:
            if self._looked_at is None or self._seconds() - self._looked_at > KEPT:
                self._postings = await self._probe()
                self._looked_at = self._seconds()
        return HealthState(
            {platform.name: platform.connected for platform in self._platforms},
            self._postings is not None,
            self._tick_age(),
            self._store.waiting_answers,
            self._postings,
        )

    async def _probe(self) -> Mapping[str, int] | None:
        """Try the database; None when it cannot be written."""
        try:
            return await asyncio.wait_for(self._store.probe(), PATIENCE)
        except (StoreUnavailable, TimeoutError):
            return None
