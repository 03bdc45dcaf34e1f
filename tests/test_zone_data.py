"""The newer rules of the system's and the packaged decide, in every verb, and `prova doctor` says which they are."""

from __future__ import annotations

import json
import struct
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.zone_data import PACKAGED, known_zone_data, use_newest_zone_data, zone_data_result
from tests.support.process import Run

WINTER = {
    "America/Edmonton": -6,
    "America/Winnipeg": -5,
    "America/Vancouver": -7,
    "America/Inuvik": -6,
    "America/Havana": -4,
    "Africa/Casablanca": 0,
}
"""Hours from UTC in the winter of 2026/27, by the releases of autumn 2026; those of spring say one less, and +1."""
SPRING = {
    "America/Edmonton": "MST7MDT,M3.2.0,M11.1.0",
    "America/Winnipeg": "CST6CDT,M3.2.0,M11.1.0",
    "America/Vancouver": "PST8PDT,M3.2.0,M11.1.0",
    "America/Inuvik": "MST7MDT,M3.2.0,M11.1.0",
    "America/Havana": "CST5CDT,M3.2.0/0,M11.1.0/1",
    "Africa/Casablanca": "<+01>-1",
    "Europe/Atlantis": "ATL-3",
}
"""The rules of spring 2026, and a zone that is in no other data."""


def compiled(rule: str) -> bytes:
    """Return a zone's file that holds nothing but a POSIX rule."""
    block = struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, 0, 1, 4) + struct.pack(">lBB", 0, 0, 0) + b"UTC\0"
    return block + block + b"\n" + rule.encode() + b"\n"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A system's zone data of spring 2026."""
    folder = tmp_path / "zoneinfo"
    for name, rule in SPRING.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(compiled(rule))
    (folder / "tzdata.zi").write_text("# version 2026a\n# ddeps backzone\n", encoding="ascii")
    return folder


@pytest.fixture(autouse=True)
def path_kept() -> Iterator[None]:
    """Let no other test read this one's zone data."""
    before = zoneinfo.TZPATH
    yield
    zoneinfo.reset_tzpath(before)
    ZoneInfo.clear_cache()


def in_winter() -> dict[str, int]:
    """Return the hours from UTC in January 2027 that this process knows."""
    noon = datetime(2027, 1, 12, 12)  # noqa: DTZ001 - a wall clock, which each zone makes its own
    offsets = {name: noon.replace(tzinfo=ZoneInfo(name)).utcoffset() for name in WINTER}
    return {name: round(offset / timedelta(hours=1)) for name, offset in offsets.items() if offset is not None}


def test_a_system_of_spring_2026_is_an_hour_off_without_the_packaged_data(old: Path) -> None:
    zoneinfo.reset_tzpath([str(old)])
    ZoneInfo.clear_cache()
    assert in_winter() == {**{name: hours - 1 for name, hours in WINTER.items()}, "Africa/Casablanca": 1}


@pytest.mark.parametrize("head", ["tzdata.zi", "+VERSION", "nothing"])
def test_the_packaged_data_wins_over_an_older_system_and_over_one_that_does_not_tell(old: Path, head: str) -> None:
    (old / "tzdata.zi").unlink()
    (old / head).write_text("2026a" if head == "+VERSION" else "# version 2026a\n", encoding="ascii")
    zoneinfo.reset_tzpath([str(old)])
    ZoneInfo("America/Edmonton")  # one that was read before is read again
    use_newest_zone_data()
    assert in_winter() == WINTER


def test_the_packaged_data_is_enough_where_the_system_has_none(tmp_path: Path) -> None:
    for path in ([], [str(tmp_path / "nowhere")]):
        zoneinfo.reset_tzpath(path)
        use_newest_zone_data()
        assert (in_winter(), zoneinfo.TZPATH) == (WINTER, (str(PACKAGED),))


def test_a_newer_system_wins_and_lends_what_it_lacks_from_the_packaged_data(old: Path) -> None:
    (old / "tzdata.zi").write_text("# version 2030a\n", encoding="ascii")
    zoneinfo.reset_tzpath([str(old)])
    use_newest_zone_data()
    assert in_winter()["America/Edmonton"] == -7
    assert datetime(2027, 1, 12, tzinfo=ZoneInfo("America/Sao_Paulo")).utcoffset() == timedelta(hours=-3)


def test_a_name_that_only_the_older_data_has_stays_known(old: Path) -> None:
    zoneinfo.reset_tzpath([str(old)])
    use_newest_zone_data()
    assert datetime(2027, 1, 12, tzinfo=ZoneInfo("Europe/Atlantis")).utcoffset() == timedelta(hours=3)
    use_newest_zone_data()
    assert [each.release for each in known_zone_data()][1:] == ["2026a"]


@pytest.mark.parametrize(
    ("year", "month", "age", "level"),
    [
        (2030, 12, "this year's", "ok"),
        (2031, 6, "last year's", "ok"),
        (2031, 8, "last year's", "warn"),
        (2033, 1, "3 years old", "warn"),
        (2029, 1, "this year's", "ok"),
    ],
)
def test_the_doctor_says_how_old_the_rules_are(old: Path, year: int, month: int, age: str, level: str) -> None:
    (old / "tzdata.zi").write_text("# version 2030a\n", encoding="ascii")
    zoneinfo.reset_tzpath([str(old)])
    use_newest_zone_data()
    told = zone_data_result(datetime(year, month, 1, tzinfo=UTC))
    assert (told.level, f"the system's data in {old}, 2030a ({age})." in told.said) == (level, True)
    assert "Not used: the packaged data, 2" in told.said
    assert ("upgrade Prova" in told.said) == (level == "warn")


@pytest.mark.parametrize("arrangement", ["empty", "old"])
def test_every_verb_reckons_with_the_newer_rules(old: Path, run_prova: Run, arrangement: str) -> None:
    path = str(old) if arrangement == "old" else ""
    lines = "/daily set 09:00 America/Edmonton\n"
    assert run_prova("play", lines=lines, PYTHONTZPATH=path).returncode == 0
    shown = run_prova("daily", "preview", "--days", "366", PYTHONTZPATH=path).stdout
    row = next(row for row in shown.splitlines() if "-01-" in row)  # a day in January
    assert ("09:00" in row, "15:00" in row) == (True, True)
    found = {
        one["part"]: one for one in json.loads(run_prova("doctor", "--json", PYTHONTZPATH=path).stdout)["findings"]
    }
    assert found["zones"]["said"].startswith("Time zones follow the packaged data, 2")
    assert ("2026a" in found["zones"]["said"]) == (arrangement == "old")
