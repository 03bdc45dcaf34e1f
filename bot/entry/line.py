"""The reader of a typed line: its words go to the parameters of an intent, in any order and in either language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from bot.chat.intent import Intent, Param, Takes
from bot.chat.intents import CATALOGUE
from bot.chat.wording import VOICES
from bot.domain.errors import BadArgument, Misunderstood, PassedOver, UnknownZone
from bot.domain.text import fold, short

_NAMED = re.compile(r"([^\W\d]\w*)[:=](.*)")
_SIGNS = frozenset({":", "="})
_BARE = re.compile(r"\d{1,4}", re.ASCII)
_QUOTES = "\"'“”„‘’«»"
_WORDY = frozenset({Takes.TEXT, Takes.TOPIC, Takes.ABOUT})
"""The types that take any words."""
_EXACT = frozenset({Takes.TIME, Takes.ZONE, Takes.WEEKDAYS, Takes.LANGUAGE, Takes.NUMBER})
"""The types whose name before anything else is a mistake to be told, and no words of a topic."""


@dataclass(frozen=True, slots=True)
class Readers:
    """The readers of single values: `value` of one that is meant for a parameter, and raises where it is none.

    `written` are those that recognize a value among other words; `names_topic` knows every name of a topic.
    """

    value: Callable[[Param, str], object]
    written: Mapping[Takes, Callable[[str], object | None]]
    names_topic: Callable[[str], bool] | None = None


@dataclass(slots=True)
class TypedLine:
    """A line on its way to its parameters: `raw` gets texts still to be parsed, `values` the values that are parsed.

    A word that is taken is empty, so that words on both sides of it are not read together.
    """

    intent: Intent
    raw: dict[str, str]
    readers: Readers
    values: dict[str, object] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    names: dict[int, Param] = field(default_factory=dict)
    firm: set[int] = field(default_factory=set)
    """The names with a sign behind them."""
    taken: dict[int, str] = field(default_factory=dict)
    """The parameter of a value, by the place of its first word."""
    unknown_zone: UnknownZone | None = None
    """The error for a zone, kept until all else is read."""

    def assign(self, rest: str) -> None:
        """Assign the words of *rest*: those behind a parameter's name, then recognizable ones, then the others.

        The words left over go to the first free parameter that takes any; so a service's name may have spaces and needs
        no quotes. Quotes, straight or typographic, are dropped. Raises PassedOver for words that have no place, and the
        error of a named value that is none.
        """
        if len(self.intent.params) < 2:  # noqa: PLR2004 - one
            self._assign_only(rest)
            return
        self._split(rest)
        self._take_named(firm=True)
        self._take_topic()
        self._take_choices()
        for param in self._free():
            self._recognize(param)
        self._take_named(firm=False)
        self._take_choices()
        if self._mixed or not any(param.takes in _WORDY for param in self.intent.params):
            self._take_numbers()
        self._take_texts()

    @property
    def _mixed(self) -> bool:
        """Return whether the line holds values that are recognized by their form, and so no free speech."""
        return any(param.takes in self.readers.written for param in self.intent.params)

    def _assign_only(self, rest: str) -> None:
        """Assign the words to the only parameter; its name may stand before them, unless it takes any words."""
        for param in self.intent.params:
            if param.takes in _WORDY:
                self.raw[param.name] = " ".join(bare for word in rest.split() if (bare := word.strip(_QUOTES)))
                return
            self._split(rest)
            named = 0 in self.names and len(self.words) > 1
            self.raw[param.name] = " ".join(self.words[named:])
            return
        if rest.strip(_QUOTES):
            raise BadArgument(command=self.intent.name)

    def _split(self, rest: str) -> None:
        """Split a line into words and parameters' names, each with its place."""
        known = _names(self.intent.name)
        for word in rest.split():
            bare = word.strip(_QUOTES)
            named = _NAMED.fullmatch(bare)
            at = len(self.words)
            if bare in _SIGNS and at - 1 in self.names:
                self.firm.add(at - 1)
            elif named and (param := known.get(fold(named[1]))):
                self.names[at] = param
                self.firm.add(at)
                self.words += filter(None, (named[1], named[2].strip(_QUOTES)))
            elif bare:
                if param := known.get(fold(bare)):
                    self.names[at] = param
                self.words.append(bare)

    def _free(self) -> list[Param]:
        """Return the parameters without a value."""
        return [one for one in self.intent.params if one.name not in self.raw and one.name not in self.values]

    def _take(self, param: Param, value: object, start: int, end: int) -> None:
        """Give a value to a parameter, and take its words."""
        self.values[param.name] = value
        self.taken[start] = param.name
        self.words[start:end] = [""] * (end - start)

    def _said(self, param: Param, text: str) -> object | None:
        """Return the value of a text that is meant for *param*, or None where it is none."""
        try:
            return self.readers.value(param, text) if len(text) <= param.longest else None
        except Misunderstood:
            return None

    def _behind(self, at: int) -> int:
        """Return the end of the words behind the name at a place: the next word that is taken, or the next name."""
        free = {param.name for param in self._free()}
        ends = (
            place
            for place in range(at + 1, len(self.words))
            if not self.words[place]
            or (place in self.names and (place in self.firm or self.names[place].name in free - {self.names[at].name}))
        )
        return next(ends, len(self.words))

    def _take_named(self, *, firm: bool) -> None:
        """Take the values behind their parameters' names: the *firm* names and those of numbers first."""
        for at, param in list(self.names.items()):
            early = at in self.firm or (param.takes is Takes.NUMBER and not self._counts(at - 1))
            if param.takes in _WORDY or not self.words[at] or early is not firm:
                continue
            if self.taken.get(at + 1) == param.name:
                self.words[at] = ""
                continue
            if param not in self._free():
                continue
            self._take_behind(at, param)

    def _take_behind(self, at: int, param: Param) -> None:
        """Take the value behind a name. Raises the error of a text that is none, if the name is no word of a topic."""
        end = self._behind(at)
        for stop in range(end, at + 1, -1):
            value = self._said(param, " ".join(self.words[at + 1 : stop]))
            if value is not None:
                self._take(param, value, at + 1, stop)
                self.words[at] = ""
                return
        if end > at + 1 and (at in self.firm or param.takes in _EXACT):
            try:
                self.readers.value(param, " ".join(self.words[at + 1 : end]))
            except UnknownZone as error:
                self.unknown_zone = error
                self.words[at:end] = [""] * (end - at)

    def _counts(self, at: int) -> bool:
        """Return whether the word at a place is a number, whose unit the next one is: 9 hours."""
        return at >= 0 and bool(_BARE.fullmatch(self.words[at]))

    def _take_topic(self) -> None:
        """Take the longest run of words that names a topic: all behind the parameter's name, or else two and more."""
        names_topic = self.readers.names_topic
        topic = next((one for one in self._free() if one.takes is Takes.TOPIC), None)
        if names_topic is None or topic is None or not self._mixed:
            return
        named = next((at for at, param in self.names.items() if param is topic and at + 1 < len(self.words)), None)
        starts = range(len(self.words)) if named is None else range(named + 1, named + 2)
        for length in range(len(self.words), 0 if named is not None else 1, -1):
            for start in starts:
                run = self.words[start : start + length]
                if len(run) == length and all(run) and names_topic(" ".join(run)):
                    self._take(topic, " ".join(run), start, start + length)
                    if named is not None:
                        self.words[named] = ""
                    return

    def _take_choices(self) -> None:
        """Take a choice at the end of the line, or at its beginning; a language anywhere among values."""
        for param in [one for one in self._free() if one.options]:
            places = [at for at, word in enumerate(self.words) if word]
            anywhere = self._mixed and param.takes is Takes.LANGUAGE
            for at in places if anywhere else places[-1:] + places[:1]:
                lengths = range(3, 0, -1) if anywhere else (1,)
                said = ((self._said(param, " ".join(self.words[at : at + one])), at + one) for one in lengths)
                value, end = next((one for one in said if one[0] is not None), (None, at))
                if value is not None and not self._is_topics(at):
                    self._take(param, value, at, min(end, len(self.words)))
                    break

    def _is_topics(self, at: int) -> bool:
        """Return whether the word at a place stands behind the name of a parameter that takes any words."""
        before = self.names.get(at - 1)
        return bool(before and self.words[at - 1] and before.takes in _WORDY and (self._mixed or at - 1 in self.firm))

    def _recognize(self, param: Param) -> None:
        """Give *param* the longest run of words that is a value of its type."""
        written = self.readers.written.get(param.takes)
        for length in range(len(self.words), 0, -1) if written else ():
            for start in range(len(self.words) - length + 1):
                run = self.words[start : start + length]
                text = " ".join(run)
                if not all(run) or len(text) > param.longest or any(map(self._is_topics, range(start, start + length))):
                    continue
                if written and self._take_written(param, written, start, start + length):
                    return

    def _take_written(self, param: Param, written: Callable[[str], object | None], start: int, end: int) -> bool:
        """Give *param* the value that words name, and return whether they name one, be it an unknown zone."""
        try:
            value = written(" ".join(self.words[start:end]))
        except UnknownZone as error:
            self.unknown_zone = error
            self.words[start:end] = [""] * (end - start)
            return True
        if value is not None:
            self._take(param, value, start, end)
        return value is not None

    def _take_numbers(self) -> None:
        """Take bare numbers at the edges of the runs that are left: the first is the time, if none is known."""
        for start, end in list(self._left()):
            if self.readers.names_topic is None and self._counts(end - 1) and not self._counts(start):
                continue  # it may be the number of a domain
            for at in dict.fromkeys((start, end - 1)):
                takes = (Takes.TIME, Takes.NUMBER)
                free = next((one for kind in takes for one in self._free() if one.takes is kind), None)
                count = free and free.takes is Takes.NUMBER and self._said(free, self.words[at]) is not None
                if free and at not in self.names and (count or self._counts(at)):
                    self._take(free, self.readers.value(free, self.words[at]), at, at + 1)

    def _left(self) -> Iterator[tuple[int, int]]:
        """Yield start and end of each run of words that are left, torn before the names of texts."""
        start = 0
        first = next((at for at, word in enumerate(self.words) if word), 0)
        speaks = first in self.names and self.names[first].takes in _WORDY
        for at in range(len(self.words) + 1):
            over = at == len(self.words) or not self.words[at]
            named = at in self.names and self.names[at].takes in _WORDY and (at in self.firm or speaks)
            if (over or named) and start < at:
                yield start, at
            if over or named:
                start = at + over

    def _take_texts(self) -> None:
        """Give the words that are left to the parameters that take any. Raises PassedOver."""
        loose: list[str] = []
        for start, end in list(self._left()):
            param = self.names.get(start)
            if param and param.takes in _WORDY and param in self._free() and end > start + 1:
                self.raw[param.name] = " ".join(self.words[start + 1 : end])
            else:
                loose.append(" ".join(self.words[start:end]))
        if not loose:
            return
        free = next((one for one in self._free() if one.takes in _WORDY), None)
        names_topic = self.readers.names_topic
        if self._mixed and names_topic and any(map(names_topic, loose)) and not all(map(names_topic, loose)):
            lost = " ".join(one for one in loose if not names_topic(one))
            raise PassedOver(command=self.intent.name, words=short(lost))
        if free is None:
            raise PassedOver(command=self.intent.name, words=short(" ".join(loose)))
        self.raw[free.name] = " ".join(loose)


@cache
def _names(intent: str) -> dict[str, Param]:
    """Return the parameters of an intent by their names in every language, and by other words for them."""
    return {
        fold(name): param
        for param in CATALOGUE[intent].params
        for name in (param.name, *(voice.name(param.name) for voice in VOICES.values()), *param.also)
    }
