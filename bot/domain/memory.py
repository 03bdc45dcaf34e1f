"""The memory of questions by FSRS-6: the recall of each on a day, and the day on which it is due.

Right is Good and wrong is Again, without learning steps and without fuzz. The model counts whole days between
instants, so it is given noon in UTC of each study day: then it agrees with Anki, which counts days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from fsrs import Scheduler

LEECH = 4
"""Lapses from which on a question is taught before it is asked again."""
_NOON = time(12, tzinfo=UTC)
_SPREAD_FROM = 2
"""The shortest interval, in days, that may be a day longer: questions of one sitting do not come back together."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory of one question after its last review, which was on a learner's day of study.

    `stability` is the number of days after which it is recalled in nine of ten cases, `difficulty` lies from 1 to 10,
    `interval` is the number of days until it is due, and `lapses` counts the times that it was known and then missed.
    """

    stability: float
    difficulty: float
    reviewed_on: date
    interval: int
    lapses: int = 0

    @property
    def is_leech(self) -> bool:
        """True for a question that was forgotten so often that asking alone does not help."""
        return self.lapses >= LEECH


def reviewed(before: Memory | None, day: date, *, right: bool) -> Memory:
    """Return the memory of a question after an answer on a study day.

    The first answer of a day counts alone: the same memory comes back for another one, and for a day that is past.
    """
    from fsrs import Card, Rating, State  # a thirtieth of a second, which commands without answers need not take

    at = datetime.combine(day, _NOON)
    card = Card(card_id=1, due=at)
    if before is not None:
        if day <= before.reviewed_on:
            return before
        last = datetime.combine(before.reviewed_on, _NOON)
        card = Card(1, State.Review, None, before.stability, before.difficulty, at, last)
    after, _ = _scheduler().review_card(card, Rating.Good if right else Rating.Again, at)
    if after.stability is None or after.difficulty is None:
        raise AssertionError
    lapses = (before.lapses if before else 0) + (before is not None and not right)
    return Memory(after.stability, after.difficulty, day, (after.due - at).days, lapses)


def due_on(memory: Memory, question: str, exam_on: date | None = None) -> date:
    """Return the day on which a question is due: spread by its id, and no later than the exam if that is to come."""
    spread = crc32(question.encode()) % 2 if memory.interval >= _SPREAD_FROM else 0
    day = memory.reviewed_on + timedelta(days=memory.interval + spread)
    return exam_on if exam_on and memory.reviewed_on < exam_on < day else day


def recall(memory: Memory, day: date) -> float:
    """Return the probability from 0 to 1 that a question is known on a day.

    The forgetting curve of FSRS-6 with its default parameters.
    """
    decay, factor = _curve()
    elapsed = max(0, day.toordinal() - memory.reviewed_on.toordinal())
    return float((1 + factor * elapsed / memory.stability) ** decay)


@cache
def _scheduler() -> Scheduler:
    """Return the scheduler; it keeps nothing of a card."""
    from fsrs import Scheduler

    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@cache
def _curve() -> tuple[float, float]:
    """Return the decay and the factor of the forgetting curve, at which recall is 0.9 when a stability has passed."""
    decay = -_scheduler().parameters[20]
    return decay, 0.9 ** (1 / decay) - 1
