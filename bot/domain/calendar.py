"""The calendar of schedules and learners: IANA zones decide, and a study day rolls over at three in the morning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_ROLLS_AT = time(3)
EVERY_DAY = frozenset(range(1, 8))
"""ISO weekdays: Monday is 1."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The rule by which a schedule recurs: local time, zone and ISO weekdays, at least one."""

    at: time
    zone: ZoneInfo
    weekdays: frozenset[int] = EVERY_DAY


@dataclass(frozen=True, slots=True)
class Due:
    """A study date of a schedule, and the instant in UTC at which its question is due.

    `offset` is the zone's distance from UTC by the rules that the instant was reckoned with; None for one chosen as an
    instant.
    """

    day: date
    at: datetime
    offset: timedelta | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise to all schedules of one zone: a study date, and its instant by the zone's rules of then."""

    zone: ZoneInfo
    due: Due


def instant_of(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """Return the instant of a local time in UTC; None for a date that the zone leaves out, as Apia did 2011-12-30.

    A time that the clocks jump over is the first instant after the jump; one that they show twice is the first.
    """
    local = datetime.combine(day, at.replace(fold=0), zone)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return instant
    before, after = local.replace(fold=1).astimezone(UTC), instant
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    first = after.replace(microsecond=0)
    days = {moment.astimezone(zone).date() for moment in (first - timedelta(seconds=1), first)}
    return first if day in days else None


def due_days(recurrence: Recurrence, after: date) -> Iterator[Due]:
    """Yield the study dates after *after*, without end, each with its instant."""
    day = after
    while True:
        day += _DAY
        at = instant_of(day, recurrence.at, recurrence.zone) if day.isoweekday() in recurrence.weekdays else None
        if at:
            yield Due(day, at, at.astimezone(recurrence.zone).utcoffset())


def next_due(recurrence: Recurrence, now: datetime, last: date | None, promised: Due | None = None) -> Due:
    """Return the next study date that is due: the first after *last* whose instant has not passed at *now*.

    A date that was *promised* under another schedule and would be passed over keeps the instant it was promised for, so
    that a change in the middle of a day loses none; it is left out when it is no study date any more. A date that is
    due already stays due. No date comes twice, since each is after *last*.
    """
    start = now.astimezone(recurrence.zone).date() - _DAY
    first = next(due for due in due_days(recurrence, max(start, last) if last else start) if due.at > now)
    if promised is None or (last and promised.day <= last):
        return first
    kept = promised.day < first.day and promised.day.isoweekday() in recurrence.weekdays
    return promised if kept or promised.at <= now else first


def study_day(at: datetime, zone: ZoneInfo) -> date:
    """Return the learner's study day at the instant *at*: until 03:00 on the wall clock it is still yesterday."""
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


class Period(StrEnum):
    """The period of a board."""

    WEEK = "week"
    MONTH = "month"
    ALL = "all"

    def key_on(self, day: date) -> str:
        """Return the key of the board that an answer on *day* counts for."""
        match self:
            case Period.WEEK:
                return week_of(day)
            case Period.MONTH:
                return month_of(day)
        return ALL_TIME


@lru_cache(maxsize=64)
def periods_of(day: date) -> tuple[str, str, str]:
    """Return the keys of the boards that an answer on *day* counts for: week, month, all time.

    Kept, since nearly all answers of a time have the same few days.
    """
    return week_of(day), month_of(day), ALL_TIME
