"""The names of time zones as people write them: IANA's, cities, abbreviations and offsets, with their meaning."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.text import fold

MOST = 3
"""The most zones that are suggested."""
LIKE, LIKE_LETTERS = 0.82, 5
"""The likeness from which on a word may be a name that was misspelt, and the fewest letters of such a name."""
ANYWHERE = ("America/Sao_Paulo", "Europe/Lisbon")
"""The zones that are suggested where no name is like the written one."""

_EASTERN = ("America/New_York",)
_CENTRAL_EUROPE = ("Europe/Paris", "Europe/Berlin")
_BRAZIL = ("America/Sao_Paulo", "America/Manaus", "America/Rio_Branco")
_ASKED = {
    "est": ("America/New_York", "America/Panama"),
    **dict.fromkeys(("edt", "et", "eastern_time", "nyc", "nova_york", "nova_iorque"), _EASTERN),
    "cst": ("America/Chicago", "Asia/Shanghai"),
    **dict.fromkeys(("cdt", "central_time"), ("America/Chicago",)),
    **dict.fromkeys(("mst", "mountain_time"), ("America/Denver", "America/Phoenix")),
    "mdt": ("America/Denver",),
    **dict.fromkeys(("pst", "pdt", "pacific_time"), ("America/Los_Angeles",)),
    "akst": ("America/Anchorage",),
    "hst": ("Pacific/Honolulu",),
    "ast": ("America/Halifax", "Asia/Riyadh"),
    "nst": ("America/St_Johns",),
    **dict.fromkeys(("brazil", "brasil"), _BRAZIL),
    "amt": ("America/Manaus",),
    **dict.fromkeys(("bst", "londres"), ("Europe/London",)),
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "india": ("Asia/Kolkata",),
    **dict.fromkeys(("wet", "west", "lisboa"), ("Europe/Lisbon",)),
    **dict.fromkeys(("cet", "cest", "met"), _CENTRAL_EUROPE),
    **dict.fromkeys(("eet", "eest"), ("Europe/Helsinki", "Europe/Athens")),
    "aest": ("Australia/Sydney", "Australia/Brisbane"),
    "aedt": ("Australia/Sydney",),
    "nzst": ("Pacific/Auckland",),
    "nzdt": ("Pacific/Auckland",),
    **dict.fromkeys(("rio", "rio_de_janeiro", "belo_horizonte"), ("America/Sao_Paulo",)),
    "buenos_aires": ("America/Argentina/Buenos_Aires",),
}
"""Zones under names that may mean several, or one offset without its summer time: the person is asked."""

_PLACES = {
    "America/Sao_Paulo": "brt brst brasilia distrito_federal rio_de_janeiro belo_horizonte curitiba florianopolis "
    "porto_alegre vitoria goiania campinas santos",
    "America/Bahia": "salvador",
    "America/Fortaleza": "sao_luis joao_pessoa natal teresina",
    "America/Maceio": "aracaju",
    "America/Belem": "macapa",
    "America/Araguaina": "palmas",
    "America/Noronha": "fernando_de_noronha fnt",
    "America/Rio_Branco": "acre",
    "America/Argentina/Buenos_Aires": "art",
    "America/Los_Angeles": "san_francisco seattle san_diego silicon_valley las_vegas",
    "America/New_York": "boston washington washington_dc miami atlanta philadelphia",
    "America/Chicago": "dallas houston austin",
    "America/Toronto": "ottawa",
    "Europe/Lisbon": "porto",
    "Europe/Madrid": "madri barcelona",
    "Europe/Berlin": "berlim munich munique frankfurt hamburg",
    "Europe/Rome": "roma milan milao",
    "Europe/Zurich": "zurique geneva genebra",
    "Europe/Moscow": "msk moscou",
    "Africa/Luanda": "angola",
    "Africa/Maputo": "cat mocambique mozambique",
    "Africa/Lagos": "wat nigeria",
    "Africa/Nairobi": "eat kenya",
    "Africa/Johannesburg": "sast cape_town south_africa cidade_do_cabo",
    "Atlantic/Cape_Verde": "cabo_verde praia",
    "Asia/Dubai": "abu_dhabi uae",
    "Asia/Karachi": "pkt pakistan",
    "Asia/Kolkata": "mumbai bombay delhi new_delhi nova_deli bangalore bengaluru hyderabad chennai pune",
    "Asia/Kathmandu": "npt nepal",
    "Asia/Bangkok": "ict thailand",
    "Asia/Jakarta": "wib",
    "Asia/Shanghai": "beijing pequim xangai shenzhen china",
    "Asia/Hong_Kong": "hkt",
    "Asia/Singapore": "sgt singapura",
    "Asia/Manila": "pht philippines",
    "Asia/Seoul": "kst seul korea south_korea",
    "Asia/Tokyo": "jst toquio osaka",
    "Australia/Perth": "awst",
}
"""Names of places that the IANA database lacks, and abbreviations of zones without summer time."""

_STANDARD: dict[float, tuple[str, ...]] = {
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
_WELL_KNOWN = (
    *("America/Sao_Paulo", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    *("America/Manaus", "America/Rio_Branco", "America/Noronha", "Europe/Lisbon", "Europe/London", "Europe/Paris"),
    *("Europe/Berlin", "Europe/Madrid", "Africa/Luanda", "Africa/Lagos", "Africa/Maputo", "Africa/Cairo"),
    *("Africa/Johannesburg", "Europe/Athens", "Europe/Helsinki", "Europe/Istanbul", "Africa/Nairobi", "Europe/Moscow"),
    *("Asia/Tehran", "Asia/Dubai", "Asia/Kabul", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka"),
    *("Asia/Yangon", "Asia/Bangkok", "Asia/Jakarta", "Asia/Singapore", "Asia/Shanghai", "Asia/Manila"),
    *("Australia/Perth", "Asia/Tokyo", "Asia/Seoul", "Australia/Adelaide", "Australia/Darwin", "Australia/Sydney"),
    *("Australia/Brisbane", "Australia/Lord_Howe", "Pacific/Noumea", "Pacific/Auckland", "Pacific/Fiji"),
    *("Pacific/Chatham", "Pacific/Tongatapu", "Pacific/Kiritimati", "Pacific/Honolulu", "Pacific/Marquesas"),
    *("America/Anchorage", "America/Phoenix", "America/Mexico_City", "America/Bogota", "America/Lima"),
    *("America/Toronto", "America/Halifax", "America/La_Paz", "America/Santiago", "America/St_Johns"),
    *("America/Argentina/Buenos_Aires", "Atlantic/Cape_Verde", "Atlantic/Azores", "Africa/Accra"),
)
"""Places that many people know, the likeliest here first."""
_OFFSET = re.compile(r"(?:utc|gmt)?_?([+-])_?(\d{1,2})(?:[:h.]?([03]0|[14]5|h)|\.5)?")
_DASHES = str.maketrans("‐‑‒–—−", "------")
_BEFORE = re.compile(r"^(?:(?:fuso|horario|hora)_)*(?:d[eoa]_)?")
_TIME = re.compile(r"_(?:standard_|daylight_|summer_)?time$")
_NO_PLACES = frozenset({"Factory", "localtime", "posixrules", "posix", "right"})
"""Names in zone databases that name no zone, or another one on each machine."""
_REGIONS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)


def key_of(name: str) -> str:
    """Return the comparable form of a zone's name."""
    key = _TIME.sub("_time", _BEFORE.sub("", fold(name).replace(" ", "_").translate(_DASHES)))
    return key if key in _ASKED else key.removesuffix("_time")


@cache
def _zones() -> dict[str, str]:
    """Return the IANA names by their lower-case form."""
    return {name.lower(): name for name in available_timezones() if name.partition("/")[0] not in _NO_PLACES}


@cache
def places() -> tuple[str, ...]:
    """Return the IANA names of places, those that many people know first."""
    named = sorted(name for name in _zones().values() if name.partition("/")[0] in _REGIONS)
    return tuple(dict.fromkeys([*(name for name in _WELL_KNOWN if name in named), *named]))


@cache
def _called() -> dict[str, tuple[str, ...]]:
    """Return the IANA names by all names of places: the last part of IANA's own, and those that people say."""
    called: dict[str, tuple[str, ...]] = {}
    for name in sorted(places()):
        city = name.lower().rpartition("/")[2]
        called[city] = (*called.get(city, ()), name)
    called |= {word: (name,) for name, words in _PLACES.items() for word in words.split()}
    return called


def dotted(zone: str) -> str:
    """Return an IANA name as a button's id carries it, without a slash; `zone_meant` reads it."""
    return zone.replace("/", ".")


def zone_meant(name: str) -> str | None:
    """Return the one IANA name that *name* means without a doubt: itself, a city, or another name of a place."""
    wanted = key_of(name)
    if wanted in _ASKED or offset_written(name) is not None:
        return None
    named = _zones().get(wanted.replace(".", "/"))
    called = _called().get(wanted, ())
    return named or (called[0] if len(called) == 1 else None)


def zones_meant(name: str) -> list[str]:
    """Return the IANA names that *name* may mean, as a name, abbreviation, offset or city; none for other words.

    The zones of an offset are those of standard time; `places_at` knows better.
    """
    wanted, offset = key_of(name), offset_written(name)
    if offset is not None:
        return list(_STANDARD.get(offset / timedelta(hours=1), ANYWHERE))
    one = zone_meant(name)
    return [one] if one else list(_ASKED.get(wanted) or _called().get(wanted, ()))


def zones_like(name: str) -> list[str]:
    """Return the IANA names of at most three places that are written almost like *name*, or are its beginning."""
    wanted = key_of(name)
    first = re.split(r"[,(/]|_-_", re.sub(r"^\([^)]*\)_?", "", wanted))[0].strip("_")
    if first != wanted and (meant := zones_meant(first)):
        return meant[:MOST]
    known = {place.lower(): (place,) for place in places()} | _called()
    near = difflib.get_close_matches(wanted, (word for word in known if len(word) >= LIKE_LETTERS), cutoff=LIKE)
    return list(dict.fromkeys(place for word in near for place in known[word]))[:MOST]


def zones_beginning(name: str) -> list[str]:
    """Return the IANA names of places that are called something that begins with *name*, also by another name."""
    wanted = key_of(name)
    return [place for word, named in _called().items() if wanted and word.startswith(wanted) for place in named]


def offset_written(name: str) -> timedelta | None:
    """Return the distance from UTC that *name* is, as in UTC-3, GMT+5:30 or -03:00; the IANA name Etc/GMT-3 is none."""
    match = _OFFSET.fullmatch(key_of(name))
    if not match:
        return None
    half = match[0].endswith(".5")
    minutes = 30 if half else int(match[3]) if (match[3] or "h") != "h" else 0
    distance = timedelta(hours=int(match[2]), minutes=minutes)
    return -distance if match[1] == "-" else distance


def places_at(offset: timedelta, now: datetime) -> list[str]:
    """Return the IANA names of at most three places that are *offset* from UTC at *now*, none where nobody lives so.

    Places that many people know come alone where there are any.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    return list(_by_offset(hour, _WELL_KNOWN).get(offset) or _by_offset(hour, places()).get(offset, ()))


@lru_cache(maxsize=4)
def _by_offset(hour: datetime, among: tuple[str, ...]) -> Mapping[timedelta, tuple[str, ...]]:
    """Return the first three places of each distance from UTC in an hour; kept, since all zones have to be read."""
    found: dict[timedelta, tuple[str, ...]] = {}
    for place in places():
        offset = hour.astimezone(ZoneInfo(place)).utcoffset() if place in among else None
        if offset is not None and len(found.get(offset, ())) < MOST:
            found[offset] = (*found.get(offset, ()), place)
    return found
