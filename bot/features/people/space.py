"""`/settings space`: the zone in which a space's boards turn over, and the language of its public replies."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.chat.intents import LANGUAGE_NAMES
from bot.chat.language import Language
from bot.chat.markup import plain
from bot.chat.reply import Fact, Facts, Note, Reply
from bot.features.asker import Asker
from bot.ports.store import Spaces


class SpaceCommands:
    """Shows and changes a space's settings."""

    def __init__(self, store: Spaces) -> None:
        """Build the commands from the store."""
        self._store = store

    async def set_space(self, asker: Asker, *, zone: ZoneInfo | None = None, language: Language | None = None) -> Reply:
        """Set the zone and the language that are given, and show both."""
        voice = await asker.voice()
        if zone or language:
            await self._store.set_space(asker.address.space, zone=zone.key if zone else None, language=language)
        shown_zone = zone or await asker.space_zone()
        shown_language = language or (await asker.space_voice()).language
        return Reply(
            voice.say("This group's settings have been changed.")
            if zone or language
            else voice.say("This group's settings"),
            (
                Facts(
                    (
                        Fact(voice.say("Zone of the leaderboard"), plain(shown_zone.key)),
                        Fact(voice.say("Language of public replies"), plain(LANGUAGE_NAMES[shown_language])),
                    )
                ),
                Note(plain(voice.say("Until somebody sets them, they follow the oldest daily question here."))),
                Note(plain(voice.say("To change them, type, for example, /settings space America/Sao_Paulo pt-BR."))),
            ),
        )
