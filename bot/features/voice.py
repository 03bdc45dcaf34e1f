"""In which language and zone a person is answered."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.chat.language import language_of
from bot.chat.request import Actor
from bot.chat.wording import VOICES, Voice, voice_in
from bot.domain.records import Learner, Person, Schedule
from bot.ports.store import People


def person(actor: Actor) -> Person:
    """Return who the actor is, as stored."""
    return Person(actor.platform, actor.user_id)


def voice_for(learner: Learner | None, actor: Actor) -> Voice:
    """Return the learner's chosen language, or else what the actor's client speaks."""
    chosen = learner.language if learner else None
    return voice_in(language_of(chosen or actor.locale), actor.root)


async def voice_of(people: People, actor: Actor) -> Voice:
    """Look the actor up and return the language to answer in."""
    return voice_for(await people.find(person(actor)), actor)


def public(schedule: Schedule) -> Voice:
    """Return the language that is spoken in public in a place."""
    return VOICES[language_of(schedule.language)]


def zone_of(learner: Learner | None, actor: Actor, default: ZoneInfo) -> ZoneInfo:
    """Return the learner's chosen zone, or else what the actor's client says, or else the *default*."""
    named = (learner.zone if learner else None) or actor.zone
    return ZoneInfo(named) if named else default
