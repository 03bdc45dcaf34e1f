"""The one parser from typed lines to calls, for all platforms where people type commands."""

from __future__ import annotations

from functools import cache

from bot.chat.intents import SHOW, commands
from bot.chat.request import REST, Call
from bot.chat.wording import VOICES


@cache
def _names() -> dict[str, str]:
    """Return the intents by command name, in every language; one that has subcommands is also its own `show`."""
    names = [(intent.name, intent.name) for intent in commands()]
    names += [(f"{name.split()[0]} {SHOW}", name.split()[0]) for name, _ in names if " " in name]
    return {
        " ".join(voice.name(word) for word in name.split()): intent
        for voice in VOICES.values()
        for name, intent in names
    }


def parse(line: str) -> Call:
    """Return the call that *line* asks for: a command's name, with or without a slash, then its values.

    The longest name wins, so that `settings zone Lisbon` is not `settings`. A line that starts with no command is the
    intent `unknown`, which explains itself.
    """
    words = line.strip().removeprefix("/").split()
    for length in (2, 1):
        name = " ".join(words[:length]).casefold()
        if name in _names():
            return Call(_names()[name], {REST: " ".join(words[length:])})
    return Call("unknown", {"line": line.strip()})
