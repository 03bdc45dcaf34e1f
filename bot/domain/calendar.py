"""Days as people live them: an IANA zone decides, and a study day rolls over at three in the morning."""

from __future__ import annotations

import difflib
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.errors import UnknownZone
from bot.domain.text import fold, short

DAY_ROLLS_AT = time(3)


@cache
def _zones() -> dict[str, str]:
    """Return the IANA names by their lower-case form."""
    return {name.lower(): name for name in available_timezones()}


def zone_named(name: str) -> ZoneInfo:
    """Return the IANA zone, whatever case and accents; a city alone is enough when it is the only one.

    Raises UnknownZone with up to three suggestions.
    """
    wanted = fold(name).replace(" ", "_")
    zones = _zones()
    if wanted in zones:
        return ZoneInfo(zones[wanted])
    cities = sorted({known for low, known in zones.items() if low.rpartition("/")[2] == wanted})
    if len(cities) == 1:
        return ZoneInfo(cities[0])
    close = cities or [zones[low] for low in difflib.get_close_matches(wanted, zones, n=3, cutoff=0.6)]
    raise UnknownZone(zone=short(name), suggestions=", ".join(close[:3] or ["America/Sao_Paulo", "Europe/Lisbon"]))


def study_day(at: datetime, zone: ZoneInfo) -> date:
    """Return the learner's day at the instant *at*: until 03:00 on the wall clock it is still yesterday."""
    local = at.astimezone(zone)
    return local.date() if local.time() >= DAY_ROLLS_AT else local.date() - timedelta(days=1)


def board_day(at: datetime, zone: ZoneInfo) -> date:
    """Return the calendar date of a space at the instant *at*."""
    return at.astimezone(zone).date()


def week_of(day: date) -> str:
    """Return the ISO 8601 week of *day*, such as `2026-W47`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def month_of(day: date) -> str:
    """Return the month of *day*, such as `2026-11`."""
    return f"{day:%Y-%m}"


ALL_TIME = "all"


def periods_of(day: date) -> tuple[str, str, str]:
    """Return the keys of the boards that an answer on *day* counts for: week, month, all time."""
    return week_of(day), month_of(day), ALL_TIME
