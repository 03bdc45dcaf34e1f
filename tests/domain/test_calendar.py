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
    Schedule,
    board_day,
    day_named,
    due_days,
    instant_of,
    month_of,
    next_due,
    periods_of,
    study_day,
    time_named,
    week_of,
    weekdays_named,
    zone_named,
)
from bot.domain.errors import UnknownDay, UnknownTime, UnknownWeekdays, UnknownZone

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


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("America/Sao_Paulo", "America/Sao_Paulo"),
        ("america/sao_paulo", "America/Sao_Paulo"),
        ("sao paulo", "America/Sao_Paulo"),
        ("São Paulo", "America/Sao_Paulo"),
        (" utc ", "UTC"),
        ("Lisbon", "Europe/Lisbon"),
    ],
)
def test_a_zone_is_found_by_its_name_or_its_city(typed: str, key: str) -> None:
    assert zone_named(typed).key == key


@pytest.mark.parametrize("typed", ["Mars/Base", "", "../../etc/passwd", "America/Sao_Paolo", "\x00", "a" * 5000])
def test_any_other_zone_is_refused_with_names_that_exist(typed: str) -> None:
    with pytest.raises(UnknownZone) as refused:
        zone_named(typed)
    for suggestion in str(refused.value.data["suggestions"]).split(", "):
        assert ZoneInfo(suggestion).key == suggestion


def test_a_near_miss_suggests_the_zone_that_was_meant() -> None:
    with pytest.raises(UnknownZone) as refused:
        zone_named("America/Sao_Paolo")
    assert "America/Sao_Paulo" in str(refused.value.data["suggestions"])


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("EST", "America/New_York"),
        ("est", "America/New_York"),
        ("BRT", "America/Sao_Paulo"),
        ("Brasilia", "America/Sao_Paulo"),
        ("Brasília", "America/Sao_Paulo"),
        ("Brasil", "America/Sao_Paulo"),
        ("PST", "America/Los_Angeles"),
        ("CET", "Europe/Paris"),
        ("IST", "Asia/Kolkata"),
    ],
)
def test_what_people_call_a_zone_is_answered_with_its_name(typed: str, offered: str) -> None:
    with pytest.raises(UnknownZone) as refused:
        zone_named(typed)
    assert offered in str(refused.value.data["suggestions"]).split(", ")


# --- times and weekdays as people write them ---


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("9h", time(9)),
        ("09h30", time(9, 30)),
        ("9h30min", time(9, 30)),
        ("9 h 30", time(9, 30)),
        ("9:00 pm", time(21)),
        ("9:00PM", time(21)),
        ("9 p.m.", time(21)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("12:15 a.m.", time(0, 15)),
        ("21.15", time(21, 15)),
        ("9", time(9)),
        (" 00:00 ", time(0)),
        ("23:59", time(23, 59)),
        ("18hs", time(18)),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, at: time) -> None:
    assert time_named(typed) == at


@pytest.mark.parametrize(
    "typed", ["25:00", "24:00", "9:60", "13 pm", "0 am", "9:5", "soon", "", "9:00:00", "-1", "９時", "1e1", "9:00 xm"]
)
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(UnknownTime):
        time_named(typed)


@given(st.times())
def test_every_minute_of_the_day_can_be_written(at: time) -> None:
    minute = at.replace(second=0, microsecond=0)
    assert time_named(f"{minute:%H:%M}") == minute
    assert time_named(f"{minute:%H}h{minute:%M}") == minute
    assert time_named(f"{minute:%I:%M %p}") == minute


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("mon-fri", {1, 2, 3, 4, 5}),
        ("seg a sex", {1, 2, 3, 4, 5}),
        ("segunda-feira a sexta-feira", {1, 2, 3, 4, 5}),
        ("Mon to Wed", {1, 2, 3}),
        ("sex-seg", {5, 6, 7, 1}),
        ("sáb, dom", {6, 7}),
        ("sábado e domingo", {6, 7}),
        ("mon wed fri", {1, 3, 5}),
        ("mon,tue and thu-fri", {1, 2, 4, 5}),
        ("weekdays", {1, 2, 3, 4, 5}),
        ("dias úteis", {1, 2, 3, 4, 5}),
        ("every day", set(range(1, 8))),
        ("todos os dias", set(range(1, 8))),
        ("fim de semana", {6, 7}),
        ("Sunday", {7}),
    ],
)
def test_weekdays_are_read_as_people_write_them(typed: str, days: set[int]) -> None:
    assert weekdays_named(typed) == days


@pytest.mark.parametrize("typed", ["", "someday", "mon-", "1-5", "mon to never", ",", "a" * 5000])
def test_what_are_no_weekdays_is_refused(typed: str) -> None:
    with pytest.raises(UnknownWeekdays):
        weekdays_named(typed)


# --- schedules ---

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
SCHEDULES = st.builds(Schedule, TIMES, EVERYWHERE, WEEKDAYS)


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
    days = [due.day for due in islice(due_days(Schedule(at, zone), date(2011, 12, 28)), 3)]
    assert days == [date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1)]


@given(SCHEDULES, DAYS)
def test_study_dates_go_forward_and_so_do_their_instants(schedule: Schedule, after: date) -> None:
    dues = list(islice(due_days(schedule, after), 12))
    assert all(due.day.isoweekday() in schedule.weekdays for due in dues)
    assert [due.day for due in dues] == sorted({due.day for due in dues})
    assert [due.at for due in dues] == sorted({due.at for due in dues})
    assert dues[0].day > after


@given(SCHEDULES, INSTANTS, st.none() | DAYS)
def test_the_next_one_has_not_passed_and_its_date_has_not_been(
    schedule: Schedule, now: datetime, last: date | None
) -> None:
    due = next_due(schedule, now, last)
    assert due.at > now
    assert last is None or due.day > last
    before = [one for one in islice(due_days(schedule, due.day - timedelta(days=9)), 10) if one.day < due.day]
    assert all(one.at <= now or (last is not None and one.day <= last) for one in before)


@given(st.lists(st.tuples(SCHEDULES, st.integers(0, 60)), min_size=1, max_size=12), INSTANTS)
def test_however_a_schedule_is_changed_no_date_comes_twice_and_none_that_was_promised_is_lost(
    changes: list[tuple[Schedule, int]], start: datetime
) -> None:
    """An admin changes time, zone and weekdays at any hour; what is due is posted as the hours pass."""
    now = start
    last: date | None = None
    promised: Due | None = None
    posted: list[date] = []
    for schedule, hours in changes:
        former = promised
        promised = next_due(schedule, now, last, former)
        if former and former.day.isoweekday() in schedule.weekdays:
            assert promised.day <= former.day
        end = now + timedelta(hours=hours)
        while promised.at <= end:
            now = max(now, promised.at)
            last = promised.day
            posted.append(last)
            promised = next_due(schedule, now, last)
        now = end
    assert posted == sorted(set(posted))


def test_a_zone_changed_before_the_hour_keeps_the_days_question() -> None:
    """From Los Angeles to Tokyo at eight in the morning: nine o'clock of that date has passed in Tokyo."""
    before = Schedule(time(9), ZoneInfo("America/Los_Angeles"))
    now = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    promised = next_due(before, now, date(2026, 11, 22))
    after = next_due(Schedule(time(9), ZoneInfo("Asia/Tokyo")), now, date(2026, 11, 22), promised)
    assert after == promised == Due(date(2026, 11, 23), datetime(2026, 11, 23, 17, 0, tzinfo=UTC))


def test_a_zone_changed_after_the_hour_posts_no_second_one_for_the_date() -> None:
    """From Tokyo to Los Angeles after Tokyo's question of the 24th: the next is that of the 25th."""
    now = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
    due = next_due(Schedule(time(9), ZoneInfo("America/Los_Angeles")), now, date(2026, 11, 24))
    assert due.day == date(2026, 11, 25)


def test_every_day_is_seven_days() -> None:
    assert frozenset({1, 2, 3, 4, 5, 6, 7}) == EVERY_DAY


# --- days ahead ---

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("typed", ["2027-01-07", "7/1/2027", "07.01.2027", " 2027-1-7 "])
def test_a_day_ahead_is_read_as_people_write_it(typed: str) -> None:
    assert day_named(typed, TODAY) == date(2027, 1, 7)


@pytest.mark.parametrize("typed", ["2026-11-23", "2020-01-01", "2027-02-30", "2031-01-01", "tomorrow", "", "1/7", "٢"])
def test_what_is_no_day_ahead_is_refused_with_one_that_is(typed: str) -> None:
    with pytest.raises(UnknownDay) as refused:
        day_named(typed, TODAY)
    assert date.fromisoformat(str(refused.value.data["example"])) > TODAY


@pytest.mark.parametrize("typed", ["GMT-3", "utc-3", "UTC -3", "gmt-03:00"])
def test_an_offset_is_answered_with_places_and_never_with_its_opposite(typed: str) -> None:
    with pytest.raises(UnknownZone) as raised:
        zone_named(typed)
    assert "America/Sao_Paulo" in str(raised.value.data["suggestions"])


@pytest.mark.parametrize("typed", ["localtime", "Factory", "posixrules", "east", "pacific-new"])
def test_a_name_that_is_no_place_everywhere_is_refused(typed: str) -> None:
    with pytest.raises(UnknownZone):
        zone_named(typed)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("NYC", "America/New_York"), ("Londres", "Europe/London"), ("Lisboa", "Europe/Lisbon"), ("India", "Asia/Kolkata")],
)
def test_what_a_city_is_called_elsewhere_is_answered_with_its_zone(typed: str, offered: str) -> None:
    with pytest.raises(UnknownZone) as raised:
        zone_named(typed)
    assert raised.value.data["suggestions"] == offered


@pytest.mark.parametrize(
    ("typed", "at"),
    [("noon", time(12)), ("meio-dia", time(12)), ("meia-noite", time(0)), ("às 9h", time(9)), ("9 horas", time(9))],
)
def test_a_time_is_read_as_people_say_it(typed: str, at: time) -> None:
    assert time_named(typed) == at


@pytest.mark.parametrize(
    "typed", ["de segunda a sexta", "monday through friday", "M-F", "dias de semana", "seg a sex,", "mon-thu & fri"]
)
def test_working_days_are_read_as_people_say_them(typed: str) -> None:
    assert weekdays_named(typed) == frozenset(range(1, 6))


@pytest.mark.parametrize("typed", ["until 2026-12-20", "até 2026-12-20", "ate 20/12/2026"])
def test_a_day_ahead_may_have_its_preposition(typed: str) -> None:
    assert day_named(typed, date(2026, 11, 23)) == date(2026, 12, 20)
