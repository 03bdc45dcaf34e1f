"""Streaks count local dates, spend freezes by themselves, can be repaired, and end only when nothing is left."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.streak import FREEZES_HELD, REPAIR_ANSWERS, Streak, streak

TODAY = date(2026, 11, 23)


def days_ago(*days: int) -> Counter[date]:
    """Return an answer on each of these days."""
    return Counter(TODAY - timedelta(days=number) for number in days)


DAYS = st.lists(st.integers(0, 60), max_size=40).map(lambda numbers: days_ago(*numbers))
SOME = st.frozensets(st.integers(-3, 60).map(lambda number: TODAY - timedelta(days=number)), max_size=50)


def test_no_answer_is_no_streak() -> None:
    assert streak({}, TODAY) == Streak(0, 0, 1, today=False)


def test_days_in_a_row_count_and_today_is_not_missed_before_it_is_over() -> None:
    assert streak(days_ago(3, 2, 1), TODAY) == Streak(3, 3, 1, today=False)
    assert streak(days_ago(3, 2, 1, 0), TODAY) == Streak(4, 4, 1, today=True)


def test_a_missed_day_costs_the_freeze_and_keeps_the_run() -> None:
    assert streak(days_ago(3, 1, 0), TODAY) == Streak(3, 3, 0, today=True)


def test_a_second_missed_day_ends_the_run_and_the_best_is_kept() -> None:
    assert streak(days_ago(12, 11, 10, 7, 6), TODAY) == Streak(0, 3, 1, today=False)
    assert streak(days_ago(9, 8, 7, 4, 3, 0), TODAY).current == 1


def test_seven_days_earn_a_freeze_and_two_are_held_at_most() -> None:
    assert streak(days_ago(*range(7)), TODAY).freezes == 2
    assert streak(days_ago(*range(28)), TODAY).freezes == FREEZES_HELD


# --- days without a post ---


def test_a_weekend_without_posts_is_not_missed() -> None:
    """Monday the 23rd after the Friday before, in a place that posts on weekdays."""
    posts = [TODAY - timedelta(days=number) for number in (0, 3, 4, 5, 6, 7)]
    assert streak(days_ago(0, 3, 4), TODAY, posts) == Streak(3, 3, 1, today=True)
    assert streak(days_ago(3, 4), TODAY, posts) == Streak(2, 2, 1, today=False)


def test_before_the_first_post_every_day_counts() -> None:
    assert streak(days_ago(0, 5), TODAY, [TODAY]).current == 1


@given(DAYS, SOME)
def test_days_without_a_post_never_end_a_run(days: Counter[date], posts: frozenset[date]) -> None:
    """An answer counts one more than the one before it where no date between them had a post."""
    for before, day in pairwise(sorted(days)):
        if min(posts, default=date.max) <= before and not any(before < post < day for post in posts):
            then = streak(Counter({one: days[one] for one in days if one <= before}), before, posts)
            now = streak(Counter({one: days[one] for one in days if one <= day}), day, posts)
            assert now.current == then.current + 1


# --- repair ---


@pytest.mark.parametrize("answers", [{0: 10}, {1: 4, 0: 6}, {1: 3, 0: 30}])
def test_ten_answers_in_the_two_days_after_a_break_win_the_run_back(answers: dict[int, int]) -> None:
    """Four days ago is saved by the freeze; three days ago, or two where one was answered, is missed for good."""
    last = 3 + len(answers) - 1
    after = Counter({TODAY - timedelta(days=ago): number for ago, number in answers.items()})
    counts = days_ago(last + 2, last + 1, last) + after
    assert streak(counts, TODAY) == Streak(3 + len(answers), 3 + len(answers), 0, today=True)


def test_what_is_missing_is_told_while_there_is_time() -> None:
    """Five and four days ago answered, three saved by the freeze, two missed: yesterday and today are the days."""
    until = TODAY
    assert streak(days_ago(5, 4), TODAY) == Streak(0, 2, 1, today=False, lost=2, repair=10, until=until)
    nine = days_ago(5, 4) + Counter({TODAY: 9})
    assert streak(nine, TODAY) == Streak(1, 2, 1, today=True, lost=2, repair=1, until=until)
    assert streak(nine, TODAY + timedelta(days=1)).lost == 0


def test_after_two_days_it_is_too_late() -> None:
    run = streak(days_ago(6, 5) + Counter({TODAY: 50}), TODAY)
    assert (run.current, run.lost) == (1, 0)


def test_a_second_repair_has_to_wait_for_thirty_days() -> None:
    def run(gap: int) -> Streak:
        """Break and repair a run *gap* days ago, go on, then break and try to repair it today."""
        first = [gap + 4, gap + 3, *range(gap, 2, -1)]
        return streak(days_ago(*first) + Counter({TODAY - timedelta(days=gap): 9, TODAY: 10}), TODAY)

    assert run(32).current == 33
    assert run(12).current == 1


@given(DAYS)
def test_the_order_of_answers_does_not_matter(days: Counter[date]) -> None:
    assert streak(dict(reversed(list(days.items()))), TODAY) == streak(days, TODAY)


@given(DAYS, SOME)
def test_a_run_is_never_longer_than_the_days_with_an_answer(days: Counter[date], posts: frozenset[date]) -> None:
    run = streak(days, TODAY, posts)
    assert 0 <= run.current <= run.best <= len(days)
    assert 0 <= run.freezes <= FREEZES_HELD
    assert 0 <= run.repair <= REPAIR_ANSWERS
    assert (run.lost > 0) == (run.until is not None)


@given(DAYS, SOME)
def test_answering_today_never_shortens_a_run(days: Counter[date], posts: frozenset[date]) -> None:
    assert streak(days + Counter([TODAY]), TODAY, posts).current >= streak(days, TODAY, posts).current


@given(DAYS, st.integers(1, 3))
def test_a_day_ahead_of_today_counts_like_today(days: Counter[date], ahead: int) -> None:
    later = TODAY + timedelta(days=ahead)
    assert streak(days + Counter([later]), TODAY) == streak(days + Counter([TODAY]), TODAY)


@given(DAYS, SOME)
def test_what_is_promised_for_a_repair_is_kept(days: Counter[date], posts: frozenset[date]) -> None:
    """Whoever gives the answers that are asked for, today, has the lost run again."""
    run = streak(days, TODAY, posts)
    if run.lost:
        again = streak(days + Counter({TODAY: run.repair}), TODAY, posts)
        assert again.current > run.lost


def test_two_freezes_are_held_however_long_the_run() -> None:
    """Two days missed after four weeks are saved, and a third one is not."""
    four_weeks = range(4, 32)
    assert streak(days_ago(*range(28)), TODAY).freezes == 2
    assert streak(days_ago(*four_weeks, 1), TODAY).current == 29
    assert streak(days_ago(*(day + 1 for day in four_weeks), 1), TODAY) == Streak(
        1, 28, 1, today=False, lost=28, repair=9, until=TODAY
    )


@pytest.mark.parametrize(("days_between", "run"), [(29, 1), (30, 30), (31, 31)])
def test_a_run_is_won_back_again_from_thirty_days_after_the_last_time_on(days_between: int, run: int) -> None:
    """Both freezes are spent on the two days before the one that is missed again, yesterday."""
    counts = days_ago(days_between + 4, days_between + 3, *range(4, days_between + 1))
    assert streak(counts + Counter({TODAY - timedelta(days=days_between): 9, TODAY: 10}), TODAY).current == run


@given(DAYS, SOME)
def test_nothing_is_asked_for_where_nothing_is_lost(days: Counter[date], posts: frozenset[date]) -> None:
    run = streak(days, TODAY, posts)
    assert (run.repair > 0) == (run.lost > 0)
