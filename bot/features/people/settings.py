"""`/settings`: a learner's language, zone, place on the board, and stored data."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

from bot.chat.intents import LANGUAGE_NAMES
from bot.chat.language import Language
from bot.chat.markup import plain
from bot.chat.reply import Button, Document, Fact, Facts, Note, Reply, Text
from bot.chat.request import Call
from bot.chat.wording import Voice
from bot.domain.records import Learner
from bot.features.asker import Asker
from bot.ports.store import People


class SettingsCommands:
    """Shows and changes a learner's settings."""

    def __init__(self, people: People) -> None:
        """Build the commands from the learners' store."""
        self._people = people

    async def show(self, asker: Asker) -> Reply:
        """Show the settings."""
        voice = await asker.voice()
        return await self._page(voice.say("Your settings"), asker)

    async def set_language(self, asker: Asker, *, language: Language) -> Reply:
        """Set the language, and answer in it at once."""
        asker.know(await self._people.choose(asker.person, language=language))
        voice = await asker.voice()
        return await self._page(voice.say("From now on, I'll speak English with you."), asker)

    async def set_zone(self, asker: Asker, *, zone: ZoneInfo) -> Reply:
        """Set the zone that days are counted in."""
        asker.know(await self._people.choose(asker.person, zone=zone.key))
        voice = await asker.voice()
        return await self._page(voice.say("Your time zone is now {zone}.", zone=zone.key), asker)

    async def set_listed(self, asker: Asker, *, show: bool) -> Reply:
        """Put the learner's name on the board, or take it off."""
        asker.know(await self._people.choose(asker.person, listed=show))
        voice = await asker.voice()
        on, off = voice.say("Your name is on the leaderboard."), voice.say("Your name is off the leaderboard.")
        return await self._page(on if show else off, asker)

    async def export(self, asker: Asker) -> Reply:
        """Export all data that is stored about the asker."""
        stored = await self._people.export(asker.person)
        voice = await asker.voice()
        if not stored:
            return Reply(voice.say("Nothing is stored about you."))
        text = json.dumps(stored, ensure_ascii=False, indent=2)
        return Reply(voice.say("Everything stored about you:"), (Document("prova-export.json", text),))

    async def forget(self, asker: Asker, *, sure: bool = False) -> Reply:
        """Erase the asker's data; ask for a confirmation first."""
        voice = await asker.voice()
        if not sure:
            return Reply(
                voice.say("Erase your answers, points, streak, settings and reports? This can't be undone."),
                (Text(plain(voice.say("Type /settings forget yes, or press the button."))),),
                buttons=(
                    Button(voice.say("Yes, forget me"), Call("settings forget", {"sure": "on"})),
                    Button(voice.say("No, keep everything"), Call("settings")),
                ),
            )
        if await self._people.forget(asker.person):
            named = voice.say(
                "I'm rewriting the closed questions of the day that thank you by name. "
                "Where a message can't be changed anymore, an admin there can delete it."
            )
            return Reply(voice.say("Done. Everything about you has been erased."), (Note(plain(named)),))
        return Reply(voice.say("Nothing is stored about you."))

    async def _page(self, title: str, asker: Asker) -> Reply:
        """Return the settings with buttons to change them."""
        learner, voice = await asker.learner(), await asker.voice()
        listed = learner is None or learner.listed
        other = "pt-BR" if voice.language == "en" else "en"
        zone = (await asker.zone()).key
        return Reply(
            title,
            (
                Facts(
                    (
                        Fact(voice.say("Language"), plain(LANGUAGE_NAMES[voice.language])),
                        Fact(voice.say("Time zone"), plain(zone)),
                        Fact(
                            voice.say("Name on the leaderboard"), plain(voice.say("yes") if listed else voice.say("no"))
                        ),
                        Fact(voice.say("Exam"), plain(_exam_of(learner, voice))),
                    )
                ),
                Text(
                    plain(voice.say("To change your time zone, type, for example, /settings zone America/Sao_Paulo."))
                ),
            ),
            buttons=(
                Button(LANGUAGE_NAMES[other], Call("settings language", {"language": other})),
                Button(
                    voice.say("Take my name off the leaderboard")
                    if listed
                    else voice.say("Put my name on the leaderboard"),
                    Call("settings board", {"show": "off" if listed else "on"}),
                ),
                Button(voice.say("Change my exam"), Call("settings exam")),
                Button(voice.say("Export my data"), Call("settings export")),
                Button(voice.say("Forget me"), Call("settings forget")),
            ),
        )


def _exam_of(learner: Learner | None, voice: Voice) -> str:
    """Return the exam that a learner studies for, and its day."""
    if learner is None or learner.exam is None:
        return voice.say("none chosen")
    return f"{learner.exam} · {voice.day(learner.exam_on)}" if learner.exam_on else learner.exam
