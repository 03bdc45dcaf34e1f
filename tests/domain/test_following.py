"""A posting is missed, not a date: whoever answers every question of their channels in time keeps the run."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import instant_of, study_day
from bot.domain.following import ChannelDaily, StudyHistory, missed_days, streak_of

UTC_ZONE = ZoneInfo("UTC")
START = date(2026, 11, 2)
"""A Monday."""
DAY = timedelta(days=1)
ZONES = st.sampled_from(
    ["UTC", "America/Sao_Paulo", "Pacific/Auckland", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata"]
).map(ZoneInfo)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant so many days after the start."""
    return datetime.combine(START + day * DAY, time(hour, minute), UTC)


def history(dailies: list[ChannelDaily], *practice: date) -> StudyHistory:
    """Return a history of these questions and of practice on these days."""
    days = Counter([*(one.answered_on for one in dailies if one.answered_on), *practice])
    return StudyHistory(days, dailies)


def daily(day: int, answered: date | None, hour: int = 9, channel: int = 1, open_hours: int = 24) -> ChannelDaily:
    """Return a question posted so many days after the start."""
    opened = at(day, hour)
    return ChannelDaily(channel, opened, opened + timedelta(hours=open_hours), answered)


def test_at_midnight_on_three_days_of_the_week_nothing_is_missed() -> None:
    """Posted at 00:00 on Monday, Wednesday and Friday, and answered half an hour later: on the study day before."""
    weeks = [day for week in range(4) for day in (7 * week, 7 * week + 2, 7 * week + 4)]
    dailies = [daily(day, study_day(at(day, 0, 30), UTC_ZONE), hour=0) for day in weeks]
    for count in range(1, len(dailies) + 1):
        last = dailies[count - 1].answered_on
        assert last
        assert streak_of(history(dailies[:count]), UTC_ZONE, last).current == count


def test_a_channel_that_was_never_answered_is_not_followed() -> None:
    """A second channel posts on weekends."""
    mine = [daily(day, START + day * DAY) for day in range(12) if day % 7 < 5]
    other = [daily(day, None, channel=2) for day in (5, 6)]
    assert streak_of(history([*mine, *other]), UTC_ZONE, START + 11 * DAY).current == 10


def test_a_practice_answer_in_another_server_costs_nothing() -> None:
    mine = [daily(day, START + day * DAY) for day in (0, 2, 4, 7)]
    assert streak_of(history(mine, START + DAY), UTC_ZONE, START + 7 * DAY).current == 5


def test_an_answer_next_morning_while_the_question_was_open_is_in_time() -> None:
    mine = [daily(day, START + (day + 1) * DAY) for day in (0, 2, 4)]
    assert streak_of(history(mine), UTC_ZONE, START + 5 * DAY).current == 3


def test_a_question_that_closed_unanswered_is_missed_on_the_last_day_it_touched() -> None:
    dailies = [daily(0, START), daily(1, None), daily(4, START + 4 * DAY)]
    shown = history(dailies)
    assert missed_days(shown.days, dailies, UTC_ZONE, START + 4 * DAY) == {START + 2 * DAY}


@pytest.mark.parametrize("practised", [1, 2])
def test_an_answer_of_any_kind_on_a_day_that_it_touched_saves_it(practised: int) -> None:
    dailies = [daily(0, START), daily(1, None)]
    shown = history(dailies, START + practised * DAY)
    assert missed_days(shown.days, dailies, UTC_ZONE, START + 4 * DAY) == frozenset()


def test_nothing_is_missed_before_the_last_day_that_it_touched_is_over() -> None:
    dailies = [daily(0, START), daily(1, None)]
    shown = history(dailies)
    assert missed_days(shown.days, dailies, UTC_ZONE, START + 2 * DAY) == frozenset()
    assert missed_days(shown.days, dailies, UTC_ZONE, START + 3 * DAY) == {START + 2 * DAY}


def test_several_missed_on_one_day_cost_one_freeze() -> None:
    dailies = [
        *(daily(0, START, channel=channel) for channel in (1, 2)),
        *(daily(1, None, channel=channel) for channel in (1, 2)),
    ]
    run = streak_of(history(dailies, START + 3 * DAY), UTC_ZONE, START + 3 * DAY)
    assert (run.current, run.freezes) == (2, 0)


def test_a_question_open_until_midnight_does_not_touch_the_next_study_day() -> None:
    """The study day rolls at three: a question that closes then touches only the day before."""
    dailies = [daily(0, START), daily(1, None, hour=3), daily(2, START + 2 * DAY, hour=3)]
    shown = history(dailies)
    assert missed_days(shown.days, dailies, UTC_ZONE, START + 2 * DAY) == {START + DAY}


@pytest.mark.parametrize(("silent", "missed"), [(14, False), (15, True)])
def test_a_channel_is_followed_for_fourteen_days_after_an_answer(silent: int, missed: bool) -> None:
    """Then a day without any answer is missed, and its questions are not."""
    practised = [START + day * DAY for day in range(1, silent)]
    days = StudyHistory(Counter([START, *practised]), [daily(0, START)])
    assert missed_days(days.days, days.dailies, UTC_ZONE, START + (silent + 1) * DAY) == (
        {START + silent * DAY} if missed else frozenset()
    )


def test_a_channel_that_is_followed_no_more_is_not_missed() -> None:
    dailies = [daily(0, START), *(daily(day, None) for day in range(1, 30))]
    days = Counter(START + day * DAY for day in range(28) if day != 27)
    assert missed_days(days, dailies, UTC_ZONE, START + 28 * DAY) == {START + 27 * DAY}


def test_without_a_channel_each_day_without_an_answer_is_missed() -> None:
    days = Counter([START, START + 2 * DAY])
    assert missed_days(days, (), UTC_ZONE, START + 4 * DAY) == {START + DAY, START + 3 * DAY}


def test_before_the_upgrade_the_dates_of_the_spaces_count_as_they_did() -> None:
    """Practice alone, in a server that posts on Mondays: no other day was missed."""
    weekly = frozenset(START + 7 * DAY * week for week in range(4))
    days = Counter(weekly)
    before = StudyHistory(days, (), weekly, at(22, 0))
    assert streak_of(before, UTC_ZONE, START + 21 * DAY).current == 4
    assert streak_of(StudyHistory(days), UTC_ZONE, START + 21 * DAY).current == 1
    assert streak_of(before, UTC_ZONE, START + 25 * DAY).current == 0


CHANNELS = st.lists(
    st.tuples(
        ZONES, st.times().map(lambda at: at.replace(fold=0)), st.frozensets(st.integers(1, 7), min_size=1),
        st.sampled_from([1, 4, 24, 48, 168]),
    ),
    min_size=1,
    max_size=3,
)  # fmt: skip


@given(CHANNELS, ZONES, st.randoms(use_true_random=False), st.integers(0, 3))
def test_whoever_answers_every_followed_question_while_it_is_open_never_loses_a_run(
    channels: list[tuple[ZoneInfo, time, frozenset[int], int]], zone: ZoneInfo, chance: object, practised: int
) -> None:
    """Over zones, hours, weekdays, late answers, and several channels."""
    dailies, day = [], START
    for number, (channel_zone, hour, weekdays, hours) in enumerate(channels):
        for ahead in range(40):
            day = START + ahead * DAY
            opened = instant_of(day, hour, channel_zone)
            if day.isoweekday() in weekdays and opened:
                closes = opened + timedelta(hours=hours)
                when = opened + (closes - opened) * chance.random() * 0.999  # type: ignore[attr-defined]
                dailies.append(ChannelDaily(number, opened, closes, study_day(when, zone)))
    extra = [START + practised * 3 * DAY]
    shown = history(dailies, *(one for one in extra if one >= min(filter(None, (d.answered_on for d in dailies)))))
    for today in sorted(shown.days):
        known = {one: answers for one, answers in shown.days.items() if one <= today}
        met = [one for one in dailies if one.answered_on and one.answered_on <= today]
        assert streak_of(StudyHistory(known, met), zone, today).current == len(known)
