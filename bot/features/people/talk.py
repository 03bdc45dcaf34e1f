"""Plain words to the bot, on a platform where people write to it: a greeting, a slip of a command, or a question."""

from __future__ import annotations

from bot.chat.reply import Reply
from bot.features.asker import Asker
from bot.features.lookup.which import Which
from bot.features.people.guesses import is_small_talk, other_word, slip_of
from bot.features.people.help import Help

SLIP = 2
"""The most words of a line that may be a command with a slip in its name."""


class Talk:
    """Answers a line that is no command."""

    def __init__(self, help_: Help, which: Which) -> None:
        """Build the feature over those that know the commands and the services."""
        self._help = help_
        self._which = which

    async def hear(self, asker: Asker, *, line: str) -> Reply:
        """Answer small talk with what can be asked, a slip with the command, and anything else with a service."""
        if is_small_talk(line):
            return await self._help.show(asker)
        if other_word(line) or (len(line.split()) <= SLIP and slip_of(line)):
            return await self._help.unknown(asker, line=line)
        return await self._which.find(asker, about=line)
