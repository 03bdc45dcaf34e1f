"""Plain words to the bot, on a platform where people write to it: a greeting, a slip of a command, or a question."""

from __future__ import annotations

from bot.chat.reply import Reply
from bot.domain.text import fold
from bot.features.asker import Asker
from bot.features.lookup.which import Which
from bot.features.people.help import Help, nearest

SMALL_TALK = frozenset(
    {"hi", "hello", "hey", "hiya", "yo", "good morning", "good afternoon", "good evening", "start", "thanks"}
    | {"thank you", "thx", "oi", "ola", "opa", "e ai", "eai", "bom dia", "boa tarde", "boa noite", "tudo bem"}
    | {"oi tudo bem", "ola tudo bem", "comecar", "obrigado", "obrigada", "valeu", "what can you do", "who are you"}
    | {"o que voce faz", "quem e voce", "como funciona", "how does this work"}
)
"""Folded lines that ask for nothing in particular."""
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
        if fold(line).strip(" !?.,;:)(") in SMALL_TALK:
            return await self._help.show(asker)
        if len(line.split()) <= SLIP and nearest(line):
            return await self._help.unknown(asker, line=line)
        return await self._which.find(asker, about=line)
