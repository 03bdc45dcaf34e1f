"""Days, weeks and months as people live them, in every zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import (
    EVERY_DAY,
    Due,
    Recurrence,
    board_day,
    due_days,
    instant_of,
    month_of,
    next_due,
    periods_of,
    study_day,
    week_of,
)

ZONES = st.sampled_from(
    ["UTC", "America/Sao_Paulo", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "Europe/Lisbon"]
).map(ZoneInfo)
INSTANTS = st.datetimes(min_value=datetime(2010, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone itself


def test_the_study_day_rolls_at_three_on_the_wall_clock() -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    assert study_day(datetime(2026, 11, 23, 5, 59, tzinfo=UTC), zone) == date(2026, 11, 22)
    assert study_day(datetime(2026, 11, 23, 6, 0, tzinfo=UTC), zone) == date(2026, 11, 23)


@given(INSTANTS, ZONES)
def test_the_study_day_is_the_local_date_or_the_day_before(at: datetime, zone: ZoneInfo) -> None:
    assert at.astimezone(zone).date() - study_day(at, zone) in (timedelta(0), timedelta(days=1))


@given(INSTANTS, ZONES, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3)))
def test_the_study_day_never_goes_back_by_more_than_a_clock_change(at: datetime, zone: ZoneInfo, by: timedelta) -> None:
    later = study_day(at + by, zone)
    assert later >= study_day(at, zone) or by < timedelta(hours=2)


def test_the_board_day_is_the_plain_date_in_the_zone() -> None:
    assert board_day(datetime(2026, 11, 23, 1, 0, tzinfo=UTC), ZoneInfo("America/Sao_Paulo")) == date(2026, 11, 22)


def test_weeks_are_iso_weeks_also_over_new_year() -> None:
    assert week_of(date(2027, 1, 3)) == "2026-W53"
    assert week_of(date(2027, 1, 4)) == "2027-W01"
    assert month_of(date(2027, 1, 3)) == "2027-01"
    assert periods_of(date(2026, 11, 23)) == ("2026-W48", "2026-11", "all")


EVERYWHERE = st.sampled_from(
    [
        "UTC",
        "America/Sao_Paulo",
        "America/New_York",
        "America/Nuuk",
        "America/Scoresbysund",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Asia/Gaza",
        "Australia/Lord_Howe",
        "Europe/Lisbon",
        "Pacific/Apia",
        "Pacific/Kwajalein",
        "Pacific/Chatham",
        "Antarctica/Troll",
        "Africa/Casablanca",
    ]
).map(ZoneInfo)
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
WEEKDAYS = st.frozensets(st.integers(1, 7), min_size=1)
DAYS = st.dates(date(1990, 1, 1), date(2040, 1, 1))
SCHEDULES = st.builds(Recurrence, TIMES, EVERYWHERE, WEEKDAYS)


@given(DAYS, TIMES, EVERYWHERE)
def test_an_instant_shows_its_local_time_or_is_the_first_after_a_jump(day: date, at: time, zone: ZoneInfo) -> None:
    instant = instant_of(day, at, zone)
    if instant is None:
        return
    local = instant.astimezone(zone)
    if local.replace(tzinfo=None) == datetime.combine(day, at):
        earlier = instant - timedelta(hours=3)
        while earlier < instant:
            assert earlier.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None)
            earlier += timedelta(minutes=30)
    else:
        before = (instant - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
        assert before < datetime.combine(day, at) < local.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        ("America/New_York", date(2027, 3, 14), time(2, 30), datetime(2027, 3, 14, 7, 0, tzinfo=UTC)),
        ("America/New_York", date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
        ("America/Nuuk", date(2027, 3, 27), time(23, 30), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        ("America/Sao_Paulo", date(2018, 11, 4), time(0, 30), datetime(2018, 11, 4, 3, 0, tzinfo=UTC)),
        ("Asia/Kathmandu", date(2026, 11, 23), time(9), datetime(2026, 11, 23, 3, 15, tzinfo=UTC)),
    ],
)
def test_gaps_and_folds_are_as_a_person_there_would_expect(zone: str, day: date, at: time, utc: datetime) -> None:
    assert instant_of(day, at, ZoneInfo(zone)) == utc


@pytest.mark.parametrize("at", [time(0), time(9), time(23, 59)])
def test_a_date_that_a_zone_leaves_out_has_no_instant(at: time) -> None:
    zone = ZoneInfo("Pacific/Apia")
    assert instant_of(date(2011, 12, 30), at, zone) is None
    days = [due.day for due in islice(due_days(Recurrence(at, zone), date(2011, 12, 28)), 3)]
    assert days == [date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1)]


@given(SCHEDULES, DAYS)
def test_study_dates_go_forward_and_so_do_their_instants(recurrence: Recurrence, after: date) -> None:
    dues = list(islice(due_days(recurrence, after), 12))
    assert all(due.day.isoweekday() in recurrence.weekdays for due in dues)
    assert [due.day for due in dues] == sorted({due.day for due in dues})
    assert [due.at for due in dues] == sorted({due.at for due in dues})
    assert dues[0].day > after


@given(SCHEDULES, INSTANTS, st.none() | DAYS)
def test_the_next_one_has_not_passed_and_its_date_has_not_been(
    recurrence: Recurrence, now: datetime, last: date | None
) -> None:
    due = next_due(recurrence, now, last)
    assert due.at > now
    assert last is None or due.day > last
    before = [one for one in islice(due_days(recurrence, due.day - timedelta(days=9)), 10) if one.day < due.day]
    assert all(one.at <= now or (last is not None and one.day <= last) for one in before)


@given(st.lists(st.tuples(SCHEDULES, st.integers(0, 60)), min_size=1, max_size=12), INSTANTS)
def test_however_a_schedule_is_changed_no_date_comes_twice_and_none_that_was_promised_is_lost(
    changes: list[tuple[Recurrence, int]], start: datetime
) -> None:
    """An admin changes time, zone and weekdays at any hour; what is due is posted as the hours pass."""
    now = start
    last: date | None = None
    promised: Due | None = None
    posted: list[date] = []
    for recurrence, hours in changes:
        former = promised
        promised = next_due(recurrence, now, last, former)
        if former and former.day.isoweekday() in recurrence.weekdays:
            assert promised.day <= former.day
        end = now + timedelta(hours=hours)
        while promised.at <= end:
            now = max(now, promised.at)
            last = promised.day
            posted.append(last)
            promised = next_due(recurrence, now, last)
        now = end
    assert posted == sorted(set(posted))


def test_a_zone_changed_before_the_hour_keeps_the_days_question() -> None:
    """From Los Angeles to Tokyo at eight in the morning: nine o'clock of that date has passed in Tokyo."""
    before = Recurrence(time(9), ZoneInfo("America/Los_Angeles"))
    now = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    promised = next_due(before, now, date(2026, 11, 22))
    after = next_due(Recurrence(time(9), ZoneInfo("Asia/Tokyo")), now, date(2026, 11, 22), promised)
    assert after == promised == Due(date(2026, 11, 23), datetime(2026, 11, 23, 17, 0, tzinfo=UTC))


def test_a_zone_changed_after_the_hour_posts_no_second_one_for_the_date() -> None:
    """From Tokyo to Los Angeles after Tokyo's question of the 24th: the next is that of the 25th."""
    now = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
    due = next_due(Recurrence(time(9), ZoneInfo("America/Los_Angeles")), now, date(2026, 11, 24))
    assert due.day == date(2026, 11, 25)


def test_every_day_is_seven_days() -> None:
    assert frozenset({1, 2, 3, 4, 5, 6, 7}) == EVERY_DAY


@pytest.mark.parametrize("minute", range(60))
def test_every_minute_that_the_clocks_jump_over_is_the_instant_of_the_jump(minute: int) -> None:
    day, zone = date(2027, 3, 14), ZoneInfo("America/New_York")
    assert instant_of(day, time(2, minute), zone) == datetime(2027, 3, 14, 7, 0, tzinfo=UTC)


def test_at_its_own_instant_a_question_is_no_longer_what_comes_next() -> None:
    recurrence = Recurrence(time(9), ZoneInfo("UTC"))
    nine = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert next_due(recurrence, nine - timedelta(seconds=1), None).day == date(2026, 11, 23)
    assert next_due(recurrence, nine, None).day == date(2026, 11, 24)


def test_what_was_promised_for_this_very_instant_stays_due() -> None:
    nine = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    promised = Due(date(2026, 11, 23), nine)
    assert next_due(Recurrence(time(8), ZoneInfo("UTC")), nine, date(2026, 11, 22), promised) == promised
    assert next_due(Recurrence(time(8), ZoneInfo("UTC")), nine, date(2026, 11, 23), promised).day == date(2026, 11, 24)


def test_a_promise_for_a_weekday_that_is_none_any_more_is_left_out() -> None:
    """The 24th of November 2026 is a Tuesday."""
    noon = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    promised = Due(date(2026, 11, 24), datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    mondays = Recurrence(time(9), ZoneInfo("UTC"), frozenset({1}))
    assert next_due(mondays, noon, date(2026, 11, 23), promised).day == date(2026, 11, 30)


@pytest.mark.parametrize(("hour", "minute", "due"), [(8, 59, 10), (9, 0, 9), (9, 30, 9)])
def test_a_time_put_off_counts_for_the_same_day_unless_its_question_is_due_already(
    hour: int, minute: int, due: int
) -> None:
    """From nine to ten."""
    promised = Due(date(2026, 11, 23), datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    now = datetime(2026, 11, 23, hour, minute, tzinfo=UTC)
    found = next_due(Recurrence(time(10), ZoneInfo("UTC")), now, date(2026, 11, 22), promised)
    assert (found.day, found.at.hour) == (date(2026, 11, 23), due)


def test_what_is_due_already_stays_due_on_a_weekday_that_is_none_any_more() -> None:
    promised = Due(date(2026, 11, 24), datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    mondays = Recurrence(time(9), ZoneInfo("UTC"), frozenset({1}))
    assert next_due(mondays, promised.at + timedelta(minutes=1), date(2026, 11, 23), promised) == promised
