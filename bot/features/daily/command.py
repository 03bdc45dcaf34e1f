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
from bot.domain.calendar import EVERY_DAY, Due, Schedule, due_days, next_due
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
from bot.domain.reading import day_named, time_named, weekdays_named, zone_named
from bot.domain.records import (
    BY_ADMIN,
    NO_ZONE,
    Place,
    PlaceState,
    Posting,
    PostingKind,
    PostingState,
)
from bot.domain.records import Daily as DailyRecord
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


class Daily:
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
        place = await self._store.place(request.place.space, request.place.channel)
        if place is None:
            return Reply(
                voice.say("This channel has no daily question."),
                (Text(plain(voice.say("An admin sets it with /daily set 09:00, for instance."))),),
            )
        return await self._page(voice.say("The daily question of this channel"), place, request, voice)

    async def set(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Set a schedule; what is not said stays as it was.

        Raises UnknownTime, UnknownZone, UnknownWeekdays, UnknownTopic, NoQuestions, BadHours, BadArgument without a
        time, or CannotPost.
        """
        voice = await self._voice(request)
        before = await self._store.place(request.place.space, request.place.channel)
        if before is None and "time" not in args:
            raise BadArgument(command="daily set")
        if before and before.trouble == NO_ZONE and "zone" not in args:
            raise ZoneGone
        place = await self._wanted(request, args, before)
        if await self._trouble(request):
            raise CannotPost
        if before:
            await self._store.revive(before.id, place.today(self._clock()) + timedelta(days=REVIVED))
            await self._store.unwanted(before.id, None)
        if place.state is not PlaceState.PAUSED:
            last = await self._last(place)
            due = next_due(place.schedule, self._clock(), last, before.due if before else None)
            if place.waits(self._clock()) and place.paused_until:
                until = place.paused_until - timedelta(days=1)
                due = next(due_days(place.schedule, max(until, last or date.min)))
            place = replace(place, due=due)
        await self._store.schedule(place)
        return await self._page(voice.say("The daily question is set."), place, request, voice)

    async def pause(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Post nothing until a day, or until somebody resumes. Raises NoSchedule, UnknownDay."""
        place = await self._place(request)
        if place.state is PlaceState.OFF:
            raise NoSchedule
        voice = await self._voice(request)
        if "until" in args:
            until = day_named(args["until"], place.today(self._clock()))
            due = next(due_days(place.schedule, max(until - timedelta(days=1), await self._last(place) or date.min)))
            place = replace(place, state=PlaceState.ON, paused_until=until, due=due)
        else:
            place = replace(place, state=PlaceState.PAUSED, paused_until=None, due=None)
        await self._store.schedule(place)
        await self._store.unwanted(place.id, BY_ADMIN)
        return await self._page(voice.say("The daily question pauses."), place, request, voice)

    async def resume(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Go on after a pause. Raises NoSchedule."""
        place = await self._place(request)
        await self._store.revive(place.id, place.today(self._clock()))
        await self._store.unwanted(place.id, None)
        place = await self._on(place)
        voice = await self._voice(request)
        return await self._page(voice.say("The daily question goes on."), place, request, voice)

    async def skip(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Leave out what is next, and record that. Raises NoSchedule, NotNext, or AlreadyPosted when it is too late."""
        place = await self._place(request)
        voice = await self._voice(request)
        latest = await self._latest(place)
        if latest and latest[0].posting.state is PostingState.CLAIMED and "day" not in args:
            await self._store.unwanted(place.id, BY_ADMIN)
            title = voice.say("Left out: the question of {day}.", day=voice.day(latest[0].day))
            return await self._page(title, place, request, voice)
        if place.due is None:
            raise NoSchedule
        if args.get("day", f"{place.due.day}") != f"{place.due.day}":
            raise NotNext(day=voice.day(_day(args["day"])))
        now = self._clock()
        nothing = Posting(
            self._rng.getrandbits(63),
            PostingKind.DAILY,
            place.space,
            question="",
            revision="",
            order=(),
            created_at=now,
            place=place.id,
            state=PostingState.SKIPPED,
        )
        skipped = DailyRecord(nothing, place, place.due.day, place.due.at, reason=BY_ADMIN)
        after = place.following(place.due.day)
        if not await self._store.claim(skipped, after, "", now + LEASE):
            raise AlreadyPosted(day=voice.day(place.due.day))
        title = voice.say("Left out: the question of {day}.", day=voice.day(place.due.day))
        return await self._page(title, replace(place, due=after), request, voice)

    async def now(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Post today's question, or the next one, at once. Raises NoSchedule, AlreadyPosted, CannotPost."""
        place = await self._place(request)
        voice = await self._voice(request)
        today = place.today(self._clock())
        if await self._trouble(request):
            raise CannotPost
        await self._store.revive(place.id, today, today)
        await self._store.unwanted(place.id, None)
        latest = await self._latest(place)
        out = [one.day for one in latest if one.day == today or one.posting.state is not PostingState.SKIPPED]
        if out and out[0] >= today:
            raise AlreadyPosted(day=voice.day(out[0]))
        await self._store.schedule(replace(place, due=Due(today, self._clock())))
        return Reply(voice.say("The question is on its way."))

    async def off(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Stop, and forget nothing. Raises NoSchedule."""
        place = replace(await self._place(request), state=PlaceState.OFF, due=None, paused_until=None)
        voice = await self._voice(request)
        await self._store.schedule(place)
        await self._store.unwanted(place.id, BY_ADMIN)
        return await self._page(voice.say("There is no daily question here any more."), place, request, voice)

    async def _trouble(self, request: Request) -> str | None:
        """Return the code of what keeps us from posting where it is asked, as far as can be known now."""
        try:
            return await self._channels[request.actor.platform].check(request.place)
        except Undelivered as error:
            return None if error.trouble == "away" else error.trouble

    async def _voice(self, request: Request) -> Voice:
        """Return the language of whoever asks: what is said here is said in private."""
        return voice_for(await self._store.find(person(request.actor)), request.actor)

    async def _place(self, request: Request) -> Place:
        """Return the channel's schedule. Raises NoSchedule."""
        place = await self._store.place(request.place.space, request.place.channel)
        if place is None:
            raise NoSchedule
        if place.trouble == NO_ZONE:
            raise ZoneGone
        return replace(place, set_by=request.actor.user_id)

    async def _latest(self, place: Place) -> Sequence[DailyRecord]:
        """Return the last study dates of a place, the newest first.

        Days to come are among them when they are left out; a question of one was posted by a clock that was wrong.
        """
        tomorrow = place.today(self._clock()) + timedelta(days=1)
        latest = await self._store.latest(place.id, LOOKED_AT)
        return [one for one in latest if one.day <= tomorrow or one.posting.state is PostingState.SKIPPED]

    async def _last(self, place: Place) -> date | None:
        """Return the newest study date that a place had or will not have a question for."""
        latest = await self._latest(place)
        return latest[0].day if latest else None

    async def _on(self, place: Place) -> Place:
        """Put a schedule into force, from now on."""
        due = next_due(place.schedule, self._clock(), await self._last(place))
        place = replace(place, state=PlaceState.ON, paused_until=None, due=due)
        await self._store.schedule(place)
        return place

    async def _wanted(self, request: Request, args: Mapping[str, str], before: Place | None) -> Place:
        """Return the schedule that is asked for."""
        learner = await self._store.find(person(request.actor))
        former = before.schedule if before else None
        schedule = Schedule(
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
        return Place(
            id=before.id if before else self._rng.getrandbits(63),
            space=request.place.space,
            channel=request.place.channel,
            language=args.get("language") or (before.language if before else spoken),
            schedule=schedule,
            topic=topic,
            grace=before.grace if before else GRACE,
            open_for=hours * _HOUR if hours else (before.open_for if before else OPEN_FOR),
            state=PlaceState.PAUSED if before and before.state is PlaceState.PAUSED else PlaceState.ON,
            paused_until=before.paused_until if before and before.state is PlaceState.ON else None,
            set_by=request.actor.user_id,
        )

    def _topic(self, words: str) -> str | None:
        """Return the topic that is meant, None for all of them. Raises UnknownTopic."""
        return None if fold(words) in EVERYTHING else self._topics.find(words).id

    def _default(self) -> str | None:
        """Return the topic of a schedule that names none."""
        return DEFAULT_TOPIC if DEFAULT_TOPIC in self._topics.all else None

    async def _page(self, title: str, place: Place, request: Request, voice: Voice) -> Reply:
        """Return a place's schedule, under a title."""
        return await self._pages.show(title, place, await self._latest(place), request.actor, voice)


def _day(carried: str) -> date:
    """Return the date that a button carries. Raises StaleButton for anything else."""
    try:
        return date.fromisoformat(carried)
    except ValueError:
        raise StaleButton from None
