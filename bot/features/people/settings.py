"""`/settings`: a learner's language, zone, place on the board, and what is kept about them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.chat.intents import LANGUAGE_OPTIONS
from bot.chat.markup import plain
from bot.chat.reply import Button, Document, Fact, Facts, Reply, Text
from bot.chat.request import Call, Request
from bot.domain.calendar_input import zone_named
from bot.domain.records import Learner
from bot.features.voice import person, voice_for, voice_of, zone_of
from bot.ports.store import People

_LANGUAGE_NAMES = {option.value: option.label for option in LANGUAGE_OPTIONS}


class SettingsCommands:
    """Shows and changes what a learner has chosen."""

    def __init__(self, people: People, zone: ZoneInfo) -> None:
        """Take the parts; *zone* is for those who have chosen none."""
        self._people = people
        self._zone = zone

    async def show(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Show the choices as they stand."""
        learner = await self._people.find(person(request.actor))
        voice = voice_for(learner, request.actor)
        return self._page(voice.say("Your settings"), learner, request)

    async def language(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Choose the language, and answer in it at once."""
        actor = request.actor
        learner = await self._people.choose(person(actor), actor.name, language=args["language"])
        voice = voice_for(learner, actor)
        return self._page(voice.say("From now on I speak English with you."), learner, request)

    async def zone(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Choose the zone that days are counted in. Raises UnknownZone."""
        actor = request.actor
        learner = await self._people.choose(person(actor), actor.name, zone=zone_named(args["zone"]).key)
        voice = voice_for(learner, actor)
        return self._page(voice.say("Your days now follow {zone}.", zone=learner.zone), learner, request)

    async def board(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Put the name on the board or take it off."""
        actor = request.actor
        learner = await self._people.choose(person(actor), actor.name, listed=args["show"] == "on")
        voice = voice_for(learner, actor)
        on, off = voice.say("Your name is on the leaderboard."), voice.say("Your name is off the leaderboard.")
        return self._page(on if learner.listed else off, learner, request)

    async def export(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Hand out everything that is stored about the person."""
        stored = await self._people.export(person(request.actor))
        voice = await voice_of(self._people, request.actor)
        if not stored:
            return Reply(voice.say("Nothing is stored about you."))
        text = json.dumps(stored, ensure_ascii=False, indent=2)
        return Reply(voice.say("Everything that is stored about you:"), (Document("prova-export.json", text),))

    async def forget(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Erase a person, once they have said that they are sure."""
        voice = await voice_of(self._people, request.actor)
        if "sure" not in args:
            return Reply(
                voice.say("Erase your answers, points, streak, settings and reports? This cannot be undone."),
                (Text(plain(voice.say("Type /settings forget yes, or press the button."))),),
                buttons=(
                    Button(voice.say("Yes, forget me"), Call("settings forget", {"sure": "on"})),
                    Button(voice.say("No, keep everything"), Call("settings")),
                ),
            )
        if await self._people.forget(person(request.actor)):
            return Reply(voice.say("Done. Everything about you has been erased."))
        return Reply(voice.say("Nothing is stored about you."))

    def _page(self, title: str, learner: Learner | None, request: Request) -> Reply:
        """Return the choices with buttons to change them."""
        voice = voice_for(learner, request.actor)
        listed = learner is None or learner.listed
        other = "pt-BR" if voice.language == "en" else "en"
        zone = zone_of(learner, request.actor, self._zone).key
        return Reply(
            title,
            (
                Facts(
                    (
                        Fact(voice.say("Language"), plain(_LANGUAGE_NAMES[voice.language])),
                        Fact(voice.say("Time zone"), plain(zone)),
                        Fact(
                            voice.say("Name on the leaderboard"), plain(voice.say("yes") if listed else voice.say("no"))
                        ),
                    )
                ),
                Text(plain(voice.say("To change the zone, type /settings zone America/Sao_Paulo, for instance."))),
            ),
            buttons=(
                Button(_LANGUAGE_NAMES[other], Call("settings language", {"language": other})),
                Button(
                    voice.say("Take my name off the board") if listed else voice.say("Put my name on the board"),
                    Call("settings board", {"show": "off" if listed else "on"}),
                ),
                Button(voice.say("Export my data"), Call("settings export")),
                Button(voice.say("Forget me"), Call("settings forget")),
            ),
        )
