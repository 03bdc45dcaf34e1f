"""`/daily`: the commands that set and show a channel's schedule.

A command that changes a schedule decides inside the store's transaction, so that all of it is written or nothing.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.chat.language import Language
from bot.chat.markup import plain
from bot.chat.reply import Button, Reply, Text
from bot.chat.request import Call
from bot.chat.wording import Voice
from bot.domain.calendar import Due, due_days, next_due
from bot.domain.calendar_input import WrittenDay
from bot.domain.errors import AlreadyPosted, CannotPost, ForChannels, NoSchedule, NotNext, StoreUnavailable, ZoneGone
from bot.domain.kinds import PostingKind
from bot.domain.records import BY_ADMIN, NO_ZONE, DailyPosting, PostingState, Schedule, ScheduleState
from bot.features.asker import Asker
from bot.features.daily.form import schedule_form
from bot.features.daily.page import SchedulePage
from bot.features.daily.wish import Wish, blank_schedule, wished_schedule
from bot.features.daily.zone_guess import asking_for_zone
from bot.features.practice.asking import new_posting
from bot.features.practice.topics import Topics
from bot.ports.channels import Channels, Undelivered
from bot.ports.clock import Clock
from bot.ports.dailies import Decide, History, Revive, ScheduleEdit, Schedules

REVIVED = 8
"""Days ahead from which on `/daily set` revives skipped dates: nearer ones an admin has just left out on purpose."""
LOOKED_AT = 30
"""Newest study dates in which the last question is looked for: those after it may all have been skipped."""

_DAY = timedelta(days=1)


class DailyStore(Schedules, History, Protocol):
    """The part of the store that the commands use."""


class DailyCommands:
    """Sets and shows schedules."""

    def __init__(
        self,
        topics: Topics,
        store: DailyStore,
        channels: Mapping[str, Channels],
        clock: Clock,
        rng: random.Random,
    ) -> None:
        """Build the commands; *channels* by platform check the permission to post."""
        self._topics = topics
        self._store = store
        self._channels = channels
        self._clock = clock
        self._rng = rng
        self._pages = SchedulePage(topics, store, clock)

    async def show(self, asker: Asker) -> Reply:
        """Show the channel's schedule: the next dates, the outcome of the last one, and any trouble.

        Raises ForChannels in a direct conversation without one.
        """
        voice = await asker.voice()
        schedule = await self._store.schedule(asker.address.space, asker.address.channel)
        if schedule is None and asker.request.direct:
            raise ForChannels
        if schedule is None:
            return Reply(
                voice.say("This channel has no daily question."),
                (Text(plain(voice.say("An admin can set one up with /daily set 09:00, for example."))),),
                buttons=(Button(voice.say("Set it up"), Call("daily form")),) if asker.actor.admin else (),
            )
        latest = await self._latest(schedule)
        return await self._pages.show(voice.say("This channel's daily question"), schedule, latest, asker.actor, voice)

    async def form(self, asker: Asker) -> Reply:
        """Show the form of the channel's schedule, or of one to begin with. Raises StoreUnavailable."""
        voice = await asker.voice()
        schedule = await self._store.schedule(asker.address.space, asker.address.channel)
        blank = await blank_schedule(asker, self._topics, self._rng.getrandbits(63))
        if schedule and schedule.trouble == NO_ZONE:
            schedule = replace(schedule, recurrence=replace(schedule.recurrence, zone=blank.recurrence.zone))
        return schedule_form(schedule or blank, voice, known=schedule is not None)

    async def set(
        self,
        asker: Asker,
        *,
        time: time | None = None,
        zone: ZoneInfo | None = None,
        days: frozenset[int] | None = None,
        topic: str | None = None,
        language: Language | None = None,
        closes: int | None = None,
    ) -> Reply:
        """Set a schedule; a parameter that is left out keeps its value.

        Raises ZoneGone, UnknownTopic, NoQuestions, BadHours, BadArgument without a time, or CannotPost.
        """
        wish = Wish(time, zone, days, topic, language, closes)
        voice = await asker.voice()
        blank = await blank_schedule(asker, self._topics, self._rng.getrandbits(63))

        def wanted(before: Schedule | None) -> Schedule:
            return wished_schedule(wish, before, blank, self._topics)

        def decide(before: Schedule | None, latest: Sequence[DailyPosting]) -> ScheduleEdit:
            schedule = wanted(before)
            if schedule.state is not ScheduleState.PAUSED:
                schedule = replace(schedule, due=self._due(schedule, before, latest))
            return ScheduleEdit(schedule, wanted=True)

        shown = await self._store.schedule(asker.address.space, asker.address.channel)
        wanted(shown)
        await self._check_post(asker)
        edit = await self._edit(
            asker, decide, revive=lambda before: (wanted(before).today(self._clock()) + REVIVED * _DAY, date.max)
        )
        page = await self._page(voice.say("The daily question is set."), edit.schedule, asker, voice)
        return page if zone or shown else await asking_for_zone(page, asker, blank.recurrence.zone, voice)

    async def pause(self, asker: Asker, *, until: WrittenDay | None = None) -> Reply:
        """Pause the schedule until a day, or until it is resumed. Raises NoSchedule, UnknownDay, UnclearDay."""
        voice = await asker.voice()

        def decide(before: Schedule | None, latest: Sequence[DailyPosting]) -> ScheduleEdit:
            schedule = _existing(before, asker)
            if schedule.state is ScheduleState.OFF:
                raise NoSchedule
            paused = replace(schedule, state=ScheduleState.PAUSED, paused_until=None, due=None)
            if until:
                back = until.after(schedule.today(self._clock()), day_first=voice.language != "en")
                last = self._last(schedule, latest) or date.min
                due = next(due_days(schedule.recurrence, max(back - _DAY, last)))
                paused = replace(schedule, state=ScheduleState.ON, paused_until=back, due=due)
            return ScheduleEdit(paused, wanted=False)

        edit = await self._edit(asker, decide)
        return await self._page(voice.say("The daily question is paused."), edit.schedule, asker, voice)

    async def resume(self, asker: Asker) -> Reply:
        """Resume a paused schedule. Raises NoSchedule."""
        voice = await asker.voice()

        def decide(before: Schedule | None, latest: Sequence[DailyPosting]) -> ScheduleEdit:
            schedule = _existing(before, asker)
            due = next_due(schedule.recurrence, self._clock(), self._last(schedule, latest))
            return ScheduleEdit(replace(schedule, state=ScheduleState.ON, paused_until=None, due=due), wanted=True)

        edit = await self._edit(asker, decide, revive=lambda before: (before.today(self._clock()), date.max))
        return await self._page(voice.say("The daily question is back on."), edit.schedule, asker, voice)

    async def skip(self, asker: Asker, *, day: date | None = None) -> Reply:
        """Leave out the next question, and record that; *day* is the next date by the button that was pressed.

        Raises NoSchedule, NotNext, or AlreadyPosted when it is too late.
        """
        voice = await asker.voice()
        shown = await self._store.schedule(asker.address.space, asker.address.channel)
        asked = shown.due.day if shown and shown.due else None
        left_out: list[date] = []

        def decide(before: Schedule | None, latest: Sequence[DailyPosting]) -> ScheduleEdit:
            schedule = _existing(before, asker)
            if asked and day is None and any(_is_out(one) for one in latest if one.day == asked):
                raise AlreadyPosted(day=voice.day(asked))
            newest = next(iter(self._so_far(schedule, latest)), None)
            if newest and newest.posting.state is PostingState.CLAIMED and day is None:
                left_out[:] = [newest.day]
                return ScheduleEdit(wanted=False)
            if schedule.due is None:
                raise NoSchedule
            if day not in (None, schedule.due.day):
                raise NotNext(day=voice.day(day or schedule.due.day))
            left_out[:] = [schedule.due.day]
            return ScheduleEdit(
                left_out=self._left_out(schedule, schedule.due), following=schedule.following(schedule.due.day)
            )

        await self._edit(asker, decide)
        title = voice.say("Skipped: the question for {day}.", day=voice.day(left_out[0]))
        return await self._page(title, None, asker, voice)

    async def post_now(self, asker: Asker) -> Reply:
        """Post today's question, or the next one, at once. Raises NoSchedule, AlreadyPosted, CannotPost."""
        voice = await asker.voice()
        now = self._clock()

        def decide(before: Schedule | None, latest: Sequence[DailyPosting]) -> ScheduleEdit:
            schedule = _existing(before, asker)
            today = schedule.today(now)
            out = [
                one.day
                for one in self._so_far(schedule, latest)
                if one.day == today or one.posting.state is not PostingState.SKIPPED
            ]
            if out and out[0] >= today:
                raise AlreadyPosted(day=voice.day(out[0]))
            return ScheduleEdit(replace(schedule, due=Due(today, now)), wanted=True)

        _existing(await self._store.schedule(asker.address.space, asker.address.channel), asker)
        await self._check_post(asker)
        await self._edit(asker, decide, revive=lambda before: (before.today(now), before.today(now)))
        return Reply(voice.say("The question is on its way."))

    async def switch_off(self, asker: Asker) -> Reply:
        """Switch the schedule off; its settings and history are kept. Raises NoSchedule."""
        voice = await asker.voice()

        def decide(before: Schedule | None, _latest: Sequence[DailyPosting]) -> ScheduleEdit:
            schedule = _existing(before, asker)
            return ScheduleEdit(replace(schedule, state=ScheduleState.OFF, due=None, paused_until=None), wanted=False)

        edit = await self._edit(asker, decide)
        return await self._page(voice.say("There's no daily question here anymore."), edit.schedule, asker, voice)

    async def _edit(self, asker: Asker, decide: Decide, *, revive: Revive | None = None) -> ScheduleEdit:
        """Change the schedule of the asker's channel, as a whole or not at all."""
        space, channel = asker.address.space, asker.address.channel
        return await self._store.edit_schedule(space, channel, decide, looked_at=LOOKED_AT, revive=revive)

    async def _check_post(self, asker: Asker) -> None:
        """Raise CannotPost where something that does not pass keeps posts out of the asker's channel."""
        channels = self._channels[asker.actor.platform]
        try:
            trouble = await channels.check(asker.address)
        except Undelivered as error:
            trouble = None if error.trouble == "away" else error.trouble
        if trouble:
            raise CannotPost(advice=await channels.advise(asker.address, await asker.voice()))

    def _so_far(self, schedule: Schedule, latest: Sequence[DailyPosting]) -> list[DailyPosting]:
        """Return the latest study dates without questions of days to come, which a wrong clock has posted.

        Dates to come that were left out are kept.
        """
        tomorrow = schedule.today(self._clock()) + _DAY
        return [one for one in latest if one.day <= tomorrow or one.posting.state is PostingState.SKIPPED]

    def _last(self, schedule: Schedule, latest: Sequence[DailyPosting]) -> date | None:
        """Return the newest study date that is settled, by a question or by a skip."""
        return next((one.day for one in self._so_far(schedule, latest)), None)

    async def _latest(self, schedule: Schedule) -> Sequence[DailyPosting]:
        """Return the latest study dates of a schedule, the newest first."""
        return self._so_far(schedule, await self._store.latest(schedule.id, LOOKED_AT))

    def _due(self, schedule: Schedule, before: Schedule | None, latest: Sequence[DailyPosting]) -> Due:
        """Return the next due date of a schedule that was just set."""
        last = self._last(schedule, latest)
        if schedule.waits(self._clock()) and schedule.paused_until:
            return next(due_days(schedule.recurrence, max(schedule.paused_until - _DAY, last or date.min)))
        return next_due(schedule.recurrence, self._clock(), last, before.due if before else None)

    def _left_out(self, schedule: Schedule, due: Due) -> DailyPosting:
        """Return a due date without a question, left out by an admin."""
        nothing = new_posting(PostingKind.DAILY, schedule.space, None, self._rng, self._clock())
        skipped = replace(nothing, schedule=schedule.id, state=PostingState.SKIPPED)
        return DailyPosting(skipped, schedule, due.day, due.at, reason=BY_ADMIN)

    async def _page(self, title: str, schedule: Schedule | None, asker: Asker, voice: Voice) -> Reply:
        """Return the schedule's page after a change, under the change's title; None reads the schedule anew.

        The change is durable: when the store does not answer any more, the title alone is shown.
        """
        with suppress(StoreUnavailable):
            schedule = schedule or await self._store.schedule(asker.address.space, asker.address.channel)
            if schedule:
                return await self._pages.show(title, schedule, await self._latest(schedule), asker.actor, voice)
        return Reply(title)


def _existing(schedule: Schedule | None, asker: Asker) -> Schedule:
    """Return a channel's schedule with the asker as its admin. Raises NoSchedule, ZoneGone."""
    if schedule is None:
        raise NoSchedule
    if schedule.trouble == NO_ZONE:
        raise ZoneGone
    return replace(schedule, set_by=asker.actor.user_id)


def _is_out(daily: DailyPosting) -> bool:
    """Return whether a question was posted."""
    return daily.posting.state in (PostingState.SENT, PostingState.CLOSED)
