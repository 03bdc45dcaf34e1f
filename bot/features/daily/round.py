"""The daily question's round: due questions are posted, expired claims taken over, counters changed, ends shown.

A round may run in any number of processes, at any time, and be cut off anywhere.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Coroutine, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.domain.calendar import Due
from bot.domain.errors import StoreUnavailable
from bot.domain.records import Schedule
from bot.features.daily import claims
from bot.features.daily.close import Closer, CloserStore
from bot.features.daily.delivery import Messenger
from bot.features.daily.notices import Notices
from bot.features.daily.post import Poster, PosterStore
from bot.features.practice.library import Library
from bot.features.practice.topics import Topics
from bot.ports.channels import Channels
from bot.ports.clock import CLOCKS_APART, Clock
from bot.ports.dailies import DueDates

FURTHEST_RULE = timedelta(hours=3)
"""The largest change of hours by a zone's new rules; well inside the grace window, so that no date is lost by it."""
AT_ONCE = 100
"""Schedules and questions that one step of a round takes; few enough to be sent within a lease."""

_log = logging.getLogger(__name__)


class RoundStore(DueDates, PosterStore, CloserStore, Protocol):
    """The part of the store that rounds use."""


class Round:
    """Posts, resumes, counts and closes daily questions."""

    def __init__(
        self,
        library: Library,
        topics: Topics,
        store: RoundStore,
        channels: Mapping[str, Channels],
        clock: Clock,
        rng: random.Random,
        owner: str,
        *,
        names: bool = True,
    ) -> None:
        """Build the round; *channels* by platform, *owner* names this process in its claims.

        Without *names* no learner is thanked by name where a question is closed.
        """
        self._store = store
        self._channels = channels
        self._clock = clock
        self._owner = owner
        messages = Messenger(channels)
        self._notices = Notices(messages, clock)
        self._poster = Poster(library, topics, store, messages, self._notices, clock, rng, owner)
        self._closer = Closer(library, store, messages, clock, rng, owner, names=names)
        self._in_hand: set[int] = set()
        self._looked_at: datetime | None = None

    def use_bank(self, library: Library, topics: Topics) -> None:
        """Switch to another bank."""
        self._poster.use_bank(library, topics)
        self._closer.use_bank(library)

    def note_answer(self, posting: int) -> None:
        """Note that a daily question has another answer, for its counter."""
        self._closer.note_answer(posting)

    async def run(self) -> None:
        """Run one round over everything that is due; failures are left for the next one.

        One channel's trouble is no other's. Rounds of one process may overlap, as those of several do: a question that
        waits for a channel that hangs, or for a rate-limit slot, holds up nothing that is due later.
        """
        try:
            await self._run()
        except StoreUnavailable:
            _log.warning("daily: the store does not answer; trying again")
        await self._notices.send_due()

    async def _run(self) -> None:
        """Run the steps of a round. Raises StoreUnavailable."""
        await self._review_due_dates()
        platforms = tuple(self._channels)
        while due := await self._due(platforms):
            if not await self._run_all([self._post_due(schedule) for schedule in due]):
                break
        now = self._clock()
        until = now + claims.LEASE
        unclear = await self._store.take_over_expired(platforms, now, self._owner, until, AT_ONCE)
        await self._run_all([self._poster.resume(daily, until) for daily in unclear])
        await self._run_all([self._closer.close(daily) for daily in await self._closer.closable(platforms, AT_ONCE)])
        await self._run_all([self._closer.count(daily) for daily in await self._closer.take_countable()])

    @staticmethod
    async def _run_all(work: list[Coroutine[Any, Any, None]]) -> bool:
        """Run coroutines side by side, and return whether all of them succeeded.

        An unforeseen error is logged; its question is taken up again when the claim has run out.
        """
        well = True
        for outcome in await asyncio.gather(*work, return_exceptions=True):
            well = well and outcome is None
            if isinstance(outcome, StoreUnavailable):
                _log.warning("daily: the store does not answer")
            elif isinstance(outcome, Exception):
                _log.error("daily: unforeseen", exc_info=outcome)
            elif isinstance(outcome, BaseException):
                raise outcome
        return well

    async def _review_due_dates(self) -> None:
        """Correct the due dates ahead, at the start and every time the clock has been put back."""
        now = self._clock()
        if self._looked_at is None or now < self._looked_at - CLOCKS_APART:
            if back := await self._store.restore_skipped(now):
                _log.warning("daily: the clock had been ahead; %s study dates are due again", back)
            await self._keep_promises()
        self._looked_at = now

    async def _keep_promises(self) -> None:
        """Move due instants to their local times of now, after a zone has changed its rules.

        A change by hours comes from the zone's rules; a longer one, and an instant that is due already, are left alone.
        """
        for promise in await self._store.promises(self._clock()):
            before, due = promise.due.offset, promise.due
            offset = due.at.astimezone(promise.zone).utcoffset()
            if before is not None and offset is not None and timedelta(0) < abs(before - offset) <= FURTHEST_RULE:
                await self._store.move_promise(promise, Due(due.day, due.at + (before - offset), offset))
                _log.warning("daily: %s has other rules now: %s moved by %s", promise.zone, due.at, before - offset)

    async def _due(self, platforms: tuple[str, ...]) -> list[Schedule]:
        """Return the due schedules that no other round of this process is posting."""
        due = await self._store.due(platforms, self._clock(), AT_ONCE + len(self._in_hand))
        return [schedule for schedule in due if schedule.id not in self._in_hand][:AT_ONCE]

    async def _post_due(self, schedule: Schedule) -> None:
        """Post a schedule's due question; no other round of this process does so meanwhile."""
        self._in_hand.add(schedule.id)
        try:
            await self._poster.post_due(schedule)
        finally:
            self._in_hand.discard(schedule.id)
