"""The one parser from typed lines to calls, for all platforms where people type commands."""

from __future__ import annotations

import re
from functools import cache

from bot.chat.intents import SHOW, commands
from bot.chat.request import REST, Call
from bot.chat.wording import VOICES

_LETTERS = re.compile(r"[a-j](?:(?:\s*(?:[,;+&/]|\s(?:and|e)\s)\s*|\s+)[a-j])*\s*[.)!]*", re.IGNORECASE)
_AND = re.compile(r"(?<=\s)(?:(?i:and)|e)(?=\s+\S)")
_CAPITALS = re.compile(r"[A-J]{2,3}|[A-F]{4,6}")
_PAIR = r"([1-9])\s*[-–—:=.)>]*\s*([a-jA-J])(?![A-Za-z])"
_PAIRS = re.compile(rf"(?:{_PAIR}\s*[,;+&/.]*\s*)+")


def pairs_in(line: str) -> str | None:
    """Return pairs of numbers and letters, such as `1b, 2-a`, as one word `1B2A`; None for any other line."""
    if not _PAIRS.fullmatch(line.strip()):
        return None
    return "".join(f"{number}{letter.upper()}" for number, letter in re.findall(_PAIR, line))


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


def heard(line: str, *, alone: bool) -> Call:
    """Return the call of a line that somebody writes to the bot: a command, or else plain words.

    Who is *alone* with the bot answers the question that was asked last by its letters. Words behind a command that
    takes none, such as “me explica drift”, are plain words too.
    """
    if alone and (pairs := pairs_in(line)):
        return Call("reply", {"letters": pairs})
    if alone and (_LETTERS.fullmatch(line) or _CAPITALS.fullmatch(line)):
        return Call("reply", {"letters": "".join(letter for letter in _AND.sub("", line) if letter.isalpha()).upper()})
    call = parse(line)
    spoken = call.intent == "unknown" or (call.intent == "me" and bool(call.args[REST]))
    return Call("said", {"line": line}) if spoken and not line.startswith("/") else call
