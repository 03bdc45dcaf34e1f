"""Suggestions while a person types: the values that fit a parameter, best first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from bot.chat.intent import Param, ParamOption, Takes
from bot.chat.intents import CATALOGUE
from bot.chat.wording import N_, Voice
from bot.content.model import Bank
from bot.domain.calendar_input import weekdays_named
from bot.domain.errors import UnknownWeekdays
from bot.domain.text import fold, joined
from bot.domain.zone_names import offset_written, places, places_at, zones_beginning, zones_like, zones_meant
from bot.features.practice.topics import Topics
from bot.ports.clock import Clock, utc_now
from bot.ports.lookup import Lookup

TIMES = tuple(f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30))
"""Times of day to offer."""
WEEKDAYS = (N_("every day"), N_("weekdays"), "mon, wed, fri", N_("weekends"))
"""Weekdays to offer."""

MOST = 25
"""The largest number of suggestions: Discord's limit for autocomplete choices."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "seg", "ter", "qua", "qui", "sex", "sab", "dom")
"""Weekdays to go on with, in either language."""
_LAST_WORD = re.compile(r"(.*[\s,;/-])?([^\s,;/-]*)", re.DOTALL)


class Suggest:
    """Suggests values of parameters to platforms with autocompletion."""

    def __init__(self, bank: Bank, topics: Topics, lookup: Lookup, clock: Clock = utc_now) -> None:
        """Build the suggestions from the bank; *lookup* reads misspelt words, and those that begin like no value."""
        self._clock = clock
        self._bank = bank
        self._topics = topics
        self._lookup = lookup
        self._listed: dict[tuple[Takes, tuple[ParamOption, ...], str], list[tuple[str, str]]] = {}

    def values(self, intent: str, param: str, typed: str, voice: Voice) -> list[str]:
        """Return at most 25 values of a parameter that fit what is *typed*.

        First the values that start with it, then those with a word that does, then those with it inside, or that start
        so without separators, and last the services that it may mean; names come before phrases; case and accents do
        not matter. Of zones those that it means come first.
        """
        one = next(each for each in CATALOGUE[intent].params if each.name == param)
        if one.takes is Takes.ZONE:
            return self._zones(typed)[:MOST]
        wanted = fold(typed)
        known = self._folded(one, voice)
        names = len(self._bank.services) if one.takes is Takes.ABOUT else len(known)
        found = list(dict.fromkeys([*_fitting(known[:names], wanted), *_fitting(known[names:], wanted)]))
        if one.takes is Takes.WEEKDAYS and wanted:
            found = list(dict.fromkeys([*_days_going_on(wanted), *found]))
        if wanted and len(found) < MOST:
            found = list(dict.fromkeys([*found, *self._meant(one, typed)]))
        return found[:MOST]

    def _zones(self, typed: str) -> list[str]:
        """Return the zones that *typed* means, then those with it in their names; places that many know come first."""
        offset = offset_written(typed)
        if offset is not None:
            return places_at(offset, self._clock())
        wanted = _zone_words(typed)
        called = set(zones_beginning(typed))
        begin = [place for place in places() if place in called or f" {wanted}" in f" {_zone_words(place)}"]
        within = [place for place in places() if wanted in _zone_words(place)]
        meant = [zone for zone in zones_meant(typed) if not zone.startswith("Etc/")]
        like = meant or (zones_like(typed) if not [*begin, *within] else [])
        return list(dict.fromkeys([*like, *begin, *within]))

    def names_topic(self, text: str) -> bool:
        """Return whether *text* is a name of a topic, or of an exam without questions."""
        return (self._topics.named(text) or self._topics.uncovered(text)) is not None

    def _meant(self, param: Param, typed: str) -> Iterable[str]:
        """Return the names of services that *typed* may mean."""
        if param.takes not in (Takes.ABOUT, Takes.TOPIC):
            return ()
        services = [self._bank.services[service] for service in self._lookup.find(typed).services]
        asks = param.takes is Takes.TOPIC
        return [one.short for one in services if not asks or self._topics.all[one.id].questions]

    def _folded(self, param: Param, voice: Voice) -> list[tuple[str, str]]:
        """Return every value of a parameter that can be listed, each beside its folded form."""
        key = (param.takes, param.options, voice.language)
        if key not in self._listed:
            self._listed[key] = [(value, fold(value)) for value in self._known(param, voice)]
        return self._listed[key]

    def _known(self, param: Param, voice: Voice) -> Iterable[str]:
        """Return every value of a parameter that can be listed."""
        if param.options:
            return [voice.say(option.label) for option in param.options]
        match param.takes:
            case Takes.TOPIC:
                topics = (topic for topic in self._topics.all.values() if topic.questions and topic.suggested)
                return [topic.name.in_(voice.language) for topic in topics]
            case Takes.ABOUT:
                services = self._bank.services.values()
                names = [service.short for service in services]
                return [*names, *(cue for service in services for cue in service.cues.in_(voice.language))]
            case Takes.TIME:
                return TIMES
            case _:
                return map(voice.say, WEEKDAYS) if param.takes is Takes.WEEKDAYS else ()


def _zone_words(name: str) -> str:
    """Return a zone's name as comparable words."""
    return fold(name.replace("/", " ").replace("_", " "))


def _fitting(known: Sequence[tuple[str, str]], wanted: str) -> Iterator[str]:
    """Yield the values that start with a folded text, then those with a word that does, then those with it inside."""
    letters = joined(wanted)
    words: list[str] = []
    within: list[str] = []
    for value, folded in known:
        if folded.startswith(wanted):
            yield value
        elif f" {wanted}" in folded:
            words.append(value)
        elif wanted in folded or (letters and joined(folded).startswith(letters)):
            within.append(value)
    yield from words
    yield from within


def _days_going_on(typed: str) -> Iterator[str]:
    """Yield *typed* itself where it names weekdays, and the ways in which its last word may go on to be one."""
    written = _LAST_WORD.fullmatch(typed)
    before, last = (written[1] or "", written[2]) if written else ("", typed)
    for value in (typed, *(before + day for day in DAYS if last and day.startswith(last))):
        with suppress(UnknownWeekdays):
            weekdays_named(value)
            yield value
