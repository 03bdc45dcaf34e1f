"""Days, weeks and months as people live them, in every zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import board_day, month_of, periods_of, study_day, week_of, zone_named
from bot.domain.errors import UnknownZone

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
