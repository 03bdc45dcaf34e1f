"""The environment becomes settings, and every problem is reported at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import ConfigInvalid, read


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_nothing_has_to_be_set() -> None:
    settings = read({})
    assert settings.discord_token is None
    assert settings.discord_shards is None
    assert settings.log_level is None
    assert settings.zone.key == "UTC"


def test_a_token_is_taken_without_the_blanks_around_it_and_never_shown() -> None:
    settings = read({"DISCORD_TOKEN": "  abc.def.ghi\n"})
    assert settings.discord_token == "abc.def.ghi"  # noqa: S105 - not a secret
    assert "abc.def.ghi" not in repr(settings)


@pytest.mark.parametrize(
    ("value", "shards"), [("0-3/8", (range(4), 8)), ("5/8", (range(5, 6), 8)), (" 0-0/1 ", (range(1), 1)), ("", None)]
)
def test_shards_are_a_range_of_all(value: str, shards: tuple[range, int] | None) -> None:
    assert read({"DISCORD_SHARDS": value}).discord_shards == shards


@pytest.mark.parametrize("value", ["8", "0-8/8", "3-1/8", "a-b/c", "0-3/0", "-1/2", "0-3/8/9", "٣/8", "0-3"])
def test_a_range_that_is_none_is_refused_with_an_example(value: str) -> None:
    with pytest.raises(ConfigInvalid, match="such as 0-3/8"):
        read({"DISCORD_SHARDS": value})


@pytest.mark.parametrize("token", ["two words", "tok\nen", "tökén", "a\tb", "x\x00y"])
def test_a_token_with_strange_signs_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(ConfigInvalid, match="DISCORD_TOKEN: a token has no spaces") as raised:
        read({"DISCORD_TOKEN": token})
    assert token not in str(raised.value)


def test_every_problem_is_reported_at_once_also_those_of_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DISCORD_SHARDS=x\nthis is no setting\n", encoding="utf-8")
    with pytest.raises(ConfigInvalid) as raised:
        read({"PROVA_ZONE": "Mars", "PROVA_LOG_LEVEL": "loud", "DISCORD_TOKEN": "a b", "PROVA_CONTENT_DIR": "/none"})
    named = ("PROVA_ZONE", "PROVA_LOG_LEVEL", "PROVA_CONTENT_DIR", "DISCORD_TOKEN", "DISCORD_SHARDS", ".env:2")
    assert [any(name in problem for problem in raised.value.problems) for name in named] == [True] * len(named)
    assert len(raised.value.problems) == len(named)
