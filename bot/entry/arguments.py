"""The reading of raw values into an intent's typed arguments; an error says how to type them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from zoneinfo import ZoneInfo

from bot.chat.intent import Param, Takes
from bot.chat.intents import CATALOGUE
from bot.chat.request import REST, Call
from bot.chat.wording import VOICES
from bot.content.model import Level
from bot.domain.calendar import Period
from bot.domain.calendar_input import WrittenDay, time_named, weekdays_named, zone_named, zone_written
from bot.domain.errors import (
    BadArgument,
    Misunderstood,
    StaleButton,
    TooLong,
    UnknownChoice,
    UnknownNumber,
    UnknownTime,
    UnknownWeekdays,
    UnknownZone,
)
from bot.domain.text import fold, short
from bot.entry.line import Readers, TypedLine

_DIGITS = re.compile(r"\d+", re.ASCII)
_FOUR_DIGITS = re.compile(r"\d{4}", re.ASCII)
_NUMBER = re.compile(r"(?:(?:after|in|apos|depois de|em) )?(\d{1,9}) ?(?:h|hours?|horas?)?", re.ASCII)
_CLOCK = re.compile(r"\d+[:.h][\d:.h]*")


def bind(call: Call, names_topic: Callable[[str], bool] | None = None) -> dict[str, object]:
    """Return the typed arguments of *call* by parameter, absent ones left out.

    The type follows the parameter's `takes`: an int for a posting or a number, Level, Period, bool for a switch, a
    language's code, time, ZoneInfo, ISO weekdays, WrittenDay, date, and text for the rest. Each value is parsed once.
    *names_topic* tells a topic's name from other words. Raises TooLong, UnknownChoice, UnknownNumber, UnknownTime,
    StaleButton for a value that only a button carries, PassedOver for words without a place, or BadArgument when a
    required value is missing or there is one too many; UnknownZone last, with the values of the others beside it.
    """
    intent = CATALOGUE[call.intent]
    raw = dict(call.args)
    line = TypedLine(intent, raw, Readers(_value, _WRITTEN, names_topic))
    rest = raw.pop(REST, "")
    if rest:
        if intent.params and len(rest) > max(param.longest for param in intent.params):
            raise TooLong(limit=max(param.longest for param in intent.params))
        line.assign(rest)
    values, wrong = _read(intent.params, raw)
    line.values |= values
    _raise_first([*wrong, *([line.unknown_zone] if line.unknown_zone else [])], line.values)
    if any(param.required and param.name not in line.values for param in intent.params):
        raise BadArgument(command=intent.name)
    return line.values


def _read(params: Sequence[Param], raw: Mapping[str, str]) -> tuple[dict[str, object], list[Misunderstood]]:
    """Return the values of texts by parameter, and the errors of those that are none."""
    values: dict[str, object] = {}
    wrong: list[Misunderstood] = []
    for param in params:
        text = raw.get(param.name, "")
        try:
            if len(text) > param.longest:
                raise TooLong(limit=param.longest)
            if text.strip():
                values[param.name] = _value(param, text.strip())
        except Misunderstood as error:
            error.param = param.name
            wrong.append(error)
    return values, wrong


def _raise_first(wrong: Sequence[Misunderstood], values: Mapping[str, object]) -> None:
    """Raise the first of the errors, an unknown zone last; it holds the others, and a zone the *values* beside it."""
    ordered = sorted(wrong, key=lambda error: isinstance(error, UnknownZone))
    if not ordered:
        return
    first, *others = ordered
    first.others = others
    if isinstance(first, UnknownZone):
        first.beside = values
    raise first


def _time_written(text: str) -> time | None:
    """Return the time of day that *text* names; None for other words, a weekday, and a short number: it may be a count.

    Raises UnknownTime for a text in the form of a time that is none, such as 25:00, so that the person learns of it.
    """
    if (text.isdecimal() and not _FOUR_DIGITS.fullmatch(text)) or _weekdays_written(text):
        return None
    try:
        return time_named(text)
    except UnknownTime:
        if _CLOCK.fullmatch(text):
            raise
        return None


def _weekdays_written(text: str) -> frozenset[int] | None:
    """Return the ISO weekdays that *text* names, or None for other words."""
    try:
        return weekdays_named(text)
    except UnknownWeekdays:
        return None


_WRITTEN: Mapping[Takes, Callable[[str], time | ZoneInfo | frozenset[int] | None]] = {
    Takes.TIME: _time_written,
    Takes.ZONE: zone_written,
    Takes.WEEKDAYS: _weekdays_written,
}
"""The parsers of values that can be recognized among other words."""


def _choice(param: Param, word: str) -> str | None:
    """Return the value of the option that *word* names, in either language and without accents, or None."""
    wanted = fold(word)
    for option in param.options:
        labels = (option.value, *option.words, *(voice.say(option.label) for voice in VOICES.values()))
        if wanted in map(fold, labels):
            return option.value
    return None


def _value(param: Param, text: str) -> object:
    """Return a parameter's typed value. Raises the errors of `bind` for a single value."""
    if param.options:
        chosen = _choice(param, text)
        if chosen is None:
            raise UnknownChoice(value=short(text), choices=tuple(option.label for option in param.options))
        return _CHOSEN.get(param.takes, str)(chosen)
    if param.takes is Takes.NUMBER:
        number = _NUMBER.fullmatch(fold(text))
        if number is None:
            raise UnknownNumber(number=short(text))
        return int(number[1])
    return _READ.get(param.takes, str)(text)


def _carried_id(text: str) -> int:
    """Return the id that a button carries. Raises StaleButton."""
    if not _DIGITS.fullmatch(text):
        raise StaleButton
    return int(text)


def _carried_date(text: str) -> date:
    """Return the date that a button carries. Raises StaleButton."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise StaleButton from None


_CHOSEN: Mapping[Takes, Callable[[str], object]] = {
    Takes.LEVEL: Level,
    Takes.PERIOD: Period,
    Takes.SWITCH: lambda chosen: chosen == "on",
}
_READ: Mapping[Takes, Callable[[str], object]] = {
    Takes.POSTING: _carried_id,
    Takes.DATE: _carried_date,
    Takes.TOPIC: lambda text: text.replace("_", " "),  # a button's id has no blanks
    Takes.ABOUT: lambda text: text.replace("_", " "),
    Takes.TIME: time_named,
    Takes.ZONE: zone_named,
    Takes.WEEKDAYS: weekdays_named,
    Takes.DAY: WrittenDay,
}
