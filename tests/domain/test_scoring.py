"""Points come from the daily question and from first sights, and have a daily limit."""

from __future__ import annotations

import pytest

from bot.domain.kinds import PostingKind
from bot.domain.scoring import points


@pytest.mark.parametrize(
    ("correct", "first", "today", "earned"),
    [
        (True, True, 0, 2),
        (True, True, 9, 2),
        (True, True, 10, 0),
        (True, False, 0, 0),
        (False, True, 0, 0),
    ],
)
def test_practice_earns_two_for_a_first_right_sight_ten_times_a_day(
    correct: bool, first: bool, today: int, earned: int
) -> None:
    assert points(PostingKind.PRACTICE, correct=correct, first_sight=first, scored_today=today) == earned


def test_the_daily_question_earns_ten_right_and_two_for_an_honest_try() -> None:
    assert points(PostingKind.DAILY, correct=True, first_sight=False, scored_today=10) == 10
    assert points(PostingKind.DAILY, correct=False, first_sight=False, scored_today=10) == 2
