"""Zones are found under the names that people have for them, and an offset is never answered with its opposite."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar_input import zone_named, zone_written
from bot.domain.errors import UnknownZone
from bot.domain.zone_names import offset_written, places, places_at, zones_beginning

WINTER, SUMMER = datetime(2027, 1, 12, 12, tzinfo=UTC), datetime(2027, 7, 12, 12, tzinfo=UTC)
CAPITALS = (
    "Rio Branco, Maceió, Macapá, Manaus, Salvador, Fortaleza, Brasília, Vitória, Goiânia, São Luís, Cuiabá, "
    "Campo Grande, Belém, João Pessoa, Curitiba, Recife, Teresina, Natal, Porto Alegre, Porto Velho, Boa Vista, "
    "Florianópolis, São Paulo, Aracaju, Palmas"
)


@pytest.mark.parametrize("capital", CAPITALS.split(", "))
def test_a_capital_of_a_state_of_brazil_is_a_zone_of_brazil(capital: str) -> None:
    hours = {"Rio Branco": -5, "Manaus": -4, "Cuiabá": -4, "Campo Grande": -4, "Porto Velho": -4, "Boa Vista": -4}
    offset = WINTER.astimezone(zone_named(capital)).utcoffset()
    assert offset == timedelta(hours=hours.get(capital, -3))
    assert zone_written(capital) == zone_named(capital)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("BRT", "America/Sao_Paulo"),
        ("Brasília", "America/Sao_Paulo"),
        ("horário de Brasília", "America/Sao_Paulo"),
        ("Brasilia time", "America/Sao_Paulo"),
        ("SGT", "Asia/Singapore"),
        ("KST", "Asia/Seoul"),
        ("JST", "Asia/Tokyo"),
        ("Bengaluru", "Asia/Kolkata"),
    ],
)
def test_a_name_with_one_meaning_is_taken(typed: str, key: str) -> None:
    assert zone_named(typed).key == key


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("Pacific Time", ("America/Los_Angeles",)),
        ("Eastern Standard Time", ("America/New_York",)),
        ("Curitba", ("America/Sao_Paulo",)),
        ("São Paulo, Brazil", ("America/Sao_Paulo",)),
        ("(GMT-03:00) Brasília", ("America/Sao_Paulo",)),
        ("Sao_Paulo/Brazil", ("America/Sao_Paulo",)),
        ("Lisbon (WEST)", ("Europe/Lisbon",)),
        ("east", ("America/Sao_Paulo", "Europe/Lisbon")),
    ],
)
def test_a_name_that_is_none_is_answered_with_what_it_is_like_and_with_nothing_else(
    typed: str, offered: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownZone) as unknown:
        zone_named(typed)
    assert unknown.value.zones == offered


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("GMT+3", 3),
        ("UTC-3", -3),
        ("utc −3", -3),
        ("UTC + 8", 8),
        ("-03:00", -3),
        ("UTC+5:30", 5.5),
        ("+0530", 5.5),
        ("UTC+5.5", 5.5),
        ("GMT+5h45", 5.75),
        ("GMT-3h", -3),
        ("UTC+10", 10),
        ("horário GMT-3", -3),
    ],
)
def test_an_offset_is_read_as_people_write_it(typed: str, hours: float) -> None:
    assert offset_written(typed) == timedelta(hours=hours)


@pytest.mark.parametrize("typed", ["Etc/GMT+3", "UTC", "3", "GMT+3:20", "+", "UTC+10000", "mon-fri", "2027-01-07"])
def test_other_words_are_no_offset(typed: str) -> None:
    assert offset_written(typed) is None


@pytest.mark.parametrize("now", [WINTER, SUMMER])
def test_every_offset_that_is_lived_by_leads_to_places_that_have_it_now(now: datetime) -> None:
    offsets = {now.astimezone(ZoneInfo(place)).utcoffset() for place in places()}
    for offset in offsets:
        assert offset is not None
        found = places_at(offset, now)
        assert 1 <= len(found) <= 3
        assert {now.astimezone(ZoneInfo(place)).utcoffset() for place in found} == {offset}
        assert not [place for place in found if place.startswith("Etc/")]
    assert len(offsets) > 30
    assert places_at(timedelta(hours=-12), now) == []


def test_the_places_of_an_offset_change_with_the_season() -> None:
    assert "America/New_York" in places_at(timedelta(hours=-5), WINTER)
    assert "America/New_York" not in places_at(timedelta(hours=-5), SUMMER)


def test_the_beginning_of_a_name_is_enough_to_list_its_zone() -> None:
    assert zones_beginning("curit") == ["America/Sao_Paulo"]
    assert zones_beginning("") == []


def test_weekdays_with_slashes_between_them_are_no_zone() -> None:
    assert zone_written("mon/wed/fri") is None
    assert zone_written("seg/qua") is None
    with pytest.raises(UnknownZone):
        zone_written("Mars/Base")
