"""The points of answers: they reward coming every day and cannot be farmed. Speed never counts."""

from __future__ import annotations

from bot.domain.kinds import RULES, PostingKind


def points(kind: PostingKind, *, correct: bool, first_sight: bool, scored_today: int) -> int:
    """Return the points of an answer by the rules of its kind.

    *first_sight* is False when the learner has answered this question before; *scored_today* is the number of answers
    of that kind that earned points on the learner's local day so far.
    """
    rules = RULES[kind]
    if rules.scored_a_day is not None and not (first_sight and scored_today < rules.scored_a_day):
        return 0
    return rules.right if correct else rules.tried
