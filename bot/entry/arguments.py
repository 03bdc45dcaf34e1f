"""The reading of raw values into an intent's typed arguments; an error says how to type them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from zoneinfo import ZoneInfo

from bot.chat.intents import CATALOGUE, Intent, Param, Takes
from bot.chat.request import REST, Call
from bot.chat.wording import VOICES
from bot.content.model import Level
from bot.domain.calendar import Period
from bot.domain.calendar_input import WrittenDay, time_named, weekdays_named, zone_named, zone_written
from bot.domain.errors import (
    BadArgument,
    StaleButton,
    TooLong,
    UnknownChoice,
    UnknownTime,
    UnknownWeekdays,
    UnknownZone,
)
from bot.domain.text import fold, short

_DIGITS = re.compile(r"\d+", re.ASCII)
_FOUR_DIGITS = re.compile(r"\d{4}", re.ASCII)
_HOURS = re.compile(r"\d+h?", re.ASCII)
_CLOCK = re.compile(r"\d+[:.h][\d:.h]*")
_NAMED = re.compile(r"(\w+)[:=](\S+)")
_QUOTES = "\"'“”„‘’«»"


def bind(call: Call) -> dict[str, object]:
    """Return the typed arguments of *call* by parameter, absent ones left out.

    The type follows the parameter's `takes`: an int for a posting or a number, Level, Period, bool for a switch, a
    language's code, time, ZoneInfo, ISO weekdays, WrittenDay, date, and text for the rest. Each value is parsed once.
    Raises TooLong, UnknownChoice, UnknownTime, StaleButton for a value that only a button carries, or BadArgument when
    a required value is missing or there is one too many; UnknownZone last, with the values of the others beside it.
    """
    intent = CATALOGUE[call.intent]
    raw = dict(call.args)
    line = _Line(intent, raw)
    rest = raw.pop(REST, "")
    if rest:
        if intent.params and len(rest) > max(param.longest for param in intent.params):
            raise TooLong(limit=max(param.longest for param in intent.params))
        line.assign(rest)
    for param in intent.params:
        text = raw.get(param.name, "")
        if len(text) > param.longest:
            raise TooLong(limit=param.longest)
        if text.strip():
            try:
                line.values[param.name] = _value(intent, param, text.strip())
            except UnknownZone as error:
                line.unknown_zone = error
    if line.unknown_zone:
        line.unknown_zone.beside = line.values
        raise line.unknown_zone
    if any(param.required and param.name not in line.values for param in intent.params):
        raise BadArgument(command=intent.name)
    return line.values


@dataclass(slots=True)
class _Line:
    """A line on its way to its parameters: `raw` gets texts still to be parsed, `values` the values that are parsed."""

    intent: Intent
    raw: dict[str, str]
    values: dict[str, object] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    unknown_zone: UnknownZone | None = None
    """The error for a zone, kept until all else is read."""

    def assign(self, rest: str) -> None:
        """Assign the words of *rest*: first `name:value`, then choices, then values of a recognizable type.

        The words left over go to the first free parameter; so a service's name may have spaces and needs no quotes.
        Quotes, straight or typographic, are dropped. Raises BadArgument where no parameter is free.
        """
        self.words = [bare for word in rest.split() if (bare := word.strip(_QUOTES))]
        if len(self.intent.params) > 1:
            self._assign_named()
            self._assign_choices()
            for param in self._free():
                self._recognize(param)
        if self.words:
            free = self._free()
            if not free:
                raise BadArgument(command=self.intent.name)
            number = self.words[0][0].isdigit()
            fitting = (one for one in free if one.takes not in _WRITTEN or (one.takes is Takes.TIME and number))
            self.raw[next(fitting, free[0]).name] = " ".join(self.words)

    def _free(self) -> list[Param]:
        """Return the parameters without a value."""
        return [one for one in self.intent.params if one.name not in self.raw and one.name not in self.values]

    def _assign_named(self) -> None:
        """Assign the values that follow their parameter's name, in either language."""
        by_name = {voice.name(param.name): param for voice in VOICES.values() for param in self.intent.params}
        for word in list(self.words):
            named = _NAMED.fullmatch(word)
            if named and (param := by_name.get(named[1].casefold())):
                self.raw[param.name] = named[2]
                self.words.remove(word)
        for at in reversed(range(len(self.words) - 1)):
            counted = by_name.get(self.words[at].casefold())
            if counted and counted.takes is Takes.NUMBER and _HOURS.fullmatch(self.words[at + 1]):
                self.raw[counted.name] = self.words[at + 1]
                del self.words[at : at + 2]

    def _assign_choices(self) -> None:
        """Assign a choice at the end of the line, or at its beginning."""
        for param in [one for one in self._free() if one.options]:
            for word in self.words[-1:] + self.words[:1]:
                if _choice(param, word):
                    self.raw[param.name] = word
                    self.words.remove(word)
                    break

    def _recognize(self, param: Param) -> None:
        """Assign to *param* the longest run of words that is a value of its type."""
        written = _WRITTEN.get(param.takes)
        for length in range(len(self.words), 0, -1) if written else ():
            for start in range(len(self.words) - length + 1):
                run = " ".join(self.words[start : start + length])
                if len(run) <= param.longest and written and self._take(param, written, run):
                    del self.words[start : start + length]
                    return

    def _take(self, param: Param, written: Callable[[str], object], run: str) -> bool:
        """Assign to *param* the value that *run* names, and return whether it names one, be it an unknown zone."""
        try:
            value = written(run)
        except UnknownZone as error:
            self.unknown_zone = error
            return True
        if value is not None:
            self.values[param.name] = value
        return value is not None


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


def _value(intent: Intent, param: Param, text: str) -> object:
    """Return a parameter's typed value. Raises the errors of `bind` for a single value."""
    if param.options:
        chosen = _choice(param, text)
        if chosen is None:
            raise UnknownChoice(value=short(text), choices=tuple(option.label for option in param.options))
        return _CHOSEN.get(param.takes, str)(chosen)
    if param.takes is Takes.NUMBER:
        if not _HOURS.fullmatch(text):
            raise BadArgument(command=intent.name)
        return int(text.removesuffix("h"))
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
    Takes.TIME: time_named,
    Takes.ZONE: zone_named,
    Takes.WEEKDAYS: weekdays_named,
    Takes.DAY: WrittenDay,
}
