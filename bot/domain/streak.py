"""The streak over local dates: freezes are spent by themselves, days without a post are free, breaks are repairable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

FREEZES_AT_START = 1
DAYS_FOR_A_FREEZE = 7
FREEZES_HELD = 2

REPAIR_ANSWERS = 10
"""Answers that win a broken run back, on the two days after the first one that was missed without a freeze."""
REPAIR_DAYS = 2
REPAIR_AGAIN = timedelta(days=30)
"""The shortest time between two repairs."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row up to today, the best run so far, and the freezes left.

    `today` is True when today already counts; a day saved by a freeze or a repair keeps the run and adds nothing to
    it. `lost` is a run that has just ended, and that `repair` more answers win back until the end of the day `until`.
    """

    current: int
    best: int
    freezes: int
    today: bool
    lost: int = 0
    repair: int = 0
    until: date | None = None


def streak(answers: Mapping[date, int], today: date, posts: Collection[date] = ()) -> Streak:
    """Return the streak on *today* that follows from *answers*, their number by local date.

    A run starts with one freeze, earns one more for every seven days counted, and holds two at most. Each missed day
    costs one; a day missed with none left ends the run, unless it is repaired. Today is not missed before it is over.
    *posts* are the dates with a daily question in the learner's spaces: from the first of them on, a date without
    one is not missed. Days after *today* (a zone moved westwards) count like today.
    """
    counted = Counter[date]()
    for day, number in answers.items():
        counted[min(day, today)] += number
    run = Streak(0, 0, FREEZES_AT_START, today=today in counted)
    previous = repaired = None
    for day in sorted({*counted, today}):
        missed: list[date] = _missed(previous, day, posts) if previous else []
        if len(missed) <= run.freezes:
            run = replace(run, freezes=run.freezes - len(missed))
        else:
            first = missed[run.freezes]
            short = REPAIR_ANSWERS - sum(counted[first + _DAY * after] for after in range(1, REPAIR_DAYS + 1))
            once = repaired is None or first - repaired >= REPAIR_AGAIN
            if once and short <= 0:
                repaired = first
                run = replace(run, freezes=0)
            else:
                until = first + _DAY * REPAIR_DAYS
                chance = replace(run, lost=run.current, repair=short, until=until) if once and until >= today else run
                run = replace(chance, current=0, freezes=FREEZES_AT_START)
        if day in counted:
            run = _extended(run)
            previous = day
    return run


def _missed(previous: date, day: date, posts: Collection[date]) -> list[date]:
    """Return the dates between two others that ask for an answer."""
    first = min(posts, default=date.max)
    between = (previous + _DAY * number for number in range(1, (day - previous).days))
    return [date_ for date_ in between if date_ in posts or date_ < first]


def _extended(run: Streak) -> Streak:
    """Return the run with one more day."""
    current = run.current + 1
    earned = int(current % DAYS_FOR_A_FREEZE == 0)
    freezes = min(run.freezes + earned, FREEZES_HELD)
    return replace(run, current=current, best=max(run.best, current), freezes=freezes)
