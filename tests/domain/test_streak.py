"""Streaks count local dates, spend freezes by themselves and end only when none is left."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.streak import FREEZES_HELD, Streak, streak

TODAY = date(2026, 11, 23)


def days_ago(*days: int) -> list[date]:
    return [TODAY - timedelta(days=number) for number in days]


DAYS = st.lists(st.integers(0, 60), max_size=40).map(lambda numbers: days_ago(*numbers))


def test_no_answer_is_no_streak() -> None:
    assert streak([], TODAY) == Streak(0, 0, 1, today=False)


def test_days_in_a_row_count_and_today_is_not_missed_before_it_is_over() -> None:
    assert streak(days_ago(3, 2, 1), TODAY) == Streak(3, 3, 1, today=False)
    assert streak(days_ago(3, 2, 1, 0), TODAY) == Streak(4, 4, 1, today=True)


def test_a_missed_day_costs_the_freeze_and_keeps_the_run() -> None:
    assert streak(days_ago(3, 1, 0), TODAY) == Streak(3, 3, 0, today=True)


def test_a_second_missed_day_ends_the_run_and_the_best_is_kept() -> None:
    assert streak(days_ago(6, 5, 4, 1, 0), TODAY) == Streak(2, 3, 1, today=True)
    assert streak(days_ago(5, 4, 3), TODAY) == Streak(0, 3, 1, today=False)


def test_seven_days_earn_a_freeze_and_two_are_held_at_most() -> None:
    assert streak(days_ago(*range(7)), TODAY).freezes == 2
    assert streak(days_ago(*range(28)), TODAY).freezes == FREEZES_HELD


@given(DAYS)
def test_order_and_repeats_of_answers_do_not_matter(days: list[date]) -> None:
    assert streak(days, TODAY) == streak([*reversed(days), *days], TODAY)


@given(DAYS)
def test_a_run_is_never_longer_than_the_days_with_an_answer(days: list[date]) -> None:
    run = streak(days, TODAY)
    assert 0 <= run.current <= run.best <= len(set(days))
    assert 0 <= run.freezes <= FREEZES_HELD


@given(DAYS)
def test_answering_today_never_shortens_a_run(days: list[date]) -> None:
    assert streak([*days, TODAY], TODAY).current >= streak(days, TODAY).current


@given(DAYS, st.integers(1, 3))
def test_a_day_ahead_of_today_counts_like_today(days: list[date], ahead: int) -> None:
    assert streak([*days, TODAY + timedelta(days=ahead)], TODAY) == streak([*days, TODAY], TODAY)
