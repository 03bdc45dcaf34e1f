"""The points of answers: they reward coming every day and cannot be farmed. Speed never counts."""

from __future__ import annotations

from bot.domain.records import PostingKind

DAILY_RIGHT = 10
DAILY_TRY = 2
PRACTICE_RIGHT = 2
PRACTICE_A_DAY = 10
"""The most practice answers that earn points on one local day."""


def points(kind: PostingKind, *, correct: bool, first_sight: bool, scored_today: int) -> int:
    """Return the points that an answer earns.

    *first_sight* is False when the learner has answered this question before; *scored_today* counts the practice
    answers that earned points on the learner's local day so far.
    """
    if kind is PostingKind.DAILY:
        return DAILY_RIGHT if correct else DAILY_TRY
    return PRACTICE_RIGHT if correct and first_sight and scored_today < PRACTICE_A_DAY else 0
