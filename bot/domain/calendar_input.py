"""The parser of zones, times of day, weekdays and future dates as people write them, in English and Portuguese."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.day_names import days_named
from bot.domain.errors import UnclearDay, UnknownDay, UnknownTime, UnknownWeekdays, UnknownZone
from bot.domain.text import fold, short
from bot.domain.weekday_names import BY_NAME, GROUPS, named_plainly
from bot.domain.zone_names import ANYWHERE, offset_written, zone_meant, zones_like, zones_meant

_TWO_WEEKS = timedelta(days=14)
_FURTHEST = timedelta(days=366)
_DASHES = re.compile(r"\s*[‐‑‒–—―−~]\s*")
_AREA = re.compile(r"[^\W\d_]+/\S+")

_TIME = re.compile(r"(\d{1,2})(?:(?:[:.]|\s*h\s*)(\d{2})?)?\s*(?:hrs?|hs?|min|m)?\s*([ap])?\.?\s*(?:m\.?)?")
_COMPACT = re.compile(r"(\d{1,2})(\d{2})(?:hrs?|hs?)?\s*([ap])?\.?(?:m\.?)?", re.ASCII)
_HALF_PAST = re.compile(r"(\d{1,2})(?:\s*h)?\s+e\s+meia\b")
_PART_OF_DAY = re.compile(
    r"(.+?)\s*(?:d[ae] |in the |at |of the )(manha|madrugada|tarde|noite|morning|afternoon|evening|night)"
)
_HOURS = (
    ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    ("uma", "duas", "tres", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez", "onze", "doze"),
)
_HOUR_WORDS = {word: str(hour) for words in _HOURS for hour, word in enumerate(words, start=1)}
_NIGHT = ("noite", "night", "evening")
_SPOKEN_TIMES = {
    **dict.fromkeys(("noon", "midday", "12 noon", "meio-dia", "meio dia"), time(12)),
    **dict.fromkeys(("meio-dia e meia", "meio dia e meia"), time(12, 30)),
    **dict.fromkeys(("midnight", "12 midnight", "meia-noite", "meia noite"), time(0)),
}
_AROUND_TIME = re.compile(r"^(?:as|at)\s+|\s+(?:horas?|hours?|o'clock|o’clock|em ponto|sharp)\b")
_NOON, _DAY = 12, 24
_DAWN_ENDS, _EVENING_BEGINS = 5, 6

_AROUND_DAYS = re.compile(
    r"^(?:de|from|as|aos|on|only|every|each|so|apenas|somente|n[ao]s?|tod[ao]s?(?: [ao]s)?)\s+"
    r"|[\s,;.]+$|\s+(?:only|apenas)$"
)
_RANGE = re.compile(r"([a-z]+)\s*(?:-|\.\.+| to | through | thru | until | till | a | ate )\s*([a-z]+)")


def zone_named(name: str) -> ZoneInfo:
    """Return the IANA zone of a name in any case, with or without accents; a city alone is enough if it is unique.

    Raises UnknownZone with up to three suggestions, also for abbreviations such as EST, which mean one offset and not
    a place with its summer time.
    """
    meant = zone_meant(name)
    if meant is None:
        raise _unknown_zone(name)
    return ZoneInfo(meant)


def zone_written(text: str) -> ZoneInfo | None:
    """Return the IANA zone that *text* names, or None for words that look like none.

    Raises UnknownZone for a text in the form of a zone that is none, and for one that may mean several.
    """
    meant = zone_meant(text)
    if meant:
        return ZoneInfo(meant)
    if zones_meant(text) or (_AREA.fullmatch(text) and not _days_of(text)):
        raise _unknown_zone(text)
    return None


def _unknown_zone(name: str) -> UnknownZone:
    """Return the error for a name that is no zone, or may be several."""
    suggestions = zones_meant(name) or zones_like(name) or ANYWHERE
    return UnknownZone(zone=short(name), suggestions=suggestions, offset=offset_written(name))


def time_named(text: str) -> time:
    """Return the time of day that people write as 9h, 0930, 9:00 pm, 21.15 or 9 da noite. Raises UnknownTime."""
    wanted = _AROUND_TIME.sub("", fold(text))
    if wanted in _SPOKEN_TIMES:
        return _SPOKEN_TIMES[wanted]
    part = _PART_OF_DAY.fullmatch(wanted)
    first, _, rest = (part[1] if part else wanted).partition(" ")
    figures = _HALF_PAST.sub(r"\1:30", f"{_HOUR_WORDS.get(first, first) if part else first} {rest}".strip())
    match = _TIME.fullmatch(figures) or _COMPACT.fullmatch(figures)
    if match and not (part and match[3]):
        hour, minute = int(match[1]), int(match[2] or 0)
        if part:
            hour = _hour_in(part[2], hour)
        elif match[3]:
            hour = hour % _NOON + (_NOON if match[3] == "p" else 0) if 1 <= hour <= _NOON else -1
        try:
            return time(0 if (hour, minute) == (_DAY, 0) else hour, minute)
        except ValueError:
            pass
    raise UnknownTime(time=short(text))


def _hour_in(part: str, hour: int) -> int:
    """Return the hour of a day that *hour* is in a part of it: 9 da noite is 21; -1 where there is no such hour."""
    if part in _NIGHT:
        if hour in (_NOON, _DAY) or hour < _EVENING_BEGINS:
            return hour % _NOON
        return hour if hour > _NOON else hour + _NOON
    if part in ("tarde", "afternoon"):
        return hour if hour >= _NOON else hour + _NOON if hour else -1
    if part == "madrugada" and hour == _NOON:
        return 0
    return hour if hour < (_DAWN_ENDS + 1 if part == "madrugada" else _NOON) else -1


def weekdays_named(text: str) -> frozenset[int]:
    """Return the ISO weekdays that people write as mon-fri, 2ª a 6ª, weekdays or sáb, dom. Raises UnknownWeekdays."""
    days = _days_of(text)
    if not days:
        raise UnknownWeekdays(weekdays=short(text))
    return days


def _days_of(text: str) -> frozenset[int]:
    """Return the ISO weekdays that *text* names; none for other words."""
    whole = _DASHES.sub("-", fold(text)).strip(" ,;.")
    bare = _AROUND_DAYS.sub("", whole)
    if group := GROUPS.get(whole) or GROUPS.get(bare):
        return group
    days: set[int] = set()
    for part in re.split(r"\s*(?:,|;|\+|/|&| and | e )\s*", named_plainly(bare)):
        plain = re.sub(r"(?<=[a-z])\.(?!\.)", "", re.sub(r"^(?:n?[ao]s?|every|tod[ao]s?)\s+", "", part))
        words = plain.split()
        match = _RANGE.fullmatch(plain)
        if match and match[1] in BY_NAME and match[2] in BY_NAME:
            first, last = BY_NAME[match[1]], BY_NAME[match[2]]
            days.update((first + step - 1) % 7 + 1 for step in range((last - first) % 7 + 1))
        elif words and all(word in BY_NAME for word in words):
            days.update(BY_NAME[word] for word in words)
        elif plain in GROUPS:
            days |= GROUPS[plain]
        else:
            return frozenset()
    return frozenset(days)


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day to come as people write it: 2027-01-07, 7/1/2027, Dec 1 or 2 weeks; its date depends on today's."""

    text: str

    def after(self, today: date, *, day_first: bool = True) -> date:
        """Return the date, which is after *today* and at most a year away.

        Raises UnknownDay, or UnclearDay for a date in figures that may be two, unless they are written *day_first*.
        """
        named = days_named(self.text, today)
        ahead = [day for day in named[: 1 if day_first else None] if today < day <= today + _FURTHEST]
        if not ahead:
            raise UnknownDay(day=short(self.text), example=(today + _TWO_WEEKS).isoformat())
        if len(ahead) > 1:
            raise UnclearDay(day=short(self.text), days=ahead)
        return ahead[0]
