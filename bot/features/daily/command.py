"""`/daily`: a channel's daily question, as its admins set it and as everybody sees it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.chat.markup import plain
from bot.chat.reply import Reply, Text
from bot.chat.request import Request
from bot.chat.wording import Voice
from bot.domain.calendar import EVERY_DAY, Due, Recurrence, due_days, next_due
from bot.domain.calendar_input import day_named, time_named, weekdays_named, zone_named
from bot.domain.errors import (
    AlreadyPosted,
    BadArgument,
    BadHours,
    CannotPost,
    NoQuestions,
    NoSchedule,
    NotNext,
    StaleButton,
    ZoneGone,
)
from bot.domain.records import (
    BY_ADMIN,
    NO_ZONE,
    DailyPosting,
    Posting,
    PostingKind,
    PostingState,
    Schedule,
    ScheduleState,
)
from bot.domain.text import fold
from bot.features.daily.claims import LEASE
from bot.features.daily.page import SchedulePage
from bot.features.practice.topics import Topics
from bot.features.voice import person, voice_for, zone_of
from bot.ports.channels import Channels, Undelivered
from bot.ports.clock import Clock
from bot.ports.store import Store

GRACE = timedelta(hours=6)
OPEN_FOR = timedelta(hours=24)
MOST_HOURS = 168
DEFAULT_TOPIC = "aif-c01"
REVIVED = 8
"""Days ahead from which on setting a schedule forgets what was left out: nearer ones an admin has just skipped."""
EVERYTHING = frozenset({"everything", "all", "all topics", "any", "tudo", "todos", "todos os temas", "qualquer"})
"""What people write, without accents, when they want questions on all topics."""
LOOKED_AT = 30
"""Study dates among which the last question is looked for, behind those that were left out."""

_HOUR = timedelta(hours=1)


class DailyCommands:
    """Sets and shows schedules."""

    def __init__(
        self,
        topics: Topics,
        store: Store,
        channels: Mapping[str, Channels],
        clock: Clock,
        rng: random.Random,
        zone: ZoneInfo,
    ) -> None:
        """Take the parts; *zone* is for people who have chosen none."""
        self._topics = topics
        self._store = store
        self._channels = channels
        self._clock = clock
        self._rng = rng
        self._zone = zone
        self._pages = SchedulePage(topics, store, clock)

    async def show(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Show when the next questions come, how the last one went, and any trouble."""
        voice = await self._voice(request)
        schedule = await self._store.schedule(request.address.space, request.address.channel)
        if schedule is None:
            return Reply(
                voice.say("This channel has no daily question."),
                (Text(plain(voice.say("An admin sets it with /daily set 09:00, for instance."))),),
            )
        return await self._page(voice.say("The daily question of this channel"), schedule, request, voice)

    async def set(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Set a schedule; what is not said stays as it was.

        Raises UnknownTime, UnknownZone, UnknownWeekdays, UnknownTopic, NoQuestions, BadHours, BadArgument without a
        time, or CannotPost.
        """
        voice = await self._voice(request)
        before = await self._store.schedule(request.address.space, request.address.channel)
        if before is None and "time" not in args:
            raise BadArgument(command="daily set")
        if before and before.trouble == NO_ZONE and "zone" not in args:
            raise ZoneGone
        schedule = await self._wanted(request, args, before)
        if await self._trouble(request):
            raise CannotPost
        if before:
            await self._store.revive(before.id, schedule.today(self._clock()) + timedelta(days=REVIVED))
            await self._store.mark_unwanted(before.id, None)
        if schedule.state is not ScheduleState.PAUSED:
            last = await self._last(schedule)
            due = next_due(schedule.recurrence, self._clock(), last, before.due if before else None)
            if schedule.waits(self._clock()) and schedule.paused_until:
                until = schedule.paused_until - timedelta(days=1)
                due = next(due_days(schedule.recurrence, max(until, last or date.min)))
            schedule = replace(schedule, due=due)
        await self._store.save_schedule(schedule)
        return await self._page(voice.say("The daily question is set."), schedule, request, voice)

    async def pause(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Post nothing until a day, or until somebody resumes. Raises NoSchedule, UnknownDay."""
        schedule = await self._place(request)
        if schedule.state is ScheduleState.OFF:
            raise NoSchedule
        voice = await self._voice(request)
        if "until" in args:
            until = day_named(args["until"], schedule.today(self._clock()))
            due = next(
                due_days(schedule.recurrence, max(until - timedelta(days=1), await self._last(schedule) or date.min))
            )
            schedule = replace(schedule, state=ScheduleState.ON, paused_until=until, due=due)
        else:
            schedule = replace(schedule, state=ScheduleState.PAUSED, paused_until=None, due=None)
        await self._store.save_schedule(schedule)
        await self._store.mark_unwanted(schedule.id, BY_ADMIN)
        return await self._page(voice.say("The daily question pauses."), schedule, request, voice)

    async def resume(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Go on after a pause. Raises NoSchedule."""
        schedule = await self._place(request)
        await self._store.revive(schedule.id, schedule.today(self._clock()))
        await self._store.mark_unwanted(schedule.id, None)
        schedule = await self._on(schedule)
        voice = await self._voice(request)
        return await self._page(voice.say("The daily question goes on."), schedule, request, voice)

    async def skip(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Leave out what is next, and record that. Raises NoSchedule, NotNext, or AlreadyPosted when it is too late."""
        schedule = await self._place(request)
        voice = await self._voice(request)
        latest = await self._latest(schedule)
        if latest and latest[0].posting.state is PostingState.CLAIMED and "day" not in args:
            await self._store.mark_unwanted(schedule.id, BY_ADMIN)
            title = voice.say("Left out: the question of {day}.", day=voice.day(latest[0].day))
            return await self._page(title, schedule, request, voice)
        if schedule.due is None:
            raise NoSchedule
        if args.get("day", f"{schedule.due.day}") != f"{schedule.due.day}":
            raise NotNext(day=voice.day(_day(args["day"])))
        now = self._clock()
        nothing = Posting(
            self._rng.getrandbits(63),
            PostingKind.DAILY,
            schedule.space,
            question="",
            revision="",
            order=(),
            created_at=now,
            schedule=schedule.id,
            state=PostingState.SKIPPED,
        )
        skipped = DailyPosting(nothing, schedule, schedule.due.day, schedule.due.at, reason=BY_ADMIN)
        after = schedule.following(schedule.due.day)
        if not await self._store.claim(skipped, after, "", now + LEASE):
            raise AlreadyPosted(day=voice.day(schedule.due.day))
        title = voice.say("Left out: the question of {day}.", day=voice.day(schedule.due.day))
        return await self._page(title, replace(schedule, due=after), request, voice)

    async def now(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Post today's question, or the next one, at once. Raises NoSchedule, AlreadyPosted, CannotPost."""
        schedule = await self._place(request)
        voice = await self._voice(request)
        today = schedule.today(self._clock())
        if await self._trouble(request):
            raise CannotPost
        await self._store.revive(schedule.id, today, today)
        await self._store.mark_unwanted(schedule.id, None)
        latest = await self._latest(schedule)
        out = [one.day for one in latest if one.day == today or one.posting.state is not PostingState.SKIPPED]
        if out and out[0] >= today:
            raise AlreadyPosted(day=voice.day(out[0]))
        await self._store.save_schedule(replace(schedule, due=Due(today, self._clock())))
        return Reply(voice.say("The question is on its way."))

    async def off(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Stop, and forget nothing. Raises NoSchedule."""
        schedule = replace(await self._place(request), state=ScheduleState.OFF, due=None, paused_until=None)
        voice = await self._voice(request)
        await self._store.save_schedule(schedule)
        await self._store.mark_unwanted(schedule.id, BY_ADMIN)
        return await self._page(voice.say("There is no daily question here any more."), schedule, request, voice)

    async def _trouble(self, request: Request) -> str | None:
        """Return the code of what keeps us from posting where it is asked, as far as can be known now."""
        try:
            return await self._channels[request.actor.platform].check(request.address)
        except Undelivered as error:
            return None if error.trouble == "away" else error.trouble

    async def _voice(self, request: Request) -> Voice:
        """Return the language of whoever asks: what is said here is said in private."""
        return voice_for(await self._store.find(person(request.actor)), request.actor)

    async def _place(self, request: Request) -> Schedule:
        """Return the channel's schedule. Raises NoSchedule."""
        schedule = await self._store.schedule(request.address.space, request.address.channel)
        if schedule is None:
            raise NoSchedule
        if schedule.trouble == NO_ZONE:
            raise ZoneGone
        return replace(schedule, set_by=request.actor.user_id)

    async def _latest(self, schedule: Schedule) -> Sequence[DailyPosting]:
        """Return the last study dates of a place, the newest first.

        Days to come are among them when they are left out; a question of one was posted by a clock that was wrong.
        """
        tomorrow = schedule.today(self._clock()) + timedelta(days=1)
        latest = await self._store.latest(schedule.id, LOOKED_AT)
        return [one for one in latest if one.day <= tomorrow or one.posting.state is PostingState.SKIPPED]

    async def _last(self, schedule: Schedule) -> date | None:
        """Return the newest study date that a place had or will not have a question for."""
        latest = await self._latest(schedule)
        return latest[0].day if latest else None

    async def _on(self, schedule: Schedule) -> Schedule:
        """Put a schedule into force, from now on."""
        due = next_due(schedule.recurrence, self._clock(), await self._last(schedule))
        schedule = replace(schedule, state=ScheduleState.ON, paused_until=None, due=due)
        await self._store.save_schedule(schedule)
        return schedule

    async def _wanted(self, request: Request, args: Mapping[str, str], before: Schedule | None) -> Schedule:
        """Return the schedule that is asked for."""
        learner = await self._store.find(person(request.actor))
        former = before.recurrence if before else None
        recurrence = Recurrence(
            time_named(args["time"]) if "time" in args or former is None else former.at,
            zone_named(args["zone"])
            if "zone" in args
            else (former.zone if former else zone_of(learner, request.actor, self._zone)),
            weekdays_named(args["days"]) if "days" in args else (former.weekdays if former else EVERY_DAY),
        )
        hours = int(args.get("closes", 0))
        if "closes" in args and not 1 <= hours <= MOST_HOURS:
            raise BadHours(most=MOST_HOURS)
        topic = self._topic(args["topic"]) if "topic" in args else before.topic if before else self._default()
        if topic and not self._topics.in_domains(topic)[0]:
            raise NoQuestions
        spoken = voice_for(learner, request.actor).language
        return Schedule(
            id=before.id if before else self._rng.getrandbits(63),
            space=request.address.space,
            channel=request.address.channel,
            language=args.get("language") or (before.language if before else spoken),
            recurrence=recurrence,
            topic=topic,
            grace=before.grace if before else GRACE,
            open_for=hours * _HOUR if hours else (before.open_for if before else OPEN_FOR),
            state=ScheduleState.PAUSED if before and before.state is ScheduleState.PAUSED else ScheduleState.ON,
            paused_until=before.paused_until if before and before.state is ScheduleState.ON else None,
            set_by=request.actor.user_id,
        )

    def _topic(self, words: str) -> str | None:
        """Return the topic that is meant, None for all of them. Raises UnknownTopic."""
        return None if fold(words) in EVERYTHING else self._topics.find(words).id

    def _default(self) -> str | None:
        """Return the topic of a schedule that names none."""
        return DEFAULT_TOPIC if DEFAULT_TOPIC in self._topics.all else None

    async def _page(self, title: str, schedule: Schedule, request: Request, voice: Voice) -> Reply:
        """Return a place's schedule, under a title."""
        return await self._pages.show(title, schedule, await self._latest(schedule), request.actor, voice)


def _day(carried: str) -> date:
    """Return the date that a button carries. Raises StaleButton for anything else."""
    try:
        return date.fromisoformat(carried)
    except ValueError:
        raise StaleButton from None
