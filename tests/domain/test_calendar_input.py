"""What people write for zones, times, weekdays and days is read, and anything else is refused with an example."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar_input import WrittenDay, time_named, weekdays_named, zone_named
from bot.domain.errors import UnclearDay, UnknownDay, UnknownTime, UnknownWeekdays, UnknownZone


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
        ("Pacific Time", "America/Los_Angeles"),
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
    "typed",
    [
        "25:00",
        "24:30",
        "2561",
        "9:60",
        "13 pm",
        "0 am",
        "9:5",
        "soon",
        "",
        "9:00:00",
        "-1",
        "９時",
        "1e1",
        "9:00 xm",
        "nine",
        "13 da manhã",
        "9 pm da noite",
    ],
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
        ("2ª a 6ª", {1, 2, 3, 4, 5}),
        ("2ª-feira, 4ª e 6ª", {1, 3, 5}),
        ("Mon—Fri", {1, 2, 3, 4, 5}),
        ("seg – sex", {1, 2, 3, 4, 5}),
        ("mo-fr", {1, 2, 3, 4, 5}),
        ("mo+we+fr", {1, 3, 5}),
        ("mondays and thursdays", {1, 4}),
        ("toda segunda", {1}),
        ("às terças e quintas-feiras", {2, 4}),
        ("seg. a sex.", {1, 2, 3, 4, 5}),
        ("every weekday", {1, 2, 3, 4, 5}),
        ("weekdays and Sat", {1, 2, 3, 4, 5, 6}),
        ("só nos finais de semana", {6, 7}),
    ],
)
def test_weekdays_are_read_as_people_write_them(typed: str, days: set[int]) -> None:
    assert weekdays_named(typed) == days


@pytest.mark.parametrize("typed", ["", "someday", "mon-", "1-5", "mon to never", "never to mon", ",", "a" * 5000])
def test_what_are_no_weekdays_is_refused(typed: str) -> None:
    with pytest.raises(UnknownWeekdays):
        weekdays_named(typed)


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("typed", ["2027-01-07", "7/1/2027", "07.01.2027", " 2027-1-7 "])
def test_a_day_ahead_is_read_as_people_write_it(typed: str) -> None:
    assert WrittenDay(typed).after(TODAY) == date(2027, 1, 7)


@pytest.mark.parametrize(
    "typed", ["2026-11-23", "2020-01-01", "2027-02-30", "2031-01-01", "today", "", "17", "٢", "99 weeks"]
)
def test_what_is_no_day_ahead_is_refused_with_one_that_is(typed: str) -> None:
    with pytest.raises(UnknownDay) as refused:
        WrittenDay(typed).after(TODAY)
    assert date.fromisoformat(str(refused.value.data["example"])) > TODAY


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("tomorrow", date(2026, 11, 24)),
        ("até amanhã", date(2026, 11, 24)),
        ("depois de amanhã", date(2026, 11, 25)),
        ("2 weeks", date(2026, 12, 7)),
        ("for two weeks", date(2026, 12, 7)),
        ("por 3 dias", date(2026, 11, 26)),
        ("um mês", date(2026, 12, 23)),
        ("next month", date(2026, 12, 1)),
        ("semana que vem", date(2026, 11, 30)),
        ("next Friday", date(2026, 11, 27)),
        ("próxima 2ª-feira", date(2026, 11, 30)),
        ("Dec 1", date(2026, 12, 1)),
        ("December 1st, 2026", date(2026, 12, 1)),
        ("1º de dezembro", date(2026, 12, 1)),
        ("10 jan 2027", date(2027, 1, 10)),
        ("Jan 10", date(2027, 1, 10)),
        ("10-Jan-2027", date(2027, 1, 10)),
        ("2 weeks from today", date(2026, 12, 7)),
        ("ano que vem", date(2027, 1, 1)),
        ("January", date(2027, 1, 1)),
        ("until the 15th", date(2026, 12, 15)),
        ("até o dia 15", date(2026, 12, 15)),
        ("dia 15 de janeiro", date(2027, 1, 15)),
        ("1/7", date(2027, 7, 1)),
        ("7/1/27", date(2027, 1, 7)),
    ],
)
def test_a_day_ahead_is_read_as_people_say_it(typed: str, day: date) -> None:
    assert WrittenDay(typed).after(TODAY) == day


@pytest.mark.parametrize("typed", ["1/2/2027", "1-2-2027", "1/2", "1/2/27"])
def test_a_date_that_is_written_in_two_orders_is_asked_back(typed: str) -> None:
    with pytest.raises(UnclearDay) as unclear:
        WrittenDay(typed).after(TODAY, day_first=False)
    assert unclear.value.days == (date(2027, 2, 1), date(2027, 1, 2))


@pytest.mark.parametrize(
    ("typed", "day"),
    [("13/1/2027", (2027, 1, 13)), ("1/13/2027", (2027, 1, 13)), ("12/1/2026", (2026, 12, 1)), ("1/1", (2027, 1, 1))],
)
def test_a_date_with_one_meaning_ahead_is_not_asked_back(typed: str, day: tuple[int, int, int]) -> None:
    assert WrittenDay(typed).after(TODAY, day_first=False) == date(*day)


def test_with_the_day_first_the_other_order_is_read_only_where_the_first_is_none() -> None:
    assert WrittenDay("1/13/2027").after(TODAY) == date(2027, 1, 13)
    with pytest.raises(UnknownDay):
        WrittenDay("12/1/2026").after(TODAY)


@pytest.mark.parametrize(
    ("today", "day"), [(date(2027, 1, 31), date(2027, 2, 28)), (date(2026, 12, 5), date(2027, 1, 5))]
)
def test_a_month_ends_with_its_last_day(today: date, day: date) -> None:
    assert WrittenDay("1 month").after(today) == day


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
    [
        *(
            ("noon", time(12)),
            ("meio-dia", time(12)),
            ("meia-noite", time(0)),
            ("às 9h", time(9)),
            ("9 horas", time(9)),
        ),
        *(("0900", time(9)), ("2130", time(21, 30)), ("900", time(9)), ("0930 pm", time(21, 30)), ("24:00", time(0))),
        *(("24h", time(0)), ("9 da noite", time(21)), ("9h30 da noite", time(21, 30)), ("9 da manhã", time(9))),
        *(("3 da tarde", time(15)), ("12 da noite", time(0)), ("4 da madrugada", time(4)), ("1 da manhã", time(1))),
        *(("9 in the evening", time(21)), ("3 in the afternoon", time(15)), ("9 at night", time(21))),
        *(("nove e meia da noite", time(21, 30)), ("nine in the evening", time(21)), ("12 noon", time(12))),
        *(("21h da noite", time(21)), ("9 e meia", time(9, 30)), ("meio-dia e meia", time(12, 30)), ("9hrs", time(9))),
    ],
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
    assert WrittenDay(typed).after(date(2026, 11, 23)) == date(2026, 12, 20)


@pytest.mark.parametrize(("typed", "read"), [("2026-11-24", True), ("2027-11-24", True), ("2027-11-25", False)])
def test_a_day_ahead_lies_between_tomorrow_and_a_leap_year_from_today(typed: str, read: bool) -> None:
    if read:
        assert WrittenDay(typed).after(TODAY) == date.fromisoformat(typed)
    else:
        with pytest.raises(UnknownDay):
            WrittenDay(typed).after(TODAY)


def test_the_example_of_a_day_ahead_is_in_two_weeks() -> None:
    with pytest.raises(UnknownDay) as refused:
        WrittenDay("soon").after(TODAY)
    assert refused.value.data["example"] == "2026-12-07"


def test_three_zones_are_suggested_at_most_and_two_known_ones_where_nothing_is_like_it() -> None:
    with pytest.raises(UnknownZone) as refused:
        zone_named("America/Sao_Paolo")
    assert len(str(refused.value.data["suggestions"]).split(", ")) <= 3
    with pytest.raises(UnknownZone) as refused:
        zone_named("brazil")
    assert refused.value.data["suggestions"] == "America/Sao_Paulo, America/Manaus, America/Rio_Branco"
    with pytest.raises(UnknownZone) as refused:
        zone_named("xxxxxxxxxxxx")
    assert refused.value.data["suggestions"] == "America/Sao_Paulo, Europe/Lisbon"


@pytest.mark.parametrize("typed", ["13am", "0pm", "0:30 am", "13:00 pm"])
def test_a_half_of_the_day_has_the_hours_one_to_twelve(typed: str) -> None:
    with pytest.raises(UnknownTime):
        time_named(typed)


@pytest.mark.parametrize(
    ("typed", "at"), [("1am", time(1)), ("11:59 am", time(11, 59)), ("1pm", time(13)), ("12h", time(12))]
)
def test_the_first_and_last_hours_of_each_half_are_read(typed: str, at: time) -> None:
    assert time_named(typed) == at


@given(st.integers(1, 7), st.integers(1, 7))
def test_a_range_of_weekdays_runs_forward_to_its_end_also_over_sunday(first: int, last: int) -> None:
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    days = [first]
    while days[-1] != last:
        days.append(days[-1] % 7 + 1)
    assert weekdays_named(f"{names[first - 1]}-{names[last - 1]}") == set(days)


@pytest.mark.parametrize(("typed", "offered"), [("UTC-8", "America/Los_Angeles"), ("Asia/Tokio", "Asia/Tokyo")])
def test_a_zone_that_is_written_otherwise_is_offered_by_its_name(typed: str, offered: str) -> None:
    with pytest.raises(UnknownZone) as refused:
        zone_named(typed)
    assert offered in str(refused.value.data["suggestions"]).split(", ")
