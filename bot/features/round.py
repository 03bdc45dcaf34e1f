"""The daily question's round: what is due is claimed and posted, what is unclear is looked up, what is over is closed.

A round may run in any number of processes, at any time, and be cut off anywhere. Nothing is posted without a claim, a
claim is unique on place and date, and whoever takes one over looks in the channel before posting again.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Mapping
from datetime import datetime, timedelta

from bot.chat.markup import plain
from bot.chat.reply import Reply, Text, Tone
from bot.chat.request import Place as Where
from bot.chat.wording import N_, VOICES, Voice, language_of
from bot.content.model import Bank, Question
from bot.domain.calendar import due_days
from bot.domain.errors import StoreUnavailable
from bot.domain.records import Daily, Place, Posting, PostingKind, PostingState, Seen
from bot.domain.selection import in_proportion, pool, shuffled
from bot.features.cards import daily_card, daily_result
from bot.features.ports import Channels, Clock, Store, Undelivered
from bot.features.topics import Topics

LEASE = timedelta(seconds=90)
"""How long a claim holds when nothing is heard of its process any more."""
SENDING = 25.0
"""Seconds that one post or edit may take: well inside the lease, so that nobody posts on a claim that has run out."""
SOON = timedelta(seconds=5)
"""After which a post whose confirmation was lost is looked for."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=15)
"""Between tries of a post that fails: doubled each time, with jitter."""
PATIENT = 3
"""Tries after which a trouble that may pass is told."""
COUNT_EVERY = timedelta(seconds=30)
"""How often a question's counter of answers is changed at most."""
CLOSE_FOR = timedelta(days=2)
"""How long it is tried to close a question's message; after that it stays as it is."""
AT_LEAST = timedelta(hours=1)
"""How long a question that was posted late takes answers at least, where it would be open that long at all."""
LOW = 14
"""Questions left before the pool repeats, at which the admin is told."""
AT_ONCE = 100
"""Places and questions that one step of a round takes; few enough to be sent within a lease."""

LATE, EMPTY, BY_ADMIN = "late", "empty", "admin"
"""Why a study date was skipped; a trouble's code when it could not be posted."""

TROUBLES = {
    "gone": N_("The channel of the daily question is not there any more, or I cannot see it."),
    "forbidden": N_("I may not write in the channel of the daily question. Give me the permission to post there."),
    "away": N_("The daily question could not be posted for a while now. I keep trying."),
    EMPTY: N_("There is no question left on the topic of the daily question. Choose another with /daily set."),
}
"""What an admin is told of a trouble."""

_log = logging.getLogger(__name__)


class Round:
    """Does what is due."""

    def __init__(
        self,
        bank: Bank,
        topics: Topics,
        store: Store,
        channels: Mapping[str, Channels],
        clock: Clock,
        rng: random.Random,
        owner: str,
    ) -> None:
        """Take the parts; *channels* by platform, *owner* names this process in its claims."""
        self._bank = bank
        self._topics = topics
        self._store = store
        self._channels = channels
        self._clock = clock
        self._rng = rng
        self._owner = owner
        self._heard: dict[int, datetime] = {}

    def hear(self, posting: int) -> None:
        """Note that a daily question has another answer, for its counter."""
        self._heard[posting] = self._clock()

    async def run(self) -> None:
        """Do all that is due now, or leave it for the next time. One place's trouble is no other's."""
        try:
            await self._run()
        except StoreUnavailable:
            _log.warning("daily: the store does not answer; trying again")

    async def _run(self) -> None:
        """Do all that is due now. Raises StoreUnavailable."""
        platforms = tuple(self._channels)
        while due := await self._store.due(platforms, self._clock(), AT_ONCE):
            until = self._clock() + LEASE
            claimed = [daily for place in due if (daily := await self._claim(place, until))]
            await self._all([self._post(daily, until) for daily in claimed])
        now = self._clock()
        until = now + LEASE
        unclear = await self._store.take_claimed(platforms, now, self._owner, until, AT_ONCE)
        await self._all([self._resume(daily, until) for daily in unclear])
        over = await self._store.take_over(platforms, self._clock(), self._owner, self._clock() + LEASE, AT_ONCE)
        await self._all([self._close(daily) for daily in over])
        await self._count()

    @staticmethod
    async def _all(work: list[Awaitable[None]]) -> None:
        """Do work side by side; what fails unforeseen is logged, and done again when its claim has run out."""
        for outcome in await asyncio.gather(*work, return_exceptions=True):
            if isinstance(outcome, StoreUnavailable):
                _log.warning("daily: the store does not answer")
            elif isinstance(outcome, Exception):
                _log.error("daily: unforeseen", exc_info=outcome)
            elif isinstance(outcome, BaseException):
                raise outcome

    async def _claim(self, place: Place, until: datetime) -> Daily | None:
        """Claim a place's due date; None when it is another's, or skipped, which is recorded."""
        due, now = place.due, self._clock()
        if due is None:
            return None
        question = self._choice(place, await self._store.asked(place.id))
        reason = LATE if now - due.at > place.grace else None if question else EMPTY
        posting = Posting(
            id=self._rng.getrandbits(63),
            kind=PostingKind.DAILY,
            space=place.space,
            question=question.id if question else "",
            revision=question.revision if question else "",
            order=shuffled([option.id for option in question.options], self._rng) if question else (),
            created_at=now,
            place=place.id,
            state=PostingState.SKIPPED if reason else PostingState.CLAIMED,
            closes_at=max(due.at + place.open_for, now + min(place.open_for, AT_LEAST)),
        )
        daily = Daily(posting, place, due.day, due.at, reason=reason)
        claimed = await self._store.claim(daily, next(due_days(place.schedule, due.day)), self._owner, until)
        if claimed and reason:
            _log.warning("daily: %s skipped in %s (%s)", due.day, place.space, reason)
            if reason == EMPTY:
                await self._tell(place, TROUBLES[EMPTY])
        return daily if claimed and not reason else None

    def _choice(self, place: Place, seen: Mapping[str, Seen]) -> Question | None:
        """Return the next question of a place, or None when there is none on its topic."""
        candidates, weights = self._topics.in_domains(place.topic)
        return self._bank.questions[in_proportion(candidates, weights, seen, self._rng)] if candidates else None

    async def _post(self, daily: Daily, until: datetime) -> None:
        """Post a question that is claimed; its claim must hold long enough."""
        question = self._question_of(daily)
        if question is None:
            await self._store.skip(daily, EMPTY)
            return
        if self._clock() + timedelta(seconds=SENDING) > until:
            return
        before = await self._link_before(daily)
        card = daily_card(self._bank, question, daily, _voice(daily.place), before)
        try:
            async with asyncio.timeout(SENDING):
                message = await self._channel(daily).post(_where(daily.place), card, daily.posting.id)
        except TimeoutError:
            await self._failed(daily, Undelivered("away", sure=False))
        except Undelivered as error:
            await self._failed(daily, error)
        else:
            await self._sent(daily, message)

    async def _sent(self, daily: Daily, message: str) -> None:
        """Write that a question was posted, and warn when few are left."""
        await self._store.sent(daily, message, self._clock())
        _log.info("daily: %s posted in %s", daily.day, daily.place.space)
        candidates, _ = self._topics.in_domains(daily.place.topic)
        if len(pool(candidates, await self._store.asked(daily.place.id))) == LOW < len(candidates):
            low = N_("{n} questions are left before the daily question repeats. Another topic has others.")
            await self._tell(daily.place, low, n=LOW)

    async def _resume(self, daily: Daily, until: datetime) -> None:
        """Go on with a claim that ran out: it may have been posted already."""
        try:
            async with asyncio.timeout(SENDING):
                message = await self._channel(daily).find(
                    _where(daily.place), daily.posting.id, daily.posting.created_at
                )
        except (TimeoutError, Undelivered) as error:
            trouble = error if isinstance(error, Undelivered) else Undelivered("away")
            if not self._is_late(daily) or trouble.trouble == "away":
                await self._failed(daily, trouble)
                return
            message = None
        if message:
            await self._sent(daily, message)
        elif self._is_late(daily):
            await self._store.skip(daily, daily.place.trouble or LATE)
            _log.warning("daily: %s skipped in %s", daily.day, daily.place.space)
        else:
            await self._post(daily, until)

    def _is_late(self, daily: Daily) -> bool:
        """Tell whether the time is over in which a question may still be posted."""
        return self._clock() - daily.due_at > daily.place.grace

    async def _failed(self, daily: Daily, error: Undelivered) -> None:
        """Try again later, and tell the admin once what an admin can mend."""
        pause = min(FIRST_PAUSE * 2**daily.tries, LONGEST_PAUSE) * self._rng.uniform(0.5, 1.0)
        wait = max(pause if error.sure else SOON, timedelta(seconds=error.after))
        lasting = error.trouble != "away" or daily.tries + 1 >= PATIENT
        trouble = error.trouble if lasting else None
        _log.warning("daily: %s not delivered in %s (%s)", daily.day, daily.place.space, error.trouble)
        if await self._store.failed(daily, trouble, self._clock() + wait) and trouble:
            await self._tell(daily.place, TROUBLES[trouble])

    async def _close(self, daily: Daily) -> None:
        """Show the key and how the group answered, in the message itself."""
        now = self._clock()
        result = await self._store.result(daily.posting.id)
        reply = daily_result(self._bank, self._question_of(daily), daily, result, _voice(daily.place))
        try:
            async with asyncio.timeout(SENDING):
                await self._channel(daily).edit(_where(daily.place), daily.message or "", reply)
        except (TimeoutError, Undelivered) as error:
            passing = isinstance(error, TimeoutError) or error.trouble == "away"
            if passing and daily.posting.closes_at and now - daily.posting.closes_at < CLOSE_FOR:
                pause = min(FIRST_PAUSE * 2**daily.tries, LONGEST_PAUSE) * self._rng.uniform(0.5, 1.0)
                await self._store.failed(daily, None, now + pause)
                return
        await self._store.close_daily(daily, now)

    async def _count(self) -> None:
        """Let open questions show how many have answered."""
        now = self._clock()
        for posting, heard in list(self._heard.items()):
            daily = await self._store.counted(posting, now, COUNT_EVERY)
            if daily is None:
                if now - heard > 2 * COUNT_EVERY:
                    del self._heard[posting]
                continue
            if question := self._question_of(daily):
                card = daily_card(self._bank, question, daily, _voice(daily.place), await self._link_before(daily))
                try:
                    async with asyncio.timeout(SENDING):
                        await self._channel(daily).edit(_where(daily.place), daily.message or "", card)
                except (TimeoutError, Undelivered):
                    _log.info("daily: a counter could not be changed in %s", daily.place.space)

    async def _link_before(self, daily: Daily) -> str | None:
        """Return the address of the question before, where its explanation stands."""
        for one in await self._store.latest(daily.place.id, 3):
            if one.day < daily.day and one.message:
                return await self._channel(daily).link(_where(daily.place), one.message)
        return None

    async def _tell(self, place: Place, sentence: str, **values: object) -> None:
        """Say something to a place's admin; it does not matter to anything else whether it arrives."""
        if place.set_by is None:
            return
        voice = _voice(place)
        where = voice.say("This is about the daily question in {channel}.", channel=place.channel)
        reply = Reply(voice.say(sentence, **values), (Text(plain(where)),), tone=Tone.TROUBLE)
        try:
            async with asyncio.timeout(SENDING):
                await self._channels[place.space.partition(":")[0]].tell(_where(place), place.set_by, reply)
        except (TimeoutError, Undelivered):
            _log.info("daily: the admin of a place in %s could not be told", place.space)

    def _channel(self, daily: Daily) -> Channels:
        """Return the channels of a question's platform; only those of this process are ever taken."""
        return self._channels[daily.place.space.partition(":")[0]]

    def _question_of(self, daily: Daily) -> Question | None:
        """Return the question as the bank has it now, or None when its options are not the ones shown."""
        question = self._bank.questions.get(daily.posting.question)
        fits = question and {option.id for option in question.options} == set(daily.posting.order)
        return question if fits else None


def _where(place: Place) -> Where:
    """Return a place as the platforms know it."""
    return Where(place.space, place.channel)


def _voice(place: Place) -> Voice:
    """Return the language that is spoken in public in a place."""
    return VOICES[language_of(place.language)]
