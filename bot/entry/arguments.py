"""Raw values become an intent's arguments, or one sentence on what to type instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bot.chat.intents import CATALOGUE, Intent, Param, Takes
from bot.chat.request import REST, Call
from bot.chat.wording import VOICES
from bot.domain.calendar_input import time_named, weekdays_named, zones_meant
from bot.domain.errors import BadArgument, Misunderstood, TooLong, UnknownChoice
from bot.domain.text import fold, short

_HOURS = re.compile(r"\d+h?", re.ASCII)
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
        for at, word in reversed(list(enumerate(words[:-1]))):
            name = by_name.get(word.casefold())
            counts = any(param.name == name and param.takes is Takes.NUMBER for param in intent.params)
            if name and counts and _HOURS.fullmatch(words[at + 1]):
                values[name] = words[at + 1]
                del words[at : at + 2]
        for param in intent.params:
            for word in (words[-1:] + words[:1]) if param.takes is Takes.CHOICE and param.name not in values else []:
                if _choice(param, word):
                    values[param.name] = word
                    words.remove(word)
                    break
        for param in intent.params:
            if param.name not in values:
                words = _recognized(param, words, values)
    if words:
        free = [param for param in intent.params if param.name not in values]
        if not free:
            raise BadArgument(command=intent.name)
        number = words[0][0].isdigit()
        fitting = (param for param in free if param.takes not in _READS or (param.takes is Takes.TIME and number))
        values[next(fitting, free[0]).name] = " ".join(words)
    return values


def _recognized(param: Param, words: list[str], values: dict[str, str]) -> list[str]:
    """Put the longest run of *words* that reads as what *param* takes into *values*, and return the other words.

    What looks like it and is wrong counts too, so that the person is told of that, and not of a word too many.
    """
    reads = _READS.get(param.takes)
    for length in range(len(words), 0, -1) if reads else ():
        for start in range(len(words) - length + 1):
            run = " ".join(words[start : start + length])
            if reads and reads(run):
                values[param.name] = run
                return words[:start] + words[start + length :]
    return words


def _reads_as(read: Callable[[str], object]) -> Callable[[str], bool]:
    """Return what tells whether *read* takes a text."""

    def reads(text: str) -> bool:
        try:
            read(text)
        except Misunderstood:
            return False
        return True

    return reads


def _like_a_time(text: str) -> bool:
    """Tell whether a text looks like a time of day; a bare number may be something else."""
    return not text.isdecimal() and (bool(_CLOCK.fullmatch(text)) or _reads_as(time_named)(text))


def _like_a_zone(text: str) -> bool:
    """Tell whether a text looks like a time zone."""
    return bool(_ZONE.fullmatch(text)) or bool(zones_meant(text))


_CLOCK = re.compile(r"\d+[:.h][\d:.h]*")
_ZONE = re.compile(r"\w+/\S+")
_READS: dict[Takes, Callable[[str], bool]] = {
    Takes.TIME: _like_a_time,
    Takes.ZONE: _like_a_zone,
    Takes.WEEKDAYS: _reads_as(weekdays_named),
}


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
    if param.takes is Takes.NUMBER:
        if not _HOURS.fullmatch(value.strip()):
            raise BadArgument(command=intent.name)
        return value.strip().removesuffix("h")
    if param.takes is not Takes.CHOICE:
        return value.strip()
    chosen = _choice(param, value)
    if chosen is None:
        raise UnknownChoice(value=short(value.strip()), choices=tuple(option.label for option in param.options))
    return chosen
