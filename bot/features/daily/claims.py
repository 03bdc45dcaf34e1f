"""The leases of daily questions' messages, and the pauses after failed tries."""

from __future__ import annotations

import random
from datetime import timedelta

LEASE = timedelta(seconds=90)
"""How long a claim holds when nothing is heard of its process any more."""
SENDING = 25.0
"""Seconds that one call may take: well inside the lease, so that nobody posts on a claim that has run out."""
SOON = timedelta(seconds=60)
"""After which a post whose confirmation was lost is looked for: by then a slow platform has carried it out."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=15)
"""Between tries of a post that fails: doubled each time, with jitter."""
MOST_DOUBLED = 10


def pause(tries: int, rng: random.Random) -> timedelta:
    """Return the pause after a failed try, *tries* others before it."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(tries, MOST_DOUBLED)
    return min(doubled, LONGEST_PAUSE) * rng.uniform(0.5, 1.0)
