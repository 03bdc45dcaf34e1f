"""A store of daily questions and the channels they are posted in, both in memory, for simulations.

`tests/store/test_dailies.py` and `test_schedules.py` hold the store to the same contract as the database.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import takewhile

from bot.chat.reply import Reply
from bot.chat.request import Address
from bot.chat.wording import Voice
from bot.domain.calendar import Due, Promise
from bot.domain.records import (
    BY_ADMIN,
    LATE,
    UNSEEN,
    DailyPosting,
    OpenDaily,
    Person,
    Posting,
    PostingState,
    Result,
    Schedule,
    Seen,
)
from bot.ports.channels import Undelivered
from bot.ports.dailies import Decide, Revive, ScheduleEdit, Schedules


class Killed(BaseException):
    """The process ends here, whatever it was doing."""


@dataclass
class Row:
    """A posting of a place, with its claim."""

    daily: DailyPosting
    expires: datetime | None = None
    owner: str = ""
    told_at: datetime | None = None


@dataclass
class MemoryDailies:
    """`ports.dailies` over dictionaries."""

    all_schedules: dict[int, Schedule] = field(default_factory=dict)
    rows: dict[tuple[int, date], Row] = field(default_factory=dict)
    answers: dict[int, int] = field(default_factory=dict)
    memos: dict[str, str] = field(default_factory=dict)
    _latest: dict[int, list[date]] = field(default_factory=dict)
    _open: dict[int, Row] = field(default_factory=dict)
    """Rows that are claimed or sent: those that a round has to look at."""
    _seen: dict[int, dict[str, Seen]] = field(default_factory=dict)

    async def schedule(self, space: str, channel: str) -> Schedule | None:
        return next((one for one in self.all_schedules.values() if (one.space, one.channel) == (space, channel)), None)

    async def schedules(self) -> Sequence[Schedule]:
        return sorted(self.all_schedules.values(), key=lambda one: (one.space, one.channel))

    async def edit_schedule(
        self, space: str, channel: str, decide: Decide, *, looked_at: int, revive: Revive | None = None
    ) -> ScheduleEdit:
        before = await self.schedule(space, channel)
        revived = self._left_out(before, revive(before)) if before and revive else []
        days = await self.latest(before.id, looked_at + len(revived)) if before else []
        edit = decide(before, [one for one in days if one.day not in revived][:looked_at])
        for day in revived:
            if before:
                del self.rows[before.id, day]
                self._latest[before.id].remove(day)
        if edit.schedule:
            number = before.id if before else edit.schedule.id
            self.all_schedules[number] = replace(edit.schedule, id=number)
        for row in self._open.values() if edit.wanted is not None else ():
            if before and row.daily.schedule.id == before.id and row.daily.posting.state is PostingState.CLAIMED:
                row.daily = replace(row.daily, reason=None if edit.wanted else BY_ADMIN)
        if edit.left_out:
            await self.claim(edit.left_out, edit.following, "", edit.left_out.due_at)
        return edit

    def _left_out(self, schedule: Schedule, span: tuple[date, date]) -> list[date]:
        """Return the skipped dates within a span that surely do not stand in the channel."""
        return [
            day
            for (number, day), row in self.rows.items()
            if number == schedule.id and span[0] <= day <= span[1]
            if row.daily.posting.state is PostingState.SKIPPED and row.daily.reason != UNSEEN
        ]

    async def due(self, platforms: Sequence[str], now: datetime, limit: int) -> Sequence[Schedule]:
        found = [
            schedule
            for schedule in self.all_schedules.values()
            if schedule.due and schedule.due.at <= now and schedule.space.partition(":")[0] in platforms
        ]
        return sorted(found, key=lambda schedule: schedule.due.at if schedule.due else now)[:limit]

    async def promises(self, now: datetime) -> Sequence[Promise]:
        return sorted(
            {
                Promise(one.recurrence.zone, one.due)
                for one in self.all_schedules.values()
                if one.due and one.due.at > now and one.due.offset is not None
            },
            key=lambda one: (one.due.at, one.zone.key),
        )

    async def restore_skipped(self, now: datetime) -> int:
        recent = (now - timedelta(days=2)).date()
        ahead = [
            (number, day)
            for number, days in self._latest.items()
            for day in takewhile(lambda day: day >= recent, reversed(days))
        ]
        back = [
            key
            for key, daily in ((key, self.rows[key].daily) for key in ahead)
            if daily.posting.state is PostingState.SKIPPED and daily.reason == LATE and daily.due_at > now
        ]
        for number, day in sorted(back):
            daily = self.rows.pop((number, day)).daily
            self._latest[number].remove(day)
            schedule = self.all_schedules[number]
            if schedule.due and schedule.due.at > daily.due_at:
                self.all_schedules[number] = replace(schedule, due=Due(day, daily.due_at))
        return len(back)

    async def remember(self, name: str, value: str, *, secret: bool = False) -> None:
        self.memos[name] = value

    async def remembered(self, name: str) -> str | None:
        return self.memos.get(name)

    async def move_promise(self, promise: Promise, due: Due) -> None:
        for one in list(self.all_schedules.values()):
            same = (one.recurrence.zone, one.due) == (promise.zone, promise.due)
            if same and one.due and one.due.offset == promise.due.offset:
                self.all_schedules[one.id] = replace(one, due=due)

    async def claim(self, daily: DailyPosting, following: Due | None, owner: str, until: datetime) -> bool:
        schedule = self.all_schedules[daily.schedule.id]
        if schedule.due is None or schedule.due != daily.schedule.due:
            return False
        self.all_schedules[schedule.id] = replace(schedule, due=following)
        if (schedule.id, daily.day) in self.rows:
            return False
        skipped = daily.posting.state is PostingState.SKIPPED
        row = Row(daily, None if skipped else until, owner)
        self.rows[schedule.id, daily.day] = row
        self._latest.setdefault(schedule.id, []).append(daily.day)
        if not skipped:
            self._open[daily.posting.id] = row
            self._see(daily, +1)
        return True

    def _see(self, daily: DailyPosting, by: int) -> None:
        """Count a question as asked, or take that back."""
        seen = self._seen.setdefault(daily.schedule.id, {})
        before = seen.get(daily.posting.question, Seen(0, daily.posting.created_at))
        seen[daily.posting.question] = Seen(before.times + by, max(before.last_at, daily.posting.created_at))

    async def take_over_expired(
        self, platforms: Sequence[str], now: datetime, owner: str, until: datetime, limit: int
    ) -> Sequence[DailyPosting]:
        expired = [
            row
            for row in self._open.values()
            if row.daily.schedule.space.partition(":")[0] in platforms
            and row.daily.posting.state is PostingState.CLAIMED
            and row.expires is not None
            and row.expires <= now
        ][:limit]
        for row in expired:
            row.expires, row.owner = until, owner
        return [replace(row.daily, schedule=self.all_schedules[row.daily.schedule.id]) for row in expired]

    @staticmethod
    def _over(row: Row, now: datetime) -> bool:
        closes = row.daily.posting.closes_at
        free = row.expires is None or row.expires <= now
        return row.daily.posting.state is PostingState.SENT and closes is not None and closes <= now and free

    async def closable(self, platforms: Sequence[str], now: datetime, limit: int) -> Sequence[DailyPosting]:
        over = [row.daily for row in self._open.values() if self._over(row, now)]
        here = [one for one in over if one.schedule.space.partition(":")[0] in platforms]
        return [replace(one, schedule=self.all_schedules[one.schedule.id]) for one in here][:limit]

    async def claim_closing(self, posting: int, now: datetime, owner: str, until: datetime) -> bool:
        row = self._open.get(posting)
        if row is None or not self._over(row, now):
            return False
        row.expires, row.owner = until, owner
        return True

    def _state(self, daily: DailyPosting, state: PostingState, **more: object) -> None:
        row = self._open[daily.posting.id]
        row.daily = replace(row.daily, posting=replace(row.daily.posting, state=state), **more)  # type: ignore[arg-type]
        row.expires = None
        if state in (PostingState.CLOSED, PostingState.SKIPPED):
            del self._open[daily.posting.id]

    async def renew_claim(self, posting: int, owner: str, now: datetime, until: datetime, closes: datetime) -> bool:
        row = self._open.get(posting)
        held = bool(
            row
            and row.owner == owner
            and row.daily.posting.state is PostingState.CLAIMED
            and row.expires
            and row.expires > now
            and row.daily.reason is None
        )
        if row and held:
            row.expires = until
            row.daily = replace(row.daily, posting=replace(row.daily.posting, closes_at=closes), tried=True)
        return held

    async def mark_sent(self, daily: DailyPosting, message: str, at: datetime) -> bool:
        row = self._open.get(daily.posting.id)
        self.all_schedules[daily.schedule.id] = replace(self.all_schedules[daily.schedule.id], trouble=None)
        if row and (row.daily.posting.state is PostingState.CLAIMED or row.daily.message == message):
            self._state(daily, PostingState.SENT, message=message, tries=0)
            return True
        return False

    async def record_trouble(self, schedule: int, trouble: str, *, stop: bool = False) -> bool:
        before = self.all_schedules[schedule]
        self.all_schedules[schedule] = replace(before, trouble=trouble, due=None if stop else before.due)
        return before.trouble != trouble

    async def record_failure(
        self,
        daily: DailyPosting,
        trouble: str | None,
        again: datetime,
        *,
        refused: bool = False,
        reason: str | None = None,
    ) -> bool:
        row = self._open.get(daily.posting.id)
        if row and reason and row.daily.posting.state is PostingState.SENT:
            row.daily = replace(row.daily, reason=reason)
        if row and refused and row.daily.posting.state is PostingState.CLAIMED:
            row.daily = replace(row.daily, tried=False)
        if row:
            row.daily = replace(row.daily, tries=row.daily.tries + 1)
            row.expires = again
        schedule = self.all_schedules[daily.schedule.id]
        news = bool(trouble and schedule.trouble != trouble)
        if news:
            self.all_schedules[schedule.id] = replace(schedule, trouble=trouble)
        return news

    async def skip(self, daily: DailyPosting, reason: str) -> None:
        row = self._open.get(daily.posting.id)
        if row and row.daily.posting.state is PostingState.CLAIMED:
            self._state(daily, PostingState.SKIPPED, reason=reason)
            schedule = self.all_schedules[daily.schedule.id]
            if schedule.trouble == "away":
                self.all_schedules[schedule.id] = replace(schedule, trouble=None)
            self._see(daily, -1)

    async def close_daily(self, daily: DailyPosting, at: datetime, reason: str | None = None) -> None:
        row = self._open.get(daily.posting.id)
        if row and row.daily.posting.state is PostingState.SENT:
            self._state(daily, PostingState.CLOSED, reason=reason)

    async def countable(self, postings: Sequence[int], now: datetime, every: timedelta) -> Sequence[DailyPosting]:
        rows = [self._open[posting] for posting in postings if posting in self._open]
        return [
            row.daily
            for row in rows
            if row.daily.posting.state is PostingState.SENT
            and row.daily.told < self.answers.get(row.daily.posting.id, 0)
            and not (row.told_at and abs(now - row.told_at) < every)
            and row.daily.posting.closes_at
            and row.daily.posting.closes_at > now
        ]

    async def claim_count(
        self, posting: int, now: datetime, every: timedelta, owner: str, until: datetime
    ) -> DailyPosting | None:
        row = self._open.get(posting)
        answers = self.answers.get(posting, 0)
        if not row or row.daily.posting.state is not PostingState.SENT or row.daily.told >= answers:
            return None
        if (row.told_at and abs(now - row.told_at) < every) or (row.expires and row.expires > now):
            return None
        row.told_at, row.expires, row.owner = now, until, owner
        row.daily = replace(row.daily, told=answers)
        return row.daily

    async def release_claim(self, posting: int, owner: str) -> bool:
        row = self._open.get(posting)
        if row is None or row.owner != owner or row.daily.posting.state is not PostingState.SENT:
            return False
        row.expires = None
        return True

    async def posting(self, posting: int) -> Posting:
        return next(row.daily.posting for row in self.rows.values() if row.daily.posting.id == posting)

    async def unanswered(self, space: str, person: Person, now: datetime) -> Sequence[OpenDaily]:
        return []

    async def result(self, posting: int) -> Result:
        return Result(self.answers.get(posting, 0), 0, {})

    async def asked(self, schedule: int) -> Mapping[str, Seen]:
        return self._seen.get(schedule, {})

    async def over(self, schedule: int, day: date, by: datetime) -> DailyPosting | None:
        for before in sorted(self._latest.get(schedule, []), reverse=True):
            one = self.rows[schedule, before].daily
            out = one.posting.state in (PostingState.SENT, PostingState.CLOSED)
            if out and one.day < day and one.posting.closes_at and one.posting.closes_at <= by:
                return one
        return None

    async def latest(self, schedule: int, limit: int) -> Sequence[DailyPosting]:
        days = sorted(self._latest.get(schedule, []), reverse=True)[:limit]
        return [self.rows[schedule, day].daily for day in days]


@dataclass
class Message:
    """What stands in a channel."""

    posting: int
    at: datetime
    reply: Reply
    edits: int = 0


@dataclass
class MemoryChannels:
    """`ports.channels.Channels` over a list a channel, with faults on demand.

    `fails`, `loses` and `kills` are the chances that a call is refused, that its confirmation is lost, and that the
    process ends before or after it; `away` tells whether the platform is there at all.
    """

    clock: Callable[[], datetime]
    rng: random.Random
    fails: float = 0.0
    loses: float = 0.0
    kills: float = 0.0
    away: Callable[[], bool] = lambda: False
    forbidden: set[str] = field(default_factory=set)
    posted: dict[str, list[Message]] = field(default_factory=dict)
    told: list[tuple[str, Reply]] = field(default_factory=list)
    calls: int = 0
    turns: int = 0
    removed: list[Message] = field(default_factory=list)

    def _before(self, schedule: Address) -> None:
        """Meet what can go wrong before a call is carried out."""
        self.calls += 1
        if self.rng.random() < self.kills:
            raise Killed
        if schedule.channel in self.forbidden:
            raise Undelivered("forbidden")
        if self.away() or self.rng.random() < self.fails:
            raise Undelivered("away")

    def _after(self) -> None:
        """Meet what can go wrong afterwards."""
        if self.rng.random() < self.kills:
            raise Killed
        if self.rng.random() < self.loses:
            raise Undelivered("away", sure=False)

    async def turn(self, schedule: Address, *, edit: bool = False) -> None:
        self.turns += 1

    async def post(self, schedule: Address, reply: Reply, posting: int) -> str:
        self._before(schedule)
        there = self.posted.setdefault(schedule.channel, [])
        there.append(Message(posting, self.clock(), reply))
        number = str(len(there) - 1)
        self._after()
        return number

    async def find(self, schedule: Address, posting: int, since: datetime) -> str | None:
        self._before(schedule)
        there = self.posted.get(schedule.channel, [])
        found = next((str(number) for number, one in enumerate(there) if one.posting == posting), None)
        self._after()
        return found

    async def remove(self, schedule: Address, message: str) -> None:
        self._before(schedule)
        self.removed.append(self.posted[schedule.channel].pop(int(message)))

    async def edit(self, schedule: Address, message: str, reply: Reply) -> None:
        self._before(schedule)
        one = self.posted[schedule.channel][int(message)]
        one.reply = reply
        one.edits += 1
        self._after()

    async def finish(self, schedule: Address, message: str, reply: Reply, posting: int, since: datetime) -> bool:
        await self.edit(schedule, message, reply)
        return True

    async def link(self, schedule: Address, message: str) -> str | None:
        return f"https://loopback.test/{schedule.channel}/{message}"

    async def check(self, schedule: Address) -> str | None:
        return "forbidden" if schedule.channel in self.forbidden else None

    async def is_public(self, schedule: Address) -> bool:
        return True

    async def advise(self, schedule: Address, voice: Voice) -> str | None:
        return None

    async def tell(self, schedule: Address, user_id: str, reply: Reply) -> None:
        if self.away():
            raise Undelivered("away")
        self.told.append((schedule.channel, reply))


async def saved(store: Schedules, schedule: Schedule) -> None:
    """Write a schedule over what there is, whatever that is."""
    edit = ScheduleEdit(schedule)
    await store.edit_schedule(schedule.space, schedule.channel, lambda *_: edit, looked_at=1)
