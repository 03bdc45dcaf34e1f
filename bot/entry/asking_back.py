"""The buttons of an error that has few ways out: each carries the whole request, with one of the meanings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.chat.button_ids import button_id
from bot.chat.intent import Takes
from bot.chat.intents import CATALOGUE
from bot.chat.reply import Button
from bot.chat.request import Call
from bot.chat.wording import Voice
from bot.domain.errors import NoQuestions, UnclearDay, UnknownTopic, UnknownZone
from bot.domain.text import carried, fold
from bot.domain.weekday_names import SHORTEST
from bot.domain.zone_names import dotted, places_at

_HALF_A_YEAR = timedelta(days=182)


def zones_to_choose(error: UnknownZone, now: datetime) -> tuple[str, ...]:
    """Return the zones that may be meant: for an offset the places that have it *now*, or else in half a year."""
    if error.offset is None:
        return error.zones
    return tuple(places_at(error.offset, now) or places_at(error.offset, now + _HALF_A_YEAR))


def zone_buttons(intent: str, zones: tuple[str, ...], beside: Mapping[str, object]) -> tuple[Button, ...]:
    """Return a button for each zone; none where a button cannot carry the other values."""
    return _buttons(intent, Takes.ZONE, {zone: dotted(zone) for zone in zones}, beside)


def day_buttons(intent: str, error: UnclearDay, voice: Voice) -> tuple[Button, ...]:
    """Return a button for each day that may be meant."""
    return _buttons(intent, Takes.DAY, {voice.day(day): day.isoformat() for day in error.days}, {})


def topic_buttons(intent: str, error: UnknownTopic, voice: Voice) -> tuple[Button, ...]:
    """Return a button for each topic that may be meant; none where a button cannot carry the other values."""
    param = next(each.name for each in CATALOGUE[intent].params if each.takes is Takes.TOPIC)
    beside = {name: value for name, value in error.beside.items() if name != param}
    names = {names[voice.language]: id_ for id_, names in error.names.items()}
    return _buttons(intent, Takes.TOPIC, names, beside)


def any_level_button(intent: str, error: NoQuestions, voice: Voice) -> tuple[Button, ...]:
    """Return the button for the same topic at any level, where one of both was asked for; else none."""
    topic = error.beside.get("topic")
    if intent != "quiz" or not topic or not error.beside.get("level"):
        return ()
    return _buttons(intent, Takes.TOPIC, {voice.say("Any level"): carried(str(topic))}, {})


def _buttons(intent: str, takes: Takes, values: Mapping[str, str], beside: Mapping[str, object]) -> tuple[Button, ...]:
    """Return a button for each labelled value of the parameter that *takes* it."""
    param = next(each.name for each in CATALOGUE[intent].params if each.takes is takes)
    others = {name: _carried(value) for name, value in beside.items()}
    buttons = [Button(label, Call(intent, {**others, param: value})) for label, value in values.items()]
    try:
        for button in buttons:
            button_id(button.call)
    except ValueError:
        return ()
    return tuple(buttons)


def _carried(value: object) -> str:
    """Return a typed value as a text that `bind` reads as the same, in the few characters of a button's id."""
    match value:
        case time():
            return f"{value:%H%M}"
        case ZoneInfo():
            return dotted(value.key)
        case date():
            return value.isoformat()
        case frozenset():
            return "+".join(SHORTEST[day - 1] for day in sorted(value))
        case _:
            return "_".join(fold(str(value)).split())
