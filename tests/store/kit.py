"""A store with schedules and daily questions, and short ways to set, claim and send them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.calendar import Due, Recurrence, due_days
from bot.domain.kinds import PostingKind
from bot.domain.records import DailyPosting, Posting, PostingState, Schedule
from bot.ports.dailies import ScheduleEdit
from tests.store.world import NOON
from tests.support.schedules import saved

SPACE = "slack:T1"
HERE = ("slack",)
MINUTE = timedelta(minutes=1)


@dataclass
class Kit:
    """A store, and short ways to fill it."""

    store: Any
    numbers: int = 0

    async def schedule(self, channel: str = "C1", **more: Any) -> Schedule:
        """Set a schedule whose question is due now."""
        self.numbers += 1
        recurrence = Recurrence(time(12), ZoneInfo("America/Sao_Paulo"), frozenset({1, 3, 5}))
        known: dict[str, Any] = {
            "space": SPACE,
            "language": "pt-BR",
            "recurrence": recurrence,
            "topic": "aif-c01",
            "grace": timedelta(hours=6),
            "open_for": timedelta(hours=24),
            "due": Due(NOON.date(), NOON, timedelta(hours=-3)),
        }
        schedule = Schedule(self.numbers, channel=channel, **{**known, **more})
        await saved(self.store, schedule)
        stored: Schedule | None = await self.store.schedule(schedule.space, channel)
        assert stored is not None
        return stored

    def daily(self, schedule: Schedule, reason: str | None = None) -> DailyPosting:
        """Return a posting for what is due."""
        assert schedule.due
        self.numbers += 1
        posting = Posting(
            id=self.numbers,
            kind=PostingKind.DAILY,
            space=schedule.space,
            question=f"q{self.numbers}",
            revision="r1",
            order=("c", "a", "b"),
            created_at=NOON,
            schedule=schedule.id,
            state=PostingState.SKIPPED if reason else PostingState.CLAIMED,
            closes_at=NOON + timedelta(hours=24),
        )
        return DailyPosting(posting, schedule, schedule.due.day, schedule.due.at, reason=reason)

    async def claimed(self, schedule: Schedule, owner: str = "p1", *, reason: str | None = None) -> DailyPosting | None:
        """Claim what is due."""
        daily = self.daily(schedule, reason)
        following = next(due_days(schedule.recurrence, daily.day))
        return daily if await self.store.claim(daily, following, owner, NOON + MINUTE) else None

    async def sent(self, schedule: Schedule) -> DailyPosting:
        """Claim and send what is due."""
        daily = await self.claimed(schedule)
        assert daily is not None
        await self.store.mark_sent(daily, "m1", NOON)
        return daily

    async def edit(self, schedule: Schedule, edit: ScheduleEdit, revived: tuple[date, date] | None = None) -> None:
        """Change a schedule as a command would."""
        revive = (lambda _: revived) if revived else None
        await self.store.edit_schedule(schedule.space, schedule.channel, lambda *_: edit, looked_at=9, revive=revive)

    async def latest(self, schedule: Schedule) -> DailyPosting:
        """Return the newest date of a place."""
        newest: DailyPosting = (await self.store.latest(schedule.id, 1))[0]
        return newest
