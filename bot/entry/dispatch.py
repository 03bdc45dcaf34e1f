"""The dispatcher: permission, arguments, the feature, and the only place where an error becomes a sentence."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chat.intent import Takes, Who
from bot.chat.intents import CATALOGUE
from bot.chat.reply import Button, Reply, Tone
from bot.chat.request import Actor, Call, Request
from bot.chat.wording import ERRORS, Voice
from bot.domain.errors import (
    BadArgument,
    BadHours,
    BotError,
    ForChannels,
    Misunderstood,
    NoQuestions,
    NotAllowed,
    Refused,
    RoleUnknown,
    StaleButton,
    StoreUnavailable,
    UnclearDay,
    UncoveredExam,
    UnknownChoice,
    UnknownTopic,
    UnknownZone,
    ZoneGone,
)
from bot.entry.arguments import bind
from bot.entry.asking_back import any_level_button, day_buttons, topic_buttons, zone_buttons, zones_to_choose
from bot.entry.suggest import Suggest
from bot.features.asker import Asker, person_of, voice_of
from bot.features.people.help import ways
from bot.ports.clock import Clock, utc_now
from bot.ports.meter import Meter, Unmetered
from bot.ports.store import People

__all__ = ["Asker", "Dispatcher", "Handler"]

Handler = Callable[..., Awaitable[Reply]]
"""A feature's method for an intent: from the Asker, and the typed arguments by name, to the reply."""

_ABOUT: Mapping[type[BotError], Takes] = {
    UnknownTopic: Takes.TOPIC,
    NoQuestions: Takes.TOPIC,
    UncoveredExam: Takes.TOPIC,
    BadHours: Takes.NUMBER,
    ZoneGone: Takes.ZONE,
}
"""The type of the value that an error of a feature is about."""

_log = logging.getLogger(__name__)


class Dispatcher:
    """Hands each request to the feature of its intent, and turns every error into a reply."""

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        people: People,
        suggest: Suggest,
        zone: ZoneInfo,
        meter: Meter | None = None,
        clock: Clock = utc_now,
    ) -> None:
        """Build the dispatcher from a handler for each intent; *zone* is for people who have chosen none."""
        self._clock = clock
        self._handlers = handlers
        self._people = people
        self._zone = zone
        self.suggest = suggest
        self.meter = meter or Unmetered()

    def use_bank(self, handlers: Mapping[str, Handler], suggest: Suggest) -> None:
        """Switch to the handlers and suggestions of another bank, from the next request on."""
        self._handlers = handlers
        self.suggest = suggest

    async def handle(self, request: Request) -> Reply:
        """Return the reply to *request*; every error but a cancellation becomes one, and is logged without content."""
        return await self.serve(self.asker(request))

    def asker(self, request: Request) -> Asker:
        """Return the asker of *request*, for platforms that speak to the person beside the reply."""
        return Asker(request, self._people, self._zone)

    async def serve(self, asker: Asker) -> Reply:
        """Return the reply to an asker's request, as `handle` does."""
        request = asker.request
        intent = CATALOGUE[request.call.intent]
        values: dict[str, object] = {}
        try:
            _check_role(intent.who, request)
            values = bind(request.call, self.suggest.names_topic)
            reply = await self._handlers[intent.name](asker, **values)
            with suppress(StoreUnavailable):  # the reply is right all the same, and the next request tries again
                await asker.save_name()
        except BotError as error:
            if isinstance(error, UnknownTopic | NoQuestions):
                error.beside = values
            level = logging.WARNING if isinstance(error, StoreUnavailable) else logging.INFO
            _log.log(level, "%s: %s: %s", request.actor.platform, intent.name, error.code)
            self.meter.count_request(request.actor.platform, intent.name, error.code)
            return _apology(error, request, await asker.voice_or_default(), self._clock())
        except Exception:  # noqa: BLE001 - whatever it is, the person gets a sentence and the log gets the traceback
            return await self.apologize(asker)
        _log.info("%s: %s: done", request.actor.platform, intent.name)
        self.meter.count_request(request.actor.platform, intent.name, "done")
        return reply

    async def apologize(self, asker: Asker) -> Reply:
        """Log the unforeseen exception being handled, and return the reply to it.

        Also for a platform whose renderer raised: the person gets a sentence, and the traceback is in the log.
        """
        request = asker.request
        _log.exception("%s: %s: unforeseen", request.actor.platform, request.call.intent)
        self.meter.count_request(request.actor.platform, request.call.intent, BotError.code)
        return _apology(BotError(request=request.id), request, await asker.voice_or_default(), self._clock())

    async def voice(self, actor: Actor) -> Voice:
        """Return the voice in which a person is answered, also when the store does not answer."""
        try:
            return voice_of(await self._people.find(person_of(actor)), actor)
        except StoreUnavailable:
            return voice_of(None, actor)

    async def recall(self, actor: Actor, space: str) -> Actor | None:
        """Return *actor* with their stored name in a space and their client's language and zone, or None if none are.

        For a platform whose requests do not carry them. None also when the store does not answer.
        """
        try:
            known = await self._people.profile(person_of(actor), space)
        except StoreUnavailable:
            return None
        learner = known.learner
        if learner is None or learner.client_locale is None or known.name is None:
            return None
        return replace(actor, name=known.name, locale=learner.client_locale, zone=learner.client_zone)

    async def save_client(self, actor: Actor) -> None:
        """Store the language and zone of a learner's client where they have changed; a stranger stays one."""
        who = person_of(actor)
        try:
            learner = await self._people.find(who)
            if learner and (learner.client_locale, learner.client_zone) != (actor.locale, actor.zone):
                await self._people.save_client(who, actor.locale, actor.zone)
        except StoreUnavailable:
            _log.warning("%s: a learner's language could not be kept", actor.platform)


def _check_role(who: Who, request: Request) -> None:
    """Raise ForChannels, RoleUnknown or NotAllowed for a request that its person may not make there."""
    if who is Who.ANYONE or (request.actor.admin and not (request.direct and who is Who.HOSTS)):
        return
    if request.direct:
        raise ForChannels
    raise RoleUnknown if request.actor.unsure else NotAllowed


def _apology(error: BotError, request: Request, voice: Voice, now: datetime) -> Reply:
    """Return the one sentence for *error*, where it is about a value those for all of them, and buttons to choose."""
    intent = CATALOGUE[request.call.intent]
    if isinstance(error, BadArgument) and not intent.is_command:
        error = StaleButton()
    named = ((_at_fault(one, request), one) for one in (error, *error.others))
    wrong = {param: _sentence(one, request, voice, now) for param, one in named if param}
    buttons = _buttons(error, intent.name, voice, now)
    return Reply(_sentence(error, request, voice, now), buttons=buttons, tone=_tone(error), wrong=wrong)


def _at_fault(error: BotError, request: Request) -> str:
    """Return the parameter with the value at fault, or nothing."""
    takes = next((takes for kind, takes in _ABOUT.items() if isinstance(error, kind)), None)
    found = (param.name for param in CATALOGUE[request.call.intent].params if param.takes is takes)
    return error.param or next(found, "")


def _sentence(error: BotError, request: Request, voice: Voice, now: datetime) -> str:
    """Return the sentence for *error*."""
    values = dict(error.data)
    if advice := values.get("advice"):
        return str(advice)
    if isinstance(error, BadArgument):
        values["usage"] = ways(CATALOGUE[request.call.intent], request.actor, voice)
    elif isinstance(error, UnknownChoice):
        values["choices"] = ", ".join(voice.say(label) for label in error.choices)
    elif isinstance(error, UnknownZone):
        values["suggestions"] = ", ".join(zones_to_choose(error, now)) or values["suggestions"]
    elif isinstance(error, UnknownTopic):
        values["suggestions"] = "; ".join(names[voice.language] for names in error.names.values())
    elif isinstance(error, UncoveredExam):
        values |= error.texts[voice.language]
    elif isinstance(error, UnclearDay):
        values["choices"] = "; ".join(map(voice.day, error.days))
    return voice.say(ERRORS[error.code], **values)


def _buttons(error: BotError, intent: str, voice: Voice, now: datetime) -> tuple[Button, ...]:
    """Return a button for each way out of an error that has few."""
    if isinstance(error, UnknownZone):
        return zone_buttons(intent, zones_to_choose(error, now), error.beside)
    if isinstance(error, UncoveredExam):
        return tuple(Button(one.upper(), Call("quiz", {"topic": one})) for one in error.overlap)
    all_topics = (Button(voice.say("Topics"), Call("topics")),) if intent == "quiz" else ()
    if isinstance(error, NoQuestions):
        return (*any_level_button(intent, error, voice), *all_topics)
    if isinstance(error, UnknownTopic):
        return (*topic_buttons(intent, error, voice), *all_topics)
    return day_buttons(intent, error, voice) if isinstance(error, UnclearDay) else ()


def _tone(error: BotError) -> Tone:
    """Return the tone of the sentence for an error."""
    if isinstance(error, Misunderstood):
        return Tone.MISUNDERSTOOD
    return Tone.REFUSED if isinstance(error, Refused) else Tone.TROUBLE
