"""The reading of `/daily set`: from an admin's wish and the schedule until now to the schedule as wished."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from bot.chat.language import Language
from bot.domain.calendar import Recurrence
from bot.domain.errors import BadArgument, BadHours, NoQuestions, ZoneGone
from bot.domain.records import NO_ZONE, Schedule, ScheduleState
from bot.features.asker import Asker
from bot.features.daily.zone_guess import likely_zone
from bot.features.practice.named_topics import WHOLE
from bot.features.practice.topics import Topics

GRACE = timedelta(hours=6)
OPEN_FOR = timedelta(hours=24)
MOST_HOURS = 168
DEFAULT_TOPIC = "aif-c01"

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Wish:
    """The parameters of `/daily set`; None keeps the schedule's value, or the default."""

    at: time | None = None
    zone: ZoneInfo | None = None
    days: frozenset[int] | None = None
    topic: str | None = None
    language: Language | None = None
    closes: int | None = None


async def blank_schedule(asker: Asker, topics: Topics, new_id: int) -> Schedule:
    """Return the defaults of the asker's channel, in the asker's language and likely zone; only the time has none."""
    return Schedule(
        id=new_id,
        space=asker.address.space,
        channel=asker.address.channel,
        language=(await asker.voice()).language,
        recurrence=Recurrence(time(), await likely_zone(asker)),
        topic=DEFAULT_TOPIC if DEFAULT_TOPIC in topics.all else None,
        grace=GRACE,
        open_for=OPEN_FOR,
        set_by=asker.actor.user_id,
    )


def wished_schedule(wish: Wish, before: Schedule | None, blank: Schedule, topics: Topics) -> Schedule:
    """Return the schedule that follows from a wish and the schedule *before*; *blank* has the defaults and the admin.

    A pause goes on. No date is due yet. Raises BadArgument without a time, ZoneGone, BadHours, UnknownTopic,
    NoQuestions.
    """
    if before is None and wish.at is None:
        raise BadArgument(command="daily set")
    if before and before.trouble == NO_ZONE and wish.zone is None:
        raise ZoneGone
    if wish.closes is not None and not 1 <= wish.closes <= MOST_HOURS:
        raise BadHours(most=MOST_HOURS)
    base = before or blank
    topic = _topic(wish.topic, topics) if wish.topic else base.topic
    if topic and not topics.in_domains(topic)[0]:
        raise NoQuestions
    former = base.recurrence
    at = former.at if wish.at is None else wish.at
    paused = base.state is ScheduleState.PAUSED
    return replace(
        base,
        language=wish.language or base.language,
        recurrence=Recurrence(at, wish.zone or former.zone, wish.days or former.weekdays),
        topic=topic,
        open_for=wish.closes * _HOUR if wish.closes else base.open_for,
        state=ScheduleState.PAUSED if paused else ScheduleState.ON,
        paused_until=base.paused_until if base.state is ScheduleState.ON else None,
        due=None,
        set_by=blank.set_by,
        trouble=None,
    )


def _topic(words: str, topics: Topics) -> str | None:
    """Return the id of the topic that *words* name, None for all topics. Raises UnknownTopic."""
    topic = topics.exactly(words).id
    return None if topic == WHOLE else topic
