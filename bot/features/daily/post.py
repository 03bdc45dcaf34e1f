"""The posting of due questions: a study date is claimed, its question chosen and posted, and the outcome recorded.

Nothing is posted without a claim, a claim is unique on schedule and date, and a process that takes one over looks in
the channel before it posts again.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.chat.wording import N_
from bot.content.model import Question
from bot.domain.kinds import PostingKind
from bot.domain.records import EMPTY, LATE, NO_ZONE, UNSEEN, DailyPosting, PostingState, Schedule, Seen
from bot.domain.selection import LOW, by_weight, pool
from bot.features.daily import claims
from bot.features.daily.cards import channel_voice, daily_card
from bot.features.daily.delivery import Messenger
from bot.features.daily.notices import MISSED, TROUBLES, Notices
from bot.features.practice.asking import new_posting
from bot.features.practice.library import Library
from bot.features.practice.topics import Topics
from bot.ports.channels import Undelivered
from bot.ports.clock import Clock
from bot.ports.dailies import Claims, Failures, History
from bot.ports.store import Memos

PATIENT = 3
"""Failed tries after which the admin gets a notice of a trouble that may pass."""
AT_LEAST = timedelta(hours=1)
"""The shortest time for answers to a question that was posted late, unless its schedule allows less."""
LOOK_FOR = timedelta(days=7)
"""The time after the grace window in which an unconfirmed post is still looked for.

It outlasts the outages of platforms, and ends for a channel that can never be looked through.
"""

_log = logging.getLogger(__name__)


class PosterStore(Claims, Failures, History, Memos, Protocol):
    """The part of the store that the poster uses."""


class Poster:
    """Posts due questions, or records the reason why not."""

    def __init__(
        self,
        library: Library,
        topics: Topics,
        store: PosterStore,
        messages: Messenger,
        notices: Notices,
        clock: Clock,
        rng: random.Random,
        owner: str,
    ) -> None:
        """Build the poster; *owner* names this process in its claims."""
        self._library = library
        self._topics = topics
        self._store = store
        self._messages = messages
        self._notices = notices
        self._clock = clock
        self._rng = rng
        self._owner = owner

    def use_bank(self, library: Library, topics: Topics) -> None:
        """Switch to another bank."""
        self._library = library
        self._topics = topics

    async def post_due(self, schedule: Schedule) -> None:
        """Claim a schedule's due date and post its question, or record the reason why not.

        Waits for a rate-limit slot first, unless it is too late to post.
        """
        if schedule.trouble == NO_ZONE:
            if await self._store.record_trouble(schedule.id, NO_ZONE, stop=True):
                self._notices.add(schedule, TROUBLES[NO_ZONE])
            return
        if not (schedule.due and self._clock() - schedule.due.at > schedule.grace):
            await self._messages.turn(schedule)
        until = self._clock() + claims.LEASE
        if daily := await self._claim(schedule, until):
            await self._post(daily, until)

    async def _claim(self, schedule: Schedule, until: datetime) -> DailyPosting | None:
        """Claim a schedule's due date, or record it as skipped; None then, and when another process was faster."""
        due, now = schedule.due, self._clock()
        if due is None:
            return None
        question = self._choice(schedule, await self._store.asked(schedule.id))
        reason = LATE if now - due.at > schedule.grace else None if question else EMPTY
        posting = replace(
            new_posting(PostingKind.DAILY, schedule.space, question, self._rng, now),
            schedule=schedule.id,
            state=PostingState.SKIPPED if reason else PostingState.CLAIMED,
            closes_at=max(due.at + schedule.open_for, now + min(schedule.open_for, AT_LEAST)),
        )
        daily = DailyPosting(posting, schedule, due.day, due.at, reason=reason)
        after = schedule.following(due.day)
        claimed = await self._store.claim(daily, after, self._owner, until)
        if claimed and reason:
            _log.warning("daily: %s skipped in %s (%s)", due.day, schedule.space, reason)
            if reason == LATE and (after is None or after.at > now):
                self._notices.add(schedule, MISSED, day=channel_voice(schedule).day(due.day))
            if reason == EMPTY and await self._store.record_trouble(schedule.id, EMPTY):
                self._notices.add(schedule, TROUBLES[EMPTY])
        return daily if claimed and not reason else None

    def _choice(self, schedule: Schedule, seen: Mapping[str, Seen]) -> Question | None:
        """Return the next question of a schedule, or None when there is none on its topic."""
        candidates, weights = self._topics.in_domains(schedule.topic)
        return self._library.bank.questions[by_weight(candidates, weights, seen, self._rng)] if candidates else None

    async def _post(self, daily: DailyPosting, until: datetime) -> None:
        """Renew the claim on a question that is held *until* then, and post it."""
        question = self._library.recalled(daily.posting)
        if question is None:
            await self._store.skip(daily, EMPTY)
            return
        before = await self._messages.link(await self._store.over(daily.schedule.id, daily.day, until))
        now, open_for = self._clock(), daily.schedule.open_for
        closes = max(daily.posting.closes_at or now, now + min(open_for, AT_LEAST))
        daily = replace(daily, posting=replace(daily.posting, closes_at=closes))
        card = daily_card(self._library.bank, question, daily, channel_voice(daily.schedule), before)
        lease = now + claims.LEASE
        if now > until or not await self._store.renew_claim(daily.posting.id, self._owner, now, lease, closes):
            return  # it took so long that another process has taken it over, or an admin has left it out
        try:
            message = await self._messages.post(daily, card)
        except Undelivered as error:
            await self._record_failure(daily, error, refused=error.sure)
        else:
            await self._record_post(daily, message)

    async def _record_post(self, daily: DailyPosting, message: str) -> None:
        """Record that a question was posted, and warn when few are left; delete the message of a second post."""
        if not await self._store.mark_sent(daily, message, self._clock()):
            _log.warning("daily: %s was posted twice in %s; taking one away", daily.day, daily.schedule.space)
            with suppress(Undelivered):
                await self._messages.remove(daily.schedule, message)
            return
        _log.info("daily: %s posted in %s", daily.day, daily.schedule.space)
        await self._warn(daily.schedule)

    async def _warn(self, schedule: Schedule) -> None:
        """Add a notice for a schedule's admin, once before its questions repeat, that few are left."""
        candidates, _ = self._topics.in_domains(schedule.topic)
        seen = await self._store.asked(schedule.id)
        left = pool(candidates, seen)
        if not len(left) <= LOW < len(candidates):
            return
        memo, cycle = f"low:{schedule.id}", f"{schedule.topic}:{seen[left[0]].times if left[0] in seen else 0}"
        if await self._store.remembered(memo) == cycle:
            return
        await self._store.remember(memo, cycle)
        low = N_("{n} questions are left before the daily question repeats. Another topic has more.")
        self._notices.add(schedule, low, n=len(left))

    async def resume(self, daily: DailyPosting, until: datetime) -> None:
        """Resume a question whose claim ran out: look for its message, then post it, skip it, or try again later."""
        await self._messages.turn(daily.schedule)
        try:
            message = await self._messages.find(daily)
        except Undelivered as error:
            late = self._clock() - daily.due_at - daily.schedule.grace
            if late < timedelta(0) or (error.trouble == "away" and late < LOOK_FOR):
                await self._record_failure(daily, error)
                return
            await self._store.skip(daily, UNSEEN if daily.tried else error.trouble)
            _log.warning("daily: %s skipped in %s (%s)", daily.day, daily.schedule.space, error.trouble)
            return
        if message:
            await self._record_post(daily, message)
        elif daily.reason or self._is_late(daily):
            await self._store.skip(daily, daily.reason or daily.schedule.trouble or LATE)
            _log.warning("daily: %s skipped in %s", daily.day, daily.schedule.space)
            if not daily.reason:
                self._notices.add(daily.schedule, MISSED, day=channel_voice(daily.schedule).day(daily.day))
        else:
            await self._post(daily, until)

    def _is_late(self, daily: DailyPosting) -> bool:
        """Return whether the grace window of a question is over."""
        return self._clock() - daily.due_at > daily.schedule.grace

    async def _record_failure(self, daily: DailyPosting, error: Undelivered, *, refused: bool = False) -> None:
        """Record a failure and the time of the next try; a lasting trouble that is news becomes a notice."""
        wait = max(
            claims.pause(daily.tries, self._rng),
            timedelta(0) if error.sure else claims.SOON,
            timedelta(seconds=error.after),
        )
        lasting = (error.trouble != "away" or daily.tries + 1 >= PATIENT) and not self._is_late(daily)
        trouble = error.trouble if lasting else None
        _log.warning("daily: %s not delivered in %s (%s)", daily.day, daily.schedule.space, error.trouble)
        if await self._store.record_failure(daily, trouble, self._clock() + wait, refused=refused) and trouble:
            self._notices.add(daily.schedule, TROUBLES[trouble])
