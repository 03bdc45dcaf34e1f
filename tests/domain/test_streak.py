"""Streaks count local dates, spend freezes by themselves, can be repaired, and end only when nothing is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import streak as rules
from bot.domain.streak import FREEZES_HELD, REPAIR_ANSWERS, FormerRule, Streak

TODAY = date(2026, 11, 23)


def days_ago(*days: int) -> Counter[date]:
    """Return an answer on each of these days."""
    return Counter(TODAY - timedelta(days=number) for number in days)


def streak(answers: Mapping[date, int], today: date, asked: Collection[date] | None = None) -> Streak:
    """Return the streak of one who misses the days of *asked* without an answer, or else every such day."""
    first = min(answers, default=today)
    days = {first + timedelta(days=number) for number in range((today - first).days)} - answers.keys()
    return rules.streak(answers, today, days if asked is None else days & set(asked))


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


@given(DAYS, SOME)
def test_days_that_are_not_missed_never_end_a_run(days: Counter[date], asked: frozenset[date]) -> None:
    """An answer counts one more than the one before it where no day between them was missed."""
    for before, day in pairwise(sorted(days)):
        if not any(before < missed < day for missed in asked):
            then = streak(Counter({one: days[one] for one in days if one <= before}), before, asked)
            now = streak(Counter({one: days[one] for one in days if one <= day}), day, asked)
            assert now.current == then.current + 1


# --- the upgrade ---


@given(DAYS, SOME, SOME, st.integers(0, 60))
def test_on_the_upgrade_no_run_gets_shorter(
    days: Counter[date], now: frozenset[date], before: frozenset[date], ago: int
) -> None:
    day = TODAY - timedelta(days=ago)
    missed = now - days.keys()
    former = FormerRule(day, before - days.keys() - {one for one in before if one >= day})
    known = Counter({one: days[one] for one in days if one < day})
    assert rules.streak(known, day, missed, former).current >= rules.streak(known, day, former.missed).current


def test_from_the_upgrade_on_the_new_rule_alone_decides() -> None:
    former = FormerRule(TODAY - timedelta(days=2), frozenset())
    missed = {TODAY - timedelta(days=number) for number in (5, 4, 1)}
    assert rules.streak(days_ago(7, 6, 3, 2), TODAY, missed, former) == Streak(4, 4, 0, today=False)
    assert rules.streak(days_ago(7, 6, 3), TODAY, missed | {TODAY - timedelta(days=2)}, former).current == 0


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
def test_a_run_is_never_longer_than_the_days_with_an_answer(days: Counter[date], asked: frozenset[date]) -> None:
    run = streak(days, TODAY, asked)
    assert 0 <= run.current <= run.best <= len(days)
    assert 0 <= run.freezes <= FREEZES_HELD
    assert 0 <= run.repair <= REPAIR_ANSWERS
    assert (run.lost > 0) == (run.until is not None)


@given(DAYS, SOME)
def test_answering_today_never_shortens_a_run(days: Counter[date], asked: frozenset[date]) -> None:
    assert streak(days + Counter([TODAY]), TODAY, asked).current >= streak(days, TODAY, asked).current


@given(DAYS, st.integers(1, 3))
def test_a_day_ahead_of_today_counts_like_today(days: Counter[date], ahead: int) -> None:
    later = TODAY + timedelta(days=ahead)
    assert streak(days + Counter([later]), TODAY) == streak(days + Counter([TODAY]), TODAY)


@given(DAYS, SOME)
def test_what_is_promised_for_a_repair_is_kept(days: Counter[date], asked: frozenset[date]) -> None:
    """Whoever gives the answers that are asked for, today, has the lost run again."""
    run = streak(days, TODAY, asked)
    if run.lost:
        again = streak(days + Counter({TODAY: run.repair}), TODAY, asked)
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
def test_nothing_is_asked_for_where_nothing_is_lost(days: Counter[date], asked: frozenset[date]) -> None:
    run = streak(days, TODAY, asked)
    assert (run.repair > 0) == (run.lost > 0)
