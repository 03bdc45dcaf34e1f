"""Streaks over local dates, with freezes that are spent by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

FREEZES_AT_START = 1
DAYS_FOR_A_FREEZE = 7
FREEZES_HELD = 2


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row up to today, the best run so far, and the freezes left.

    `today` tells whether today already counts; a day saved by a freeze keeps the run and adds nothing to it.
    """

    current: int
    best: int
    freezes: int
    today: bool


def streak(days: Iterable[date], today: date) -> Streak:
    """Fold the *days* that have an answer into the streak as it stands on *today*.

    A run starts with one freeze, earns one more for every seven days counted, and holds two at most. Each missed day
    costs one; a day missed with none left ends the run. Today is not missed before it is over. Days after *today* (a
    zone moved westwards) count like today.
    """
    current = best = 0
    freezes = FREEZES_AT_START
    previous: date | None = None
    counted = sorted({min(day, today) for day in days})
    for day in counted:
        missed = (day - previous).days - 1 if previous else 0
        if missed > freezes:
            current, freezes = 0, FREEZES_AT_START
        else:
            freezes -= missed
        current += 1
        if current % DAYS_FOR_A_FREEZE == 0:
            freezes = min(freezes + 1, FREEZES_HELD)
        best = max(best, current)
        previous = day
    if previous is None:
        return Streak(0, 0, freezes, today=False)
    missed = max(0, (today - timedelta(days=1) - previous).days)
    if missed > freezes:
        current, freezes = 0, FREEZES_AT_START
    else:
        freezes -= missed
    return Streak(current, best, freezes, today=previous == today)
