"""Raw values become an intent's arguments, or one sentence on what to type instead."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.chat.intents import CATALOGUE, Intent, Param, Takes
from bot.chat.request import REST, Call
from bot.chat.wording import VOICES
from bot.domain.errors import BadArgument, TooLong, UnknownChoice
from bot.domain.text import fold, short

_NAMED = re.compile(r"(\w+)[:=](\S+)")
_QUOTES = "\"'“”„‘’«»"


def bind(call: Call) -> dict[str, str]:
    """Return the values of *call* by parameter, choices in their canonical form, absent ones left out.

    Raises TooLong, UnknownChoice, or BadArgument when a required value is missing or there is one too many.
    """
    intent = CATALOGUE[call.intent]
    values = dict(call.args)
    rest = values.pop(REST, "")
    longest = max((param.longest for param in intent.params), default=0)
    if intent.params and len(rest) > longest:
        raise TooLong(limit=longest)
    if rest:
        values |= _taken_apart(intent, rest)
    for param in intent.params:
        if len(values.get(param.name, "")) > param.longest:
            raise TooLong(limit=param.longest)
    bound = {
        param.name: _canonical(intent, param, values[param.name])
        for param in intent.params
        if values.get(param.name, "").strip()
    }
    if any(param.required and param.name not in bound for param in intent.params):
        raise BadArgument(command=intent.name)
    return bound


def _taken_apart(intent: Intent, rest: str) -> Mapping[str, str]:
    """Split the rest of a line: `name:value` first, then words that are choices, then what is left over.

    What is left goes to the first free parameter; so a service's name may have spaces and needs no quotes. Quotes,
    straight or typographic, are passed over.
    """
    values: dict[str, str] = {}
    words = [word.strip(_QUOTES) for word in rest.split()]
    words = [word for word in words if word]
    by_name = {voice.name(param.name): param.name for voice in VOICES.values() for param in intent.params}
    if len(intent.params) > 1:
        for word in list(words):
            named = _NAMED.fullmatch(word)
            if named and by_name.get(named[1].casefold()):
                values[by_name[named[1].casefold()]] = named[2]
                words.remove(word)
        for param in intent.params:
            for word in (words[-1:] + words[:1]) if param.takes is Takes.CHOICE and param.name not in values else []:
                if _choice(param, word):
                    values[param.name] = word
                    words.remove(word)
                    break
    if words:
        free = next((param.name for param in intent.params if param.name not in values), None)
        if free is None:
            raise BadArgument(command=intent.name)
        values[free] = " ".join(words)
    return values


def _choice(param: Param, word: str) -> str | None:
    """Return the value that *word* chooses, in either language and without accents, or None."""
    wanted = fold(word)
    for option in param.options:
        labels = (option.value, *option.words, *(voice.say(option.label) for voice in VOICES.values()))
        if wanted in map(fold, labels):
            return option.value
    return None


def _canonical(intent: Intent, param: Param, value: str) -> str:
    """Return a choice's canonical value, any other value stripped."""
    if param.takes is Takes.NUMBER and not (value.strip().isascii() and value.strip().isdecimal()):
        raise BadArgument(command=intent.name)
    if param.takes is not Takes.CHOICE:
        return value.strip()
    chosen = _choice(param, value)
    if chosen is None:
        raise UnknownChoice(value=short(value.strip()), choices=tuple(option.label for option in param.options))
    return chosen
