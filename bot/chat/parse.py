"""From a typed line to a call: the one parser of all platforms where people type commands."""

from __future__ import annotations

from functools import cache

from bot.chat.intents import commands
from bot.chat.request import REST, Call
from bot.chat.wording import VOICES


@cache
def _names() -> dict[str, str]:
    """Return the intents by command name, in every language."""
    return {
        " ".join(voice.name(word) for word in intent.name.split()): intent.name
        for voice in VOICES.values()
        for intent in commands()
    }


def parse(line: str) -> Call:
    """Return the call that *line* asks for: a command's name, with or without a slash, then its values.

    The longest name wins, so that `settings zone Lisbon` is not `settings`. A line that starts with no command is the
    intent `unknown`, which explains itself.
    """
    words = line.strip().removeprefix("/").split()
    for length in (2, 1):
        name = " ".join(words[:length]).casefold()
        if len(words) >= length and name in _names():
            return Call(_names()[name], {REST: " ".join(words[length:])})
    return Call("unknown", {"line": line.strip()})
