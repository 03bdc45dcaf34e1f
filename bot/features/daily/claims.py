"""The leases of daily questions' messages, and the pauses after failed tries."""

from __future__ import annotations

import random
from datetime import timedelta

LEASE = timedelta(seconds=90)
"""The time that a claim holds without a renewal; then another process may take it over."""
SENDING = 25.0
"""Seconds that one call may take: well inside the lease, so that no process posts on a claim that has run out."""
SOON = timedelta(seconds=60)
"""The wait before a post without a confirmation is looked for: by then a slow platform has carried it out."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=15)
"""The pauses between tries of a post that fails: doubled each time, with jitter."""
MOST_DOUBLED = 10
"""Doublings that are computed at most: by then the pause is the longest."""


def pause(tries: int, rng: random.Random) -> timedelta:
    """Return the pause after a failed try that *tries* others came before."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(tries, MOST_DOUBLED)
    return min(doubled, LONGEST_PAUSE) * rng.uniform(0.5, 1.0)
