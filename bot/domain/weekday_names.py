"""The names of weekdays and of groups of them, in English and Portuguese, folded."""

from __future__ import annotations

import re

from bot.domain.calendar import EVERY_DAY

_NAMES = (
    ("mo", "mon", "monday", "seg", "segunda"),
    ("tu", "tue", "tues", "tuesday", "ter", "terca"),
    ("we", "wed", "weds", "wednesday", "qua", "quarta"),
    ("th", "thu", "thur", "thurs", "thursday", "qui", "quinta"),
    ("fr", "fri", "friday", "sex", "sexta"),
    ("sa", "sat", "saturday", "sab", "sabado"),
    ("su", "sun", "sunday", "dom", "domingo"),
)
SHORTEST = tuple(names[0] for names in _NAMES)
"""A name for each weekday, Monday's first."""
BY_NAME = {
    form: number for number, names in enumerate(_NAMES, start=1) for name in names for form in (name, f"{name}s")
}
"""ISO weekdays by their names, also in the plural."""

_WORKING = frozenset(range(1, 6))
_WEEKEND = frozenset({6, 7})
GROUPS = {
    **dict.fromkeys(("every day", "everyday", "each day", "daily", "all", "all days", "7 days"), EVERY_DAY),
    **dict.fromkeys(("todos", "todo dia", "todos os dias", "cada dia", "diariamente", "diario"), EVERY_DAY),
    **dict.fromkeys(("weekday", "weekdays", "week days", "workdays", "working days", "business days", "m-f"), _WORKING),
    **dict.fromkeys(
        ("uteis", "dia util", "dias uteis", "os dias uteis", "dias de semana", "durante a semana"), _WORKING
    ),
    **dict.fromkeys(("weekend", "weekends", "fds", "fim de semana", "fins de semana"), _WEEKEND),
    **dict.fromkeys(("final de semana", "finais de semana", "os fins de semana"), _WEEKEND),
    "mwf": frozenset({1, 3, 5}),
    "tth": frozenset({2, 4}),
}
"""ISO weekdays by the names of groups."""

_NUMBERED = re.compile(r"\b([2-6])as?(?:[ -]?feiras?)?\b")
_FAIR = re.compile(r"\b(segunda|terca|quarta|quinta|sexta)s?[ -]feiras?\b")
_BY_NUMBER = dict(zip("23456", ("seg", "ter", "qua", "qui", "sex"), strict=True))


def named_plainly(folded: str) -> str:
    """Return a folded text with one word for each weekday: 2ª, segunda-feira and segundas are other ways to say seg."""
    named = _NUMBERED.sub(lambda match: _BY_NUMBER[match[1]], folded)
    return _FAIR.sub(lambda match: match[1], named)
