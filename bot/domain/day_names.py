"""The days to come that people name: dates in any order, months in words, tomorrow, in two weeks, next Monday."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from bot.domain.text import fold
from bot.domain.weekday_names import BY_NAME, named_plainly

_MONTHS = (
    ("jan", "january", "janeiro"),
    ("feb", "february", "fev", "fevereiro"),
    ("mar", "march", "marco"),
    ("apr", "april", "abr", "abril"),
    ("may", "mai", "maio"),
    ("jun", "june", "junho"),
    ("jul", "july", "julho"),
    ("aug", "august", "ago", "agosto"),
    ("sep", "sept", "september", "set", "setembro"),
    ("oct", "october", "out", "outubro"),
    ("nov", "november", "novembro"),
    ("dec", "december", "dez", "dezembro"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_COUNTS = (
    ("a", "an", "one", "um", "uma"),
    ("two", "dois", "duas"),
    ("three", "tres"),
    ("four", "quatro"),
    ("five", "cinco"),
    ("six", "seis"),
    ("seven", "sete"),
    ("eight", "oito"),
    ("nine", "nove"),
    ("ten", "dez"),
)
_COUNT = {name: number for number, names in enumerate(_COUNTS, start=1) for name in names}
_WEEK = 7
_MONTHS_A_YEAR = 12
_CENTURY, _FULL_YEAR = 2000, 1000

_BEFORE = re.compile(r"^(?:(?:until|till|til|to|on|in|for|the|this|from|ate|em|na|no|o|a|por|esta|este) )+")
_ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2}))?", re.ASCII)
_NUMBER, _NAME = r"(?P<day>\d{1,2})", r"(?P<month>[a-z]+)"
_YEAR = r"(?:[ ,./-]*(?:de |of )?(?P<year>\d{4}))?"
_IN_WORDS = (
    re.compile(
        rf"(?:dia )?(?P<day>\d{{1,2}})(?:st|nd|rd|th|o)?(?: of | de |[ ./-])?(?P<month>[a-z]+)\.?{_YEAR}", re.ASCII
    ),
    re.compile(rf"(?P<month>[a-z]+)\.?[ -]?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_YEAR}", re.ASCII),
)
_OF_MONTH = re.compile(r"(?:dia (?P<dia>\d{1,2})|(?P<day>\d{1,2})(?:st|nd|rd|th))", re.ASCII)
_SPAN = re.compile(
    r"(?:daqui a |dentro de )?(?:(?P<count>\d{1,3}|[a-z]+) ?)?"
    r"(?P<unit>d|days?|dias?|w|wks?|weeks?|semanas?|months?|mes|meses)(?: from (?:now|today))?",
    re.ASCII,
)
_NEXT = re.compile(r"(?:(?:next|proxim[ao]) (?P<after>[a-z]+)|(?P<before>[a-z]+)(?: que vem)?)")


def days_named(text: str, today: date) -> list[date]:
    """Return the dates that *text* may name, seen from *today*; of a date in figures first the one with the day first.

    Without a year it is the next such date.
    """
    wanted = fold(text)
    bare = _BEFORE.sub("", named_plainly(wanted))
    if bare in ("tomorrow", "amanha"):
        return [today + timedelta(days=1)]
    if bare in ("day after tomorrow", "depois de amanha"):
        return [today + timedelta(days=2)]
    found = list(_in_figures(bare, today))
    for read in (_in_words, _of_month, _span, _next):
        found = found or [day for day in (read(bare, today),) if day]
    return found


def _in_figures(bare: str, today: date) -> Iterator[date]:
    """Yield the dates of figures alone: one by ISO 8601, else with the day first, then with the month first."""
    if iso := _ISO.fullmatch(bare):
        yield from _date(int(iso["day"]), int(iso["month"]), int(iso["year"]), today)
    elif match := _SLASHED.fullmatch(bare):
        first, sign, second = int(match[1]), match[2], int(match[3])
        year = int(match[4] or 0)
        year += _CENTURY if 0 < year < _FULL_YEAR else 0
        yield from _date(first, second, year, today)
        if sign != "." and first != second:
            yield from _date(second, first, year, today)


def _in_words(bare: str, today: date) -> date | None:
    """Return the date whose month is a word: Dec 1, 1st of December, 1º de dezembro de 2026."""
    for form in _IN_WORDS:
        if (match := form.fullmatch(bare)) and match["month"] in _MONTH:
            return next(_date(int(match["day"]), _MONTH[match["month"]], int(match["year"] or 0), today), None)
    return None


def _of_month(bare: str, today: date) -> date | None:
    """Return the next day of that number: dia 15, the 15th."""
    if not (match := _OF_MONTH.fullmatch(bare)):
        return None
    number = int(match["dia"] or match["day"])
    months = ((today.year + (today.month - 1 + ahead) // 12, (today.month - 1 + ahead) % 12 + 1) for ahead in range(3))
    days = (day for year, month in months for day in _date(number, month, year, today))
    return next((day for day in days if day > today), None)


def _span(bare: str, today: date) -> date | None:
    """Return the day after a span: 2 weeks, três dias, a month."""
    match = _SPAN.fullmatch(bare)
    if not match:
        return None
    written = match["count"] or "a"
    count = int(written) if written.isdecimal() else _COUNT.get(written)
    if count is None:
        return None
    if match["unit"][0] == "m":
        return _months_on(today, count)
    return today + timedelta(days=count * (_WEEK if match["unit"][0] in "ws" else 1))


def _next(bare: str, today: date) -> date | None:
    """Return the beginning of the next week, month or year, or of a month by name, or the next weekday of a name."""
    match = _NEXT.fullmatch(bare)
    word = (match["after"] or match["before"]) if match else ""
    said: dict[str, Callable[[], date]] = {
        **dict.fromkeys(("week", "semana"), lambda: _weekday_after(today, 1)),
        **dict.fromkeys(("month", "mes"), lambda: _months_on(today.replace(day=1), 1)),
        **dict.fromkeys(("year", "ano"), lambda: date(today.year + 1, 1, 1)),
    }
    if word in said:
        return said[word]()
    if word in _MONTH:
        return next(_date(1, _MONTH[word], 0, today))
    return _weekday_after(today, BY_NAME[word]) if word in BY_NAME else None


def _weekday_after(today: date, weekday: int) -> date:
    """Return the first day after *today* that is an ISO weekday."""
    return today + timedelta(days=(weekday - today.isoweekday() - 1) % _WEEK + 1)


def _months_on(day: date, count: int) -> date:
    """Return the day so many months later, or that month's last."""
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 + count, _MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _date(day: int, month: int, year: int, today: date) -> Iterator[date]:
    """Yield the date if there is one; without a year, the next one after *today*."""
    for candidate in (year,) if year else range(today.year, today.year + 2):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found > today:
            yield found
            return
