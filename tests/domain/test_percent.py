"""A share is rounded half up, and reads as none or all of it only where it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.percent import percent


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 200, 0),
        (1, 200, 1),
        (1, 1000, 1),
        (1, 8, 13),
        (3, 8, 38),
        (5, 8, 63),
        (1, 3, 33),
        (2, 3, 67),
        (199, 200, 99),
        (999, 1000, 99),
        (200, 200, 100),
    ],
)
def test_half_a_percent_goes_up_and_the_ends_are_exact(part: int, whole: int, shown: int) -> None:
    assert percent(part, whole) == shown


@given(st.integers(1, 10**6).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_a_share_and_its_rest_are_at_most_one_percent_off_a_whole(parts: tuple[int, int]) -> None:
    part, whole = parts
    share, rest = percent(part, whole), percent(whole - part, whole)
    assert 100 <= share + rest <= 101
    assert (share == 0, share == 100) == (part == 0, part == whole)
