"""The pauses after failed tries double, with jitter, up to a quarter of an hour; a call ends well inside its lease."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from bot.features.daily.claims import LEASE, SENDING, SOON, pause


class Edge(random.Random):
    """Chance at one edge of what is asked for."""

    def __init__(self, *, high: bool) -> None:
        super().__init__(0)
        self.high = high

    def uniform(self, a: float, b: float) -> float:
        return b if self.high else a


@pytest.mark.parametrize(
    ("tries", "longest"), [(0, 15), (1, 30), (2, 60), (3, 120), (4, 240), (5, 480), (6, 900), (7, 900), (10**9, 900)]
)
def test_a_pause_doubles_with_each_try_up_to_a_quarter_of_an_hour(tries: int, longest: int) -> None:
    assert pause(tries, Edge(high=True)) == timedelta(seconds=longest)
    assert pause(tries, Edge(high=False)) == timedelta(seconds=longest / 2)


def test_a_call_is_given_up_while_its_claim_still_holds() -> None:
    """With time for the outcome to be written; and what may have arrived is looked for before the claim is old."""
    assert timedelta(seconds=2 * SENDING) < LEASE
    assert timedelta(seconds=SENDING) < SOON < LEASE
