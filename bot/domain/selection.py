"""The selection of the next question: the least seen one, with chance only among equals."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby

from bot.domain.records import Seen

NEWCOMER = 10
"""The number of questions with which a learner is led in, the easy ones first."""
LOW = 14
"""Questions left before a schedule's pool repeats, from which on its admin gets a notice."""

Ease = tuple[int, int]
Domain = int

_NEVER = Seen(0, datetime.min.replace(tzinfo=UTC))


def least_seen(candidates: Sequence[str], seen: Mapping[str, Seen], rng: random.Random) -> str:
    """Return the question shown the fewest times, of those the one shown longest ago; *rng* breaks ties.

    *candidates*, of which none comes twice, must not be empty. Least-seen-first is the policy of one idea that wins
    most of the gain that schedulers can win at a few questions a day.
    """
    try:
        first = min(map(seen.__getitem__, candidates))
    except KeyError:
        return rng.choice([question for question in candidates if question not in seen])
    return rng.choice([question for question in candidates if seen[question] == first])


def by_ease(candidates: Iterable[str], ease: Callable[[str], Ease]) -> Sequence[Sequence[str]]:
    """Return *candidates* in groups of equal ease, the easiest first; *ease* ranks a question, the lowest first."""
    ordered = sorted(candidates, key=ease)
    return [list(group) for _, group in groupby(ordered, key=ease)]


def newcomer_candidates(
    candidates: Sequence[str], easiest_first: Sequence[Sequence[str]], seen: Mapping[str, Seen]
) -> Sequence[str]:
    """Return a newcomer's candidates: the easiest of the unseen ones, or all while none is unseen.

    *easiest_first* are the same in groups of equal ease. From NEWCOMER questions on, everything is asked.
    """
    if len(seen) < NEWCOMER:
        for group in easiest_first:
            if unseen := [question for question in group if question not in seen]:
                return unseen
    return candidates


def pool(candidates: Iterable[str], seen: Mapping[str, Seen]) -> list[str]:
    """Return the candidates that come before any is asked again: those asked the fewest times."""
    times = {question: seen.get(question, _NEVER).times for question in candidates}
    fewest = min(times.values(), default=0)
    return [question for question, asked in times.items() if asked == fewest]


def by_weight(
    candidates: Mapping[str, Domain], weights: Mapping[Domain, int], seen: Mapping[str, Seen], rng: random.Random
) -> str:
    """Return the question to post next in a channel: out of the pool, from the domain that lags furthest behind.

    *candidates* names each question's domain and must not be empty; *weights* are the exam's. A domain lags by its
    weight's share less its share of the posted questions. When the pool begins anew, the half posted last waits.
    """
    left = pool(candidates, seen)
    if len(left) == len(candidates) > 1:
        oldest = sorted(left, key=lambda question: seen.get(question, _NEVER).last_at)
        left = oldest[: (len(oldest) + 1) // 2] if seen.get(oldest[-1]) else left
    posted = Counter[Domain]()
    for question, domain in candidates.items():
        posted[domain] += seen.get(question, _NEVER).times
    heavy, all_posted = sum(weights.values()) or 1, max(1, posted.total())
    lag = {
        domain: weights.get(domain, 0) / heavy - posted[domain] / all_posted
        for domain in {candidates[question] for question in left}
    }
    furthest = max(lag.values())
    return rng.choice([question for question in left if lag[candidates[question]] == furthest])


def shuffled(options: Sequence[str], rng: random.Random) -> tuple[str, ...]:
    """Return the option ids in a random order, drawn once for a posting."""
    return tuple(rng.sample(options, len(options)))
