"""The parser of zones, times of day, weekdays and future dates as people write them, in English and Portuguese."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.calendar import EVERY_DAY
from bot.domain.errors import UnknownDay, UnknownTime, UnknownWeekdays, UnknownZone
from bot.domain.text import fold, short

_TWO_WEEKS = timedelta(days=14)
_FURTHEST = timedelta(days=366)
_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})", re.ASCII)

_MEANT = {
    "est": ("America/New_York", "America/Panama"),
    "edt": ("America/New_York",),
    "et": ("America/New_York",),
    "cst": ("America/Chicago", "Asia/Shanghai"),
    "cdt": ("America/Chicago",),
    "mst": ("America/Denver", "America/Phoenix"),
    "mdt": ("America/Denver",),
    "pst": ("America/Los_Angeles",),
    "pdt": ("America/Los_Angeles",),
    "hst": ("Pacific/Honolulu",),
    "brt": ("America/Sao_Paulo",),
    "brst": ("America/Sao_Paulo",),
    "brasilia": ("America/Sao_Paulo",),
    "brazil": ("America/Sao_Paulo", "America/Manaus", "America/Rio_Branco"),
    "brasil": ("America/Sao_Paulo", "America/Manaus", "America/Rio_Branco"),
    "amt": ("America/Manaus",),
    "bst": ("Europe/London",),
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "jst": ("Asia/Tokyo",),
    "wet": ("Europe/Lisbon",),
    "cet": ("Europe/Paris", "Europe/Berlin"),
    "cest": ("Europe/Paris", "Europe/Berlin"),
    "met": ("Europe/Paris", "Europe/Berlin"),
    "eet": ("Europe/Helsinki", "Europe/Athens"),
    "aest": ("Australia/Sydney", "Australia/Brisbane"),
    "msk": ("Europe/Moscow",),
}
"""Zones under names that the IANA database lacks, or has for an offset without summer time."""

_MEANT |= {
    "nyc": ("America/New_York",),
    "nova_york": ("America/New_York",),
    "nova_iorque": ("America/New_York",),
    "londres": ("Europe/London",),
    "lisboa": ("Europe/Lisbon",),
    "rio": ("America/Sao_Paulo",),
    "rio_de_janeiro": ("America/Sao_Paulo",),
    "belo_horizonte": ("America/Sao_Paulo",),
    "buenos_aires": ("America/Argentina/Buenos_Aires",),
    "india": ("Asia/Kolkata",),
}
_OFFSETS = {
    -8: ("America/Los_Angeles",),
    -7: ("America/Denver", "America/Phoenix"),
    -6: ("America/Chicago", "America/Mexico_City"),
    -5: ("America/New_York", "America/Bogota", "America/Rio_Branco"),
    -4: ("America/Manaus", "America/Santiago"),
    -3: ("America/Sao_Paulo", "America/Argentina/Buenos_Aires"),
    -2: ("America/Noronha",),
    0: ("Europe/Lisbon", "Europe/London"),
    1: ("Europe/Paris", "Africa/Luanda"),
    2: ("Europe/Helsinki", "Africa/Maputo"),
}
"""Zones for offsets as people write them, UTC-3 or GMT+1; the IANA name Etc/GMT-3 means the opposite."""
_OFFSET = re.compile(r"(?:utc|gmt)_?([+-]\d{1,2})(?::?00)?")
_AREA = re.compile(r"\w+/\S+")
_NO_PLACES = frozenset({"Factory", "localtime", "posixrules", "posix", "right"})
"""Names in zone databases that name no zone, or another one on each machine."""
_REGIONS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)

_TIME = re.compile(r"(\d{1,2})(?:(?:[:.]|\s*h\s*)(\d{2})?)?\s*(?:h|hs|min|m)?\s*([ap])?\.?\s*(?:m\.?)?")
_NOON = 12
_SPOKEN_TIMES = {
    **dict.fromkeys(("noon", "midday", "meio-dia", "meio dia"), time(12)),
    **dict.fromkeys(("midnight", "meia-noite", "meia noite"), time(0)),
}
_AROUND_TIME = re.compile(r"^(?:as|at)\s+|\s+(?:horas?|o'clock)$")

_WEEKDAYS = (
    ("mon", "monday", "seg", "segunda", "segunda-feira"),
    ("tue", "tues", "tuesday", "ter", "terca", "terca-feira"),
    ("wed", "wednesday", "qua", "quarta", "quarta-feira"),
    ("thu", "thur", "thurs", "thursday", "qui", "quinta", "quinta-feira"),
    ("fri", "friday", "sex", "sexta", "sexta-feira"),
    ("sat", "saturday", "sab", "sabado"),
    ("sun", "sunday", "dom", "domingo"),
)
_BY_NAME = {name: number for number, names in enumerate(_WEEKDAYS, start=1) for name in names}
_GROUPS = {
    "every day": EVERY_DAY,
    "everyday": EVERY_DAY,
    "daily": EVERY_DAY,
    "all": EVERY_DAY,
    "todos": EVERY_DAY,
    "todo dia": EVERY_DAY,
    "todos os dias": EVERY_DAY,
    "weekdays": frozenset(range(1, 6)),
    "workdays": frozenset(range(1, 6)),
    "dias uteis": frozenset(range(1, 6)),
    "uteis": frozenset(range(1, 6)),
    "weekend": frozenset({6, 7}),
    "weekends": frozenset({6, 7}),
    "fim de semana": frozenset({6, 7}),
    "fins de semana": frozenset({6, 7}),
    "fds": frozenset({6, 7}),
    "m-f": frozenset(range(1, 6)),
    "dias de semana": frozenset(range(1, 6)),
    "todos os dias uteis": frozenset(range(1, 6)),
}
_RANGE = re.compile(r"([a-z]+(?:-feira)?)\s*(?:-|–|\.\.| to | through | thru | a | ate )\s*([a-z]+(?:-feira)?)")


@cache
def _zones() -> dict[str, str]:
    """Return the IANA names by their lower-case form."""
    return {name.lower(): name for name in available_timezones() if name.partition("/")[0] not in _NO_PLACES}


@cache
def _cities() -> dict[str, list[str]]:
    """Return the IANA names by the last part of their lower-case form."""
    cities: dict[str, list[str]] = {}
    for low, name in sorted(_zones().items()):
        if name.partition("/")[0] not in _REGIONS:
            continue
        cities.setdefault(low.rpartition("/")[2], []).append(name)
    return cities


def zones_meant(name: str) -> list[str]:
    """Return the IANA names that *name* may mean: as a name, an abbreviation or a city; none for other words."""
    wanted = fold(name).replace(" ", "_")
    if wanted in _MEANT:
        return list(_MEANT[wanted])
    if offset := _OFFSET.fullmatch(wanted):
        return list(_OFFSETS.get(int(offset[1]), ()))
    zones = _zones()
    if wanted in zones:
        return [zones[wanted]]
    return _cities().get(wanted, [])


def zone_named(name: str) -> ZoneInfo:
    """Return the IANA zone of a name in any case, with or without accents; a city alone is enough if it is unique.

    Raises UnknownZone with up to three suggestions, also for abbreviations such as EST, which mean one offset and not
    a place with its summer time.
    """
    return _only_zone(name, zones_meant(name))


def zone_written(text: str) -> ZoneInfo | None:
    """Return the IANA zone that *text* names, or None for words that look like none.

    Raises UnknownZone for a text in the form of a zone that is none, and for one that may mean several.
    """
    meant = zones_meant(text)
    return _only_zone(text, meant) if meant or _AREA.fullmatch(text) else None


def _only_zone(name: str, meant: list[str]) -> ZoneInfo:
    """Return the one zone that *name* stands for. Raises UnknownZone."""
    wanted = fold(name).replace(" ", "_")
    if len(meant) == 1 and wanted not in _MEANT and not _OFFSET.fullmatch(wanted):
        return ZoneInfo(meant[0])
    zones = _zones()
    near = difflib.get_close_matches(wanted, zones)
    suggestions = meant or [zones[low] for low in near] or ["America/Sao_Paulo", "Europe/Lisbon"]
    raise UnknownZone(zone=short(name), suggestions=", ".join(suggestions))


def time_named(text: str) -> time:
    """Return the time of day that people write as 9h, 09h30, 9:00 pm or 21.15. Raises UnknownTime."""
    wanted = _AROUND_TIME.sub("", fold(text))
    if wanted in _SPOKEN_TIMES:
        return _SPOKEN_TIMES[wanted]
    match = _TIME.fullmatch(wanted)
    if match:
        hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
        if half and 1 <= hour <= _NOON:
            hour = hour % _NOON + (_NOON if half == "p" else 0)
        elif half:
            hour = -1
        try:
            return time(hour, minute)
        except ValueError:
            pass
    raise UnknownTime(time=short(text))


def weekdays_named(text: str) -> frozenset[int]:
    """Return the ISO weekdays that people write as mon-fri, seg a sex, weekdays or sáb, dom. Raises UnknownWeekdays."""
    wanted = re.sub(r"^(?:de|from|as|aos)\s+|[\s,;]+$", "", fold(text))
    if wanted in _GROUPS:
        return _GROUPS[wanted]
    days: set[int] = set()
    for part in re.split(r"\s*(?:,|;|\+|/|&| and | e )\s*", wanted):
        match = _RANGE.fullmatch(part)
        if match and match[1] in _BY_NAME and match[2] in _BY_NAME:
            first, last = _BY_NAME[match[1]], _BY_NAME[match[2]]
            days.update((first + step - 1) % 7 + 1 for step in range((last - first) % 7 + 1))
        elif part.split() and all(word in _BY_NAME for word in part.split()):
            days.update(_BY_NAME[word] for word in part.split())
        else:
            raise UnknownWeekdays(weekdays=short(text))
    return frozenset(days)


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day to come as people write it: 2027-01-07 or 7/1/2027; its date depends on today's where it is meant."""

    text: str

    def after(self, today: date) -> date:
        """Return the date, which is after *today* and at most a year away. Raises UnknownDay."""
        wanted = re.sub(r"^(?:until|till|ate)\s+", "", fold(self.text))
        match = _ISO_DAY.fullmatch(wanted) or _DAY_FIRST.fullmatch(wanted)
        try:
            day = date(int(match["year"]), int(match["month"]), int(match["day"])) if match else today
        except ValueError:
            day = today
        if day <= today or day > today + _FURTHEST:
            raise UnknownDay(day=short(self.text), example=(today + _TWO_WEEKS).isoformat())
        return day
