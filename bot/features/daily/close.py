"""The life of a question's message after it was posted: its counter grows, and at the end it shows the key.

No count may overwrite the end: both hold the posting's claim, and after a count that woke up too late the end is shown
once more.
"""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.records import REPLIED, DailyPosting, PostingState
from bot.features.daily import claims
from bot.features.daily.cards import channel_voice, daily_card, daily_result
from bot.features.daily.delivery import Messenger
from bot.features.practice.library import Library
from bot.ports.channels import Undelivered
from bot.ports.clock import Clock
from bot.ports.dailies import Closings, Counters, Failures, History
from bot.ports.store import Postings

COUNT_EVERY = timedelta(seconds=30)
"""The shortest time between two changes of a question's counter of answers."""
COUNTERS = 10
"""The most changes that may wait in a space before a counter is put off: closings wait behind no more than these."""
CLOSE_FOR = timedelta(days=2)
"""The time after a question's end in which closing its message is tried; after that the message stays as it is."""

_log = logging.getLogger(__name__)


class CloserStore(Closings, Counters, Failures, History, Postings, Protocol):
    """The part of the store that the closer uses."""


class Closer:
    """Keeps the counters of open questions, and closes questions that are over."""

    def __init__(
        self,
        library: Library,
        store: CloserStore,
        messages: Messenger,
        clock: Clock,
        rng: random.Random,
        owner: str,
        *,
        names: bool,
    ) -> None:
        """Build the closer; *owner* names this process in its claims. Without *names* no learner is thanked by name."""
        self._library = library
        self._store = store
        self._messages = messages
        self._clock = clock
        self._rng = rng
        self._owner = owner
        self._names = names
        self._answered_at: dict[int, datetime] = {}
        """The latest answer to each posting that may need another count."""
        self._next_look: dict[int, datetime] = {}
        self._editing: dict[int, str] = {}
        """The spaces of the postings whose message waits for a change or is being changed."""

    def use_bank(self, library: Library) -> None:
        """Switch to another bank."""
        self._library = library

    def note_answer(self, posting: int) -> None:
        """Note that a daily question has another answer."""
        self._answered_at[posting] = self._clock()

    async def closable(self, platforms: Sequence[str], limit: int) -> Sequence[DailyPosting]:
        """Return the questions to close whose message no other round of this process is changing."""
        over = await self._store.closable(platforms, self._clock(), limit + len(self._editing))
        return [daily for daily in over if daily.posting.id not in self._editing][:limit]

    async def close(self, daily: DailyPosting) -> None:
        """Wait for a rate-limit slot, and close a question in channel and store, unless another process does."""
        self._editing[daily.posting.id] = daily.schedule.space
        try:
            await self._messages.turn(daily.schedule, edit=True)
            await self._close(daily)
        finally:
            del self._editing[daily.posting.id]

    async def _close(self, daily: DailyPosting) -> None:
        """Claim the closing, show the end in the message, and mark the question as closed."""
        now = self._clock()
        if not await self._store.claim_closing(daily.posting.id, now, self._owner, now + claims.LEASE):
            return
        reason = None
        try:
            if not await self._show_end(daily):
                reason = REPLIED
        except Undelivered as error:
            reason = error.trouble
            late = daily.posting.closes_at is None or now - daily.posting.closes_at >= CLOSE_FOR
            if reason != "gone" and not late:
                if reason != daily.reason:
                    _log.warning("daily: %s cannot be closed yet in %s (%s)", daily.day, daily.schedule.space, reason)
                again = now + max(claims.pause(daily.tries, self._rng), timedelta(seconds=error.after))
                await self._store.record_failure(daily, None, again, reason=reason)
                return
        if reason:
            _log.warning("daily: %s closed beside its message in %s (%s)", daily.day, daily.schedule.space, reason)
        await self._store.close_daily(daily, now, reason)

    async def _show_end(self, daily: DailyPosting) -> bool:
        """Show the key, the reasons and the group's answers, and return whether the message itself shows them.

        Raises Undelivered.
        """
        result = await self._store.result(daily.posting.id)
        if not self._names:
            result = replace(result, people=())
        question = self._library.recalled(daily.posting)
        end = daily_result(self._library.bank, question, daily, result, channel_voice(daily.schedule))
        return await self._messages.finish(daily, end)

    async def take_countable(self) -> Sequence[DailyPosting]:
        """Return the open questions whose counter is due for a change, at most COUNTERS a space; put off the others."""
        now = self._clock()
        due = [
            posting
            for posting in self._answered_at
            if not now < self._next_look.get(posting, now) <= now + COUNT_EVERY  # further ahead: the clock went back
        ]
        for posting in due:
            self._next_look[posting] = now + COUNT_EVERY
            if now - self._answered_at[posting] > 2 * COUNT_EVERY:
                del self._answered_at[posting], self._next_look[posting]
        waiting = Counter(self._editing.values())
        taken = []
        for daily in await self._store.countable(due, now, COUNT_EVERY):
            if daily.posting.id in self._editing:
                continue
            if waiting[daily.schedule.space] >= COUNTERS:
                self._next_look[daily.posting.id] = now
                continue
            waiting[daily.schedule.space] += 1
            taken.append(daily)
        return taken

    async def count(self, daily: DailyPosting) -> None:
        """Wait for a rate-limit slot, and update an open question's counter, unless another process has done so."""
        self._editing[daily.posting.id] = daily.schedule.space
        try:
            await self._messages.turn(daily.schedule, edit=True)
            await self._count(daily)
        finally:
            del self._editing[daily.posting.id]

    async def _count(self, daily: DailyPosting) -> None:
        """Claim the count, and show the number of answers in the message."""
        question = self._library.recalled(daily.posting)
        if question is None:
            return
        now = self._clock()
        before = await self._messages.link(await self._store.over(daily.schedule.id, daily.day, now + claims.LEASE))
        now = self._clock()
        taken = await self._store.claim_count(daily.posting.id, now, COUNT_EVERY, self._owner, now + claims.LEASE)
        if taken is None:
            return
        try:
            await self._messages.edit(
                taken, daily_card(self._library.bank, question, taken, channel_voice(taken.schedule), before)
            )
        except Undelivered as error:
            _log.info("daily: a counter could not be changed in %s", taken.schedule.space)
            if not error.sure:
                return  # it may still arrive: the claim holds until then
        if not await self._store.release_claim(taken.posting.id, self._owner):
            await self._restore_end(taken)

    async def _restore_end(self, daily: DailyPosting) -> None:
        """Show a question's end again if it was closed after this process's claim to count had run out."""
        posting = await self._store.posting(daily.posting.id)
        if posting.state is PostingState.CLOSED:
            _log.warning("daily: a count came after the end in %s; showing the end again", daily.schedule.space)
            with suppress(Undelivered):
                await self._show_end(replace(daily, posting=posting))
