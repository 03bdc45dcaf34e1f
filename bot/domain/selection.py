"""Which question next: the least seen one, with chance only among equals."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from bot.domain.records import Seen

NEWCOMER = 10
"""Questions that a learner is led in with, the easy ones first."""

Ease = tuple[int, int]

_NEVER = Seen(0, datetime.min.replace(tzinfo=UTC))


def least_seen(candidates: Sequence[str], seen: Mapping[str, Seen], rng: random.Random) -> str:
    """Return the question shown the fewest times, of those the one shown longest ago; *rng* breaks ties.

    *candidates* must not be empty. Least-seen-first is the policy of one idea that wins most of what schedulers can
    win at a few questions a day.
    """
    ranks = {question: seen.get(question, _NEVER) for question in candidates}
    first = min(ranks.values(), key=lambda shown: (shown.times, shown.last_at))
    return rng.choice([question for question, shown in ranks.items() if shown == first])


def gentle(candidates: Sequence[str], seen: Mapping[str, Seen], ease: Callable[[str], Ease]) -> Sequence[str]:
    """Return what a newcomer is asked: the easiest of the unseen candidates, or all while none is unseen.

    *ease* ranks a question, the lowest first. From NEWCOMER questions on, everything is asked.
    """
    unseen = [question for question in candidates if question not in seen]
    if len(seen) >= NEWCOMER or not unseen:
        return candidates
    easiest = min(map(ease, unseen))
    return [question for question in unseen if ease(question) == easiest]


def shuffled(options: Sequence[str], rng: random.Random) -> tuple[str, ...]:
    """Return the option ids in a random order, drawn once for a posting."""
    return tuple(rng.sample(options, len(options)))
