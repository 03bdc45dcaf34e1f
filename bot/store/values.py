"""The forms that single values take in the database: instants, dates, lists of ids, people's texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

UNKNOWN_ZONE = ZoneInfo("UTC")
"""The zone of a record whose own this machine does not know."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_IDS = 1 << 63


@dataclass(frozen=True, slots=True)
class Form:
    """A value's way from a record into a row, back into a record, and from a row into JSON.

    Without a function the value stays as it is. NULL is None on all sides, and goes through none of them.
    """

    write: Callable[[Any], object] | None = None
    read: Callable[[Any], object] | None = None
    export: Callable[[Any], object] | None = None


def micros(at: datetime) -> int:
    """Return an instant as microseconds since 1970."""
    return (at - _EPOCH) // _MICROSECOND


def instant(value: int) -> datetime:
    """Return the instant behind microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=value)


def storable(text: str) -> str:
    """Return people's *text* without the characters that no database takes: halves of surrogate pairs, and NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def ids_text(ids: Sequence[str]) -> str:
    """Return option ids as one text; ids hold no comma."""
    return ",".join(ids)


def ids_of(text: str) -> tuple[str, ...]:
    """Return the option ids of a text made by `ids_text`."""
    return tuple(text.split(",")) if text else ()


def seconds(offset: timedelta) -> int:
    """Return a zone's distance from UTC in whole seconds."""
    return round(offset / _SECOND)


def known_zone(key: str) -> ZoneInfo | None:
    """Return a zone, or None for one that this machine does not know: names come and go with its database."""
    try:
        return ZoneInfo(key)
    except (ValueError, OSError, LookupError):
        return None


def is_id(number: int) -> bool:
    """Return whether *number*, perhaps from a button of another program, can be an id in the database."""
    return 0 <= number < _IDS


PLAIN = Form()
TEXT = Form(write=storable)
"""Text that people typed."""
YES_NO = Form(int, bool, bool)
INSTANT = Form(micros, instant, lambda value: instant(value).isoformat())
DATE = Form(date.isoformat, date.fromisoformat)
TIME = Form("{:%H:%M}".format, time.fromisoformat)
ZONE = Form(lambda zone: zone.key, lambda key: known_zone(key) or UNKNOWN_ZONE)
MINUTES = Form(lambda span: span // _MINUTE, lambda number: number * _MINUTE)
SECONDS = Form(seconds, lambda number: number * _SECOND)
OPTION_IDS = Form(ids_text, ids_of, lambda text: list(ids_of(text)))
WEEKDAYS = Form(lambda days: "".join(map(str, sorted(days))), lambda text: frozenset(map(int, text)))


def one_of(words: type[StrEnum]) -> Form:
    """Return the form of a value that is one of a few words."""
    return Form(str, {word.value: word for word in words}.__getitem__)
