"""Which question next: the least seen one, with chance only among equals."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bot.domain.records import Seen

_NEVER = Seen(0, datetime.min.replace(tzinfo=UTC))


def least_seen(candidates: Sequence[str], seen: Mapping[str, Seen], rng: random.Random) -> str:
    """Return the question shown the fewest times, of those the one shown longest ago; *rng* breaks ties.

    *candidates* must not be empty. Least-seen-first is the policy of one idea that wins most of what schedulers can
    win at a few questions a day.
    """
    ranks = {question: seen.get(question, _NEVER) for question in candidates}
    first = min(ranks.values(), key=lambda shown: (shown.times, shown.last_at))
    return rng.choice([question for question, shown in ranks.items() if shown == first])


def shuffled(options: Sequence[str], rng: random.Random) -> tuple[str, ...]:
    """Return the option ids in a random order, drawn once for a posting."""
    return tuple(rng.sample(options, len(options)))
