"""The streak over study days: freezes are spent by themselves, and breaks are repairable."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class FormerRule:
    """The missed days by the rule before `domain.following`, for the study days before the upgrade on *day*."""

    day: date
    missed: frozenset[date]


@dataclass(slots=True)
class _Walk:
    """A run followed day by day: `checked` is the last day whose misses were counted."""

    counted: Mapping[date, int]
    today: date
    run: Streak
    checked: date | None = None
    repaired: date | None = None

    def reach(self, day: date, missed: Sequence[date]) -> None:
        """Count the misses, of *missed* in order, between the last day and *day*."""
        if self.checked is None:
            return
        between = missed[bisect_left(missed, self.checked + _DAY) : bisect_left(missed, day)]
        self.checked = day - _DAY
        if not self.run.current or len(between) <= self.run.freezes:
            self.run = replace(self.run, freezes=self.run.freezes - (len(between) if self.run.current else 0))
            return
        first = between[self.run.freezes]
        short = REPAIR_ANSWERS - sum(self.counted.get(first + _DAY * after, 0) for after in range(1, REPAIR_DAYS + 1))
        once = self.repaired is None or first - self.repaired >= REPAIR_AGAIN
        if once and short <= 0:
            self.repaired = first
            self.run = replace(self.run, freezes=0)
        else:
            until = first + _DAY * REPAIR_DAYS
            lost = replace(self.run, lost=self.run.current, repair=short, until=until)
            self.run = replace(lost if once and until >= self.today else self.run, current=0, freezes=FREEZES_AT_START)

    def follow(self, days: Sequence[date], missed: Collection[date], end: date) -> _Walk:
        """Count *days* in order, then the misses before *end*, and return the walk."""
        ordered = sorted(missed)
        for day in days:
            self.reach(day, ordered)
            self.run = _extended(self.run)
            self.checked = day
        self.reach(end, ordered)
        return self


def streak(
    answers: Mapping[date, int], today: date, missed: Collection[date] = (), former: FormerRule | None = None
) -> Streak:
    """Return the streak on *today* that follows from *answers*, their number by study day, and the days *missed*.

    A run starts with one freeze, earns one more for every seven days counted, and holds two at most. Each missed day
    costs one; a day missed with none left ends the run, unless it is repaired. Today is not missed before it is over.
    Days after *today* (a zone moved westwards) count like today. Up to the upgrade the better run counts, by this
    rule or the *former* one, so that no run got shorter then.
    """
    counted = Counter[date]()
    for day, number in answers.items():
        counted[min(day, today)] += number
    days = sorted(counted)
    walk = _Walk(counted, today, Streak(0, 0, FREEZES_AT_START, today=today in counted))
    if former and former.day <= today:
        before = days[: bisect_left(days, former.day)]
        days = days[len(before) :]
        walks = (replace(walk).follow(before, rule, former.day) for rule in (missed, former.missed))
        walk = max(walks, key=lambda one: (one.run.current, one.run.best, one.run.freezes))
    return walk.follow(days, missed, today).run


def _extended(run: Streak) -> Streak:
    """Return the run with one more day."""
    current = run.current + 1
    earned = int(current % DAYS_FOR_A_FREEZE == 0)
    freezes = min(run.freezes + earned, FREEZES_HELD)
    return replace(run, current=current, best=max(run.best, current), freezes=freezes)
