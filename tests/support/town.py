"""A town: places with schedules, their channels, and processes that make rounds, all in memory."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from bot.content.model import Bank
from bot.domain.calendar import Recurrence, next_due
from bot.domain.records import Schedule
from bot.features.daily.round import Round
from bot.features.practice.library import Library
from bot.features.practice.topics import Topics
from tests.conftest import SteeredClock
from tests.support.schedules import MemoryChannels, MemoryDailies, saved

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@dataclass
class Town:
    """Places, their channels, and processes that make rounds."""

    bank: Bank
    topics: Topics
    clock: SteeredClock = field(default_factory=lambda: SteeredClock(START))
    rng: random.Random = field(default_factory=lambda: random.Random(11))
    store: MemoryDailies = field(default_factory=MemoryDailies)
    owners: Iterator[int] = field(default_factory=lambda: iter(range(1 << 30)))

    def __post_init__(self) -> None:
        self.channels = MemoryChannels(self.clock, self.rng)

    def process(self) -> Round:
        """Start a process."""
        platforms = {"slack": self.channels}
        store = cast("Any", self.store)
        return Round(
            Library(self.bank, {}), self.topics, store, platforms, self.clock, self.rng, f"p{next(self.owners)}"
        )

    async def schedule(self, channel: str = "C1", **more: Any) -> Schedule:
        """Set a schedule: nine o'clock UTC every day, if nothing else is said."""
        recurrence = more.pop("recurrence", Recurrence(time(9), ZoneInfo("UTC")))
        schedule = Schedule(
            id=len(self.store.all_schedules) + 1,
            space="slack:T1",
            channel=channel,
            language=more.pop("language", "en"),
            recurrence=recurrence,
            topic=more.pop("topic", "aif-c01"),
            grace=timedelta(hours=6),
            open_for=more.pop("open_for", timedelta(hours=24)),
            due=next_due(recurrence, self.clock(), None),
            set_by="U1",
            **more,
        )
        await saved(self.store, schedule)
        return schedule

    def posts(self, channel: str = "C1") -> list[Any]:
        """Return what stands in a channel."""
        return self.channels.posted.get(channel, [])

    async def until(self, hours: float, one: Round, *, every: float = 1 / 60) -> None:
        """Let time pass, with a round at each step."""
        for _ in range(round(hours / every)):
            self.clock.forward(hours=every)
            await one.run()
