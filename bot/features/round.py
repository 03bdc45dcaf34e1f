"""The daily question's round: what is due is claimed and posted, what is unclear is looked up, what is over is closed.

A round may run in any number of processes, at any time, and be cut off anywhere. Nothing is posted without a claim, a
claim is unique on place and date, and whoever takes one over looks in the channel before posting again.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.chat.markup import plain
from bot.chat.reply import Reply, Text, Tone
from bot.chat.request import Place as Where
from bot.chat.wording import N_, VOICES, Voice, language_of
from bot.content.model import Question
from bot.domain.calendar import Due, due_days
from bot.domain.errors import QuestionGone, StoreUnavailable
from bot.domain.records import NO_ZONE, Daily, Place, PlaceState, Posting, PostingKind, PostingState, Seen
from bot.domain.selection import in_proportion, pool, shuffled
from bot.features.cards import daily_card, daily_result
from bot.features.library import Library
from bot.features.ports import Channels, Clock, Store, Undelivered
from bot.features.topics import Topics

LEASE = timedelta(seconds=90)
"""How long a claim holds when nothing is heard of its process any more."""
SENDING = 25.0
"""Seconds that one post or edit may take: well inside the lease, so that nobody posts on a claim that has run out."""
SOON = timedelta(seconds=60)
"""After which a post whose confirmation was lost is looked for: by then a slow platform has carried it out."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=15)
"""Between tries of a post that fails: doubled each time, with jitter."""
MOST_DOUBLED = 10
PATIENT = 3
"""Tries after which a trouble that may pass is told."""
COUNT_EVERY = timedelta(seconds=30)
"""How often a question's counter of answers is changed at most."""
CLOSE_FOR = timedelta(days=2)
"""How long it is tried to close a question's message; after that it stays as it is."""
AT_LEAST = timedelta(hours=1)
"""How long a question that was posted late takes answers at least, where it would be open that long at all."""
FURTHEST_RULE = timedelta(hours=3)
"""How far a zone's new rules move a local time; well inside the grace window, so that nothing is lost by it."""
LOOK_FOR = timedelta(days=7)
"""How long it is still tried to find out whether a question was posted, once it is too late to post it.

Longer than platforms are away, for then it can be found; it ends for a channel that can never be looked through.
"""
LOW = 14
"""Questions left before the pool repeats, at which the admin is told."""
AT_ONCE = 100
"""Places and questions that one step of a round takes; few enough to be sent within a lease."""

LATE, EMPTY, BY_ADMIN, UNSEEN = "late", "empty", "admin", "unseen"
"""Why a study date was skipped; a trouble's code when it could not be posted."""

TROUBLES = {
    "gone": N_("The channel of the daily question is not there any more, or I cannot see it."),
    "forbidden": N_("I may not write in the channel of the daily question. Give me the permission to post there."),
    "away": N_("The daily question could not be posted for a while now. I keep trying."),
    NO_ZONE: N_("I do not know the time zone of the daily question any more. Set it again with /daily set."),
    EMPTY: N_("There is no question left on the topic of the daily question. Choose another with /daily set."),
}
"""What an admin is told of a trouble."""
MISSED = N_("The daily question of {day} could not be posted in time, so that day had none. The next one comes as set.")

_log = logging.getLogger(__name__)


class Round:
    """Does what is due."""

    def __init__(
        self,
        library: Library,
        topics: Topics,
        store: Store,
        channels: Mapping[str, Channels],
        clock: Clock,
        rng: random.Random,
        owner: str,
        *,
        names: bool = True,
    ) -> None:
        """Take the parts; *channels* by platform, *owner* names this process in its claims.

        Without *names* nobody is thanked by name where a question is closed.
        """
        self._names = names
        self._library = library
        self._topics = topics
        self._store = store
        self._channels = channels
        self._clock = clock
        self._rng = rng
        self._owner = owner
        self._heard: dict[int, datetime] = {}
        self._looks: dict[int, datetime] = {}
        self._in_hand: set[int] = set()
        self._editing: set[int] = set()
        self._checked = False

    def take(self, library: Library, topics: Topics) -> None:
        """Go on with another bank."""
        self._library = library
        self._topics = topics

    def hear(self, posting: int) -> None:
        """Note that a daily question has another answer, for its counter."""
        self._heard[posting] = self._clock()

    async def run(self) -> None:
        """Do all that is due now, or leave it for the next time. One place's trouble is no other's.

        Rounds of one process may overlap, as those of several do: what waits for a channel that hangs, or for its turn,
        holds up nothing that is due later.
        """
        try:
            await self._run()
        except StoreUnavailable:
            _log.warning("daily: the store does not answer; trying again")

    async def _run(self) -> None:
        """Do all that is due now. Raises StoreUnavailable."""
        if not self._checked:
            await self._keep_promises()
            self._checked = True
        platforms = tuple(self._channels)
        while due := await self._due(platforms):
            if not await self._all([self._begin(place) for place in due]):
                break
        now = self._clock()
        until = now + LEASE
        unclear = await self._store.take_claimed(platforms, now, self._owner, until, AT_ONCE)
        await self._all([self._resume(daily, until) for daily in unclear])
        over = await self._store.closable(platforms, self._clock(), AT_ONCE + len(self._editing))
        fresh = [daily for daily in over if daily.posting.id not in self._editing][:AT_ONCE]
        await self._all([self._edited(daily, self._close) for daily in fresh])
        await self._count()

    @staticmethod
    async def _all(work: list[Coroutine[Any, Any, None]]) -> bool:
        """Do work side by side, and tell whether all of it went well.

        What fails unforeseen is logged, and done again when its claim has run out.
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

    async def _keep_promises(self) -> None:
        """Move what is due ahead to where its local time is now, after a zone has changed its rules.

        A change of hours comes from the zone; anything longer, and what is due already, is left as it was promised.
        """
        for promise in await self._store.promises(self._clock()):
            before, due = promise.due.offset, promise.due
            offset = due.at.astimezone(promise.zone).utcoffset()
            if before is not None and offset is not None and timedelta(0) < abs(before - offset) <= FURTHEST_RULE:
                await self._store.move(promise, Due(due.day, due.at + (before - offset), offset))
                _log.warning("daily: %s has other rules now: %s moved by %s", promise.zone, due.at, before - offset)

    async def _due(self, platforms: tuple[str, ...]) -> list[Place]:
        """Return places whose question is due and that no round of this process has in hand."""
        due = await self._store.due(platforms, self._clock(), AT_ONCE + len(self._in_hand))
        return [place for place in due if place.id not in self._in_hand][:AT_ONCE]

    async def _begin(self, place: Place) -> None:
        """Claim what is due in a place and post it, when it is its turn; what is too late to be posted needs none."""
        self._in_hand.add(place.id)
        try:
            if place.trouble == NO_ZONE:
                if await self._store.troubled(place.id, NO_ZONE, stop=True):
                    await self._tell(place, TROUBLES[NO_ZONE])
                return
            if not (place.due and self._clock() - place.due.at > place.grace):
                await self._channels[_platform(place)].turn(_where(place))
            until = self._clock() + LEASE
            if daily := await self._claim(place, until):
                await self._post(daily, until)
        finally:
            self._in_hand.discard(place.id)

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
        claimed = await self._store.claim(daily, following(place, due.day), self._owner, until)
        if claimed and reason:
            _log.warning("daily: %s skipped in %s (%s)", due.day, place.space, reason)
            after = following(place, due.day)
            if reason == LATE and (after is None or after.at > now):
                await self._tell(place, MISSED, day=_voice(place).day(due.day))
            if reason == EMPTY and await self._store.troubled(place.id, EMPTY):
                await self._tell(place, TROUBLES[EMPTY])
        return daily if claimed and not reason else None

    def _choice(self, place: Place, seen: Mapping[str, Seen]) -> Question | None:
        """Return the next question of a place, or None when there is none on its topic."""
        candidates, weights = self._topics.in_domains(place.topic)
        return self._library.bank.questions[in_proportion(candidates, weights, seen, self._rng)] if candidates else None

    async def _post(self, daily: Daily, until: datetime) -> None:
        """Post a question that is claimed; its claim must hold long enough."""
        question = self._question_of(daily)
        if question is None:
            await self._store.skip(daily, EMPTY)
            return
        before = await self._link_before(daily)
        now, open_for = self._clock(), daily.place.open_for
        closes = max(daily.posting.closes_at or now, now + min(open_for, AT_LEAST))
        daily = replace(daily, posting=replace(daily.posting, closes_at=closes))
        card = daily_card(self._library.bank, question, daily, _voice(daily.place), before)
        if now > until or not await self._store.hold(daily.posting.id, self._owner, now, now + LEASE, closes):
            return  # it took so long that another process has taken it over, or an admin has left it out
        try:
            async with asyncio.timeout(SENDING):
                message = await self._channel(daily).post(_where(daily.place), card, daily.posting.id)
        except TimeoutError:
            await self._failed(daily, Undelivered("away", sure=False))
        except Undelivered as error:
            await self._failed(daily, error, posting=True)
        else:
            await self._sent(daily, message)

    async def _sent(self, daily: Daily, message: str) -> None:
        """Write that a question was posted, and warn when few are left."""
        if not await self._store.sent(daily, message, self._clock()):
            _log.warning("daily: %s was posted twice in %s; taking one away", daily.day, daily.place.space)
            with suppress(TimeoutError, Undelivered):
                async with asyncio.timeout(SENDING):
                    await self._channel(daily).remove(_where(daily.place), message)
            return
        _log.info("daily: %s posted in %s", daily.day, daily.place.space)
        candidates, _ = self._topics.in_domains(daily.place.topic)
        if len(pool(candidates, await self._store.asked(daily.place.id))) == LOW < len(candidates):
            low = N_("{n} questions are left before the daily question repeats. Another topic has others.")
            await self._tell(daily.place, low, n=LOW)

    async def _resume(self, daily: Daily, until: datetime) -> None:
        """Go on with a claim that ran out: it may have been posted already."""
        await self._channel(daily).turn(_where(daily.place))
        try:
            async with asyncio.timeout(SENDING):
                message = await self._channel(daily).find(
                    _where(daily.place), daily.posting.id, daily.posting.created_at
                )
        except (TimeoutError, Undelivered) as error:
            trouble = error if isinstance(error, Undelivered) else Undelivered("away")
            late = self._clock() - daily.due_at - daily.place.grace
            if late < timedelta(0) or (trouble.trouble == "away" and late < LOOK_FOR):
                await self._failed(daily, trouble)
                return
            await self._store.skip(daily, UNSEEN if daily.tried else trouble.trouble)
            _log.warning("daily: %s skipped in %s (%s)", daily.day, daily.place.space, trouble.trouble)
            return
        if message:
            await self._sent(daily, message)
        elif daily.reason or self._is_late(daily):
            await self._store.skip(daily, daily.reason or daily.place.trouble or LATE)
            _log.warning("daily: %s skipped in %s", daily.day, daily.place.space)
            if not daily.reason:
                await self._tell(daily.place, MISSED, day=_voice(daily.place).day(daily.day))
        else:
            await self._post(daily, until)

    def _is_late(self, daily: Daily) -> bool:
        """Tell whether the time is over in which a question may still be posted."""
        return self._clock() - daily.due_at > daily.place.grace

    async def _failed(self, daily: Daily, error: Undelivered, *, posting: bool = False) -> None:
        """Try again later, and tell the admin once what an admin can mend."""
        wait = max(self._pause(daily), timedelta(0) if error.sure else SOON, timedelta(seconds=error.after))
        lasting = (error.trouble != "away" or daily.tries + 1 >= PATIENT) and not self._is_late(daily)
        trouble = error.trouble if lasting else None
        _log.warning("daily: %s not delivered in %s (%s)", daily.day, daily.place.space, error.trouble)
        refused = posting and error.sure
        if await self._store.failed(daily, trouble, self._clock() + wait, refused=refused) and trouble:
            await self._tell(daily.place, TROUBLES[trouble])

    def _pause(self, daily: Daily) -> timedelta:
        """Return how long to wait after a try that failed."""
        doubled: timedelta = FIRST_PAUSE * 2 ** min(daily.tries, MOST_DOUBLED)
        return min(doubled, LONGEST_PAUSE) * self._rng.uniform(0.5, 1.0)

    async def _edited(self, daily: Daily, edit: Callable[[Daily], Coroutine[Any, Any, None]]) -> None:
        """Change a question's message when it is its turn; no other round of this process does so meanwhile."""
        self._editing.add(daily.posting.id)
        try:
            await self._channel(daily).turn(_where(daily.place), edit=True)
            await edit(daily)
        finally:
            self._editing.discard(daily.posting.id)

    async def _close(self, daily: Daily) -> None:
        """Show the key and how the group answered, in the message itself, unless another process does."""
        now = self._clock()
        if not await self._store.take_over(daily.posting.id, now, self._owner, now + LEASE):
            return
        try:
            await self._show_end(daily)
        except (TimeoutError, Undelivered) as error:
            passing = isinstance(error, TimeoutError) or error.trouble != "gone"
            if passing and daily.posting.closes_at and now - daily.posting.closes_at < CLOSE_FOR:
                await self._store.failed(daily, None, now + self._pause(daily))
                return
        await self._store.close_daily(daily, now)

    async def _show_end(self, daily: Daily) -> None:
        """Let a message show the key and how the group answered. Raises TimeoutError, Undelivered."""
        result = await self._store.result(daily.posting.id)
        if not self._names:
            result = replace(result, people=())
        reply = daily_result(self._library.bank, self._question_of(daily), daily, result, _voice(daily.place))
        async with asyncio.timeout(SENDING):
            await self._channel(daily).edit(_where(daily.place), daily.message or "", reply)

    async def _count(self) -> None:
        """Let open questions show how many have answered."""
        now = self._clock()
        due = [posting for posting in self._heard if self._looks.get(posting, now) <= now]
        for posting in due:
            self._looks[posting] = now + COUNT_EVERY
            if now - self._heard[posting] > 2 * COUNT_EVERY:
                del self._heard[posting], self._looks[posting]
        few = await self._store.countable(due, now, COUNT_EVERY)
        await self._all([self._edited(one, self._counted) for one in few if one.posting.id not in self._editing])

    async def _counted(self, daily: Daily) -> None:
        """Let an open question show how many have answered, unless another process did."""
        question = self._question_of(daily)
        if question is None:
            return
        before = await self._link_before(daily)
        now = self._clock()
        taken = await self._store.counted(daily.posting.id, now, COUNT_EVERY, self._owner, now + LEASE)
        if taken is None:
            return
        card = daily_card(self._library.bank, question, taken, _voice(taken.place), before)
        try:
            async with asyncio.timeout(SENDING):
                await self._channel(taken).edit(_where(taken.place), taken.message or "", card)
        except (TimeoutError, Undelivered) as error:
            _log.info("daily: a counter could not be changed in %s", taken.place.space)
            if not (isinstance(error, Undelivered) and error.sure):
                return  # it may still arrive: the claim holds until then
        if not await self._store.release(taken.posting.id, self._owner):
            await self._mend(taken)

    async def _mend(self, daily: Daily) -> None:
        """Show a question's end again, where it was closed while this process slept over its claim to count."""
        posting = await self._store.posting(daily.posting.id)
        if posting.state is PostingState.CLOSED:
            _log.warning("daily: a count came after the end in %s; showing the end again", daily.place.space)
            with suppress(TimeoutError, Undelivered):
                await self._show_end(replace(daily, posting=posting))

    async def _link_before(self, daily: Daily) -> str | None:
        """Return the address of the question before, where its explanation stands or is about to."""
        before = await self._store.over(daily.place.id, daily.day, self._clock() + LEASE)
        return (
            await self._channel(daily).link(_where(daily.place), before.message) if before and before.message else None
        )

    async def _tell(self, place: Place, sentence: str, **values: object) -> None:
        """Say something to a place's admin; it does not matter to anything else whether it arrives."""
        if place.set_by is None:
            return
        voice = _voice(place)
        where = voice.say("This is about the daily question in {channel}.", channel=place.channel)
        reply = Reply(voice.say(sentence, **values), (Text(plain(where)),), tone=Tone.TROUBLE)
        try:
            async with asyncio.timeout(SENDING):
                await self._channels[_platform(place)].tell(_where(place), place.set_by, reply)
        except (TimeoutError, Undelivered):
            _log.info("daily: the admin of a place in %s could not be told", place.space)

    def _channel(self, daily: Daily) -> Channels:
        """Return the channels of a question's platform; only those of this process are ever taken."""
        return self._channels[_platform(daily.place)]

    def _question_of(self, daily: Daily) -> Question | None:
        """Return the question as it was asked, or None when nobody knows it any more."""
        try:
            return self._library.asked(daily.posting)
        except QuestionGone:
            return None


def following(place: Place, day: date) -> Due | None:
    """Return what is due in a place after a study date; nothing while it is paused or off."""
    if place.state is not PlaceState.ON:
        return None
    if place.paused_until:
        day = max(day, place.paused_until - timedelta(days=1))
    return next(due_days(place.schedule, day))


def _platform(place: Place) -> str:
    """Return the name of a place's platform."""
    return place.space.partition(":")[0]


def _where(place: Place) -> Where:
    """Return a place as the platforms know it."""
    return Where(place.space, place.channel)


def _voice(place: Place) -> Voice:
    """Return the language that is spoken in public in a place."""
    return VOICES[language_of(place.language)]
