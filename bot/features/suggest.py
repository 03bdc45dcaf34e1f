"""What may follow as one types: the values that fit a parameter, best first."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import available_timezones

from bot.chat.intents import CATALOGUE, Param, Takes
from bot.chat.wording import N_, Voice
from bot.content.model import Bank
from bot.domain.text import fold
from bot.features.topics import Topics

TIMES = tuple(f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30))
"""Times of day to offer."""
WEEKDAYS = (N_("every day"), N_("weekdays"), "mon, wed, fri", N_("weekends"))
"""Weekdays to offer."""

MOST = 25
"""How many suggestions are made: Discord's limit for autocomplete choices."""


class Suggest:
    """Completes values."""

    def __init__(self, bank: Bank, topics: Topics) -> None:
        """Take the parts."""
        self._bank = bank
        self._topics = topics

    def values(self, intent: str, param: str, typed: str, voice: Voice) -> list[str]:
        """Return at most 25 values of a parameter that fit what is *typed*.

        Those starting with it come before those with it inside; case and accents do not matter.
        """
        one = next(each for each in CATALOGUE[intent].params if each.name == param)
        wanted = fold(typed)
        starts: list[str] = []
        within: list[str] = []
        for value in self._known(one, voice):
            folded = fold(value)
            if folded.startswith(wanted):
                starts.append(value)
            elif wanted in folded:
                within.append(value)
        return list(dict.fromkeys([*starts, *within]))[:MOST]

    def _known(self, param: Param, voice: Voice) -> Iterable[str]:
        """Return every value of a parameter that can be listed."""
        match param.takes:
            case Takes.CHOICE:
                return [voice.say(option.label) for option in param.options]
            case Takes.TOPIC:
                return [topic.name.in_(voice.language) for topic in self._topics.all.values() if topic.questions]
            case Takes.ABOUT:
                services = self._bank.services.values()
                names = [service.short for service in services]
                return [*names, *(cue for service in services for cue in service.cues.in_(voice.language))]
            case Takes.ZONE:
                return sorted(available_timezones())
            case Takes.TIME:
                return TIMES
            case _:
                return map(voice.say, WEEKDAYS) if param.takes is Takes.WEEKDAYS else ()
