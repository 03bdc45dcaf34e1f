"""Values reach the settings as they were meant, and what cannot is named, with the name it stands under."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.config import ConfigInvalid, settings_of
from bot.environment import SETTINGS, raw_values
from tests.support.process import ROOT

MEANT = {
    "DISCORD_TOKEN": "a.b.c",
    "DISCORD_SHARDS": "0-3/8",
    "SLACK_BOT_TOKEN": "xoxb-1-a",
    "SLACK_APP_TOKEN": "xapp-1-a",
    "SLACK_SIGNING_SECRET": "0123abcd",
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "cs",
    "SLACK_ADMINS": "U012AB",
    "PROVA_HTTP_HOST": "0.0.0.0",  # noqa: S104 - read, not bound
    "PROVA_HTTP_PORT": "8080",
    "PROVA_SECRET_KEY": "k" * 40,
    "PROVA_DATABASE_URL": "sqlite:///x.db",
    "PROVA_CONTENT_DIR": "prova",
    "PROVA_COUNT_MISSES": "off",
    "PROVA_BOARD": "off",
    "PROVA_ANSWERS_DAYS": "365",
    "PROVA_ZONE": "America/Sao_Paulo",
    "PROVA_LOG_LEVEL": "INFO",
}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_names_of_the_settings_are_those_that_operators_read_of() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^#([A-Z_]+)=", example, re.MULTILINE)) == set(SETTINGS) == set(MEANT)


@pytest.mark.parametrize("pair", ['""', "''", "“”", "‘’"])
def test_quotes_that_docker_leaves_around_a_value_belong_to_no_setting(pair: str) -> None:
    quoted = settings_of({name: f" {pair[0]}{value}{pair[1]}\n" for name, value in MEANT.items()})
    plain = settings_of(MEANT)
    assert quoted.secret_keys[0] == "k" * 40
    assert [getattr(quoted, name) for name in quoted.__slots__ if name != "secret_keys"] == [
        getattr(plain, name) for name in plain.__slots__ if name != "secret_keys"
    ]


def test_quotes_around_nothing_are_nothing() -> None:
    assert settings_of(dict.fromkeys(SETTINGS, '""')) == settings_of({})


@pytest.mark.parametrize("name", sorted(set(SETTINGS) - {"PROVA_SECRET_KEY"}))
@pytest.mark.parametrize("broken", ['"{}" # mine', '"{}', "{}'"])
def test_a_quote_without_its_other_one_is_named_with_its_setting(name: str, broken: str) -> None:
    with pytest.raises(ConfigInvalid) as raised:
        settings_of({**MEANT, name: broken.format(MEANT[name])})
    assert f"{name}: there is a quote at one end of the value" in str(raised.value)


def test_what_a_key_in_quotes_has_sealed_is_still_opened() -> None:
    """A former version took the quotes for a part of the key."""
    assert settings_of({"PROVA_SECRET_KEY": f'"{"k" * 40}"'}).secret_keys == ("k" * 40, f'"{"k" * 40}"')
    assert settings_of({"PROVA_SECRET_KEY": f'"{"n" * 40}","{"k" * 40}"'}).secret_keys[:2] == ("n" * 40, "k" * 40)


def test_a_secret_file_may_have_quotes_and_a_mark_of_its_encoding(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes('\ufeff"a.b.c"\r\n'.encode())
    assert settings_of({"DISCORD_TOKEN_FILE": f'"{tmp_path / "token"}"'}).discord_token == "a.b.c"  # noqa: S105 - none


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("PROVA_BAORD", "did you mean PROVA_BOARD?"),
        ("prova_board", "did you mean PROVA_BOARD?"),
        ("PROVA_TIMEZONE", "did you mean PROVA_ZONE?"),
        ("PROVA_DATABASE", "did you mean PROVA_DATABASE_URL?"),
        ("PROVA_PORT", "did you mean PROVA_HTTP_PORT?"),
        ("DISCORD_TOKN", "did you mean DISCORD_TOKEN?"),
        ("SLACK_BOT_TOKEN_FIEL", "did you mean SLACK_BOT_TOKEN_FILE?"),
        ("PROVA_XYZZY", "take it away, or see README"),
    ],
)
def test_a_name_that_no_setting_has_is_told_with_the_nearest_one(tmp_path: Path, name: str, said: str) -> None:
    assert [said in line and line.startswith(f"{name} is") for line in settings_of({name: "off"}).unknown] == [True]
    (tmp_path / ".env").write_text(f"{name}=off\n", encoding="utf-8")
    assert len(settings_of({}).unknown) == 1
    with pytest.raises(ConfigInvalid) as raised:
        settings_of({"PROVA_ZONE": "Mars"})
    assert [problem.split()[0] for problem in raised.value.problems] == ["PROVA_ZONE:", name]


def test_names_of_other_programs_are_their_own() -> None:
    others = {"DISCORD_WEBHOOK_FOR_CI": "x", "SLACK_CHANNEL": "x", "POSTGRES_PASSWORD": "x", "APPROVA_BOARD": "x"}
    assert settings_of(others).unknown == ()
    assert settings_of(MEANT).unknown == ()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_is_called_by_that_name(tmp_path: Path, encoding: str) -> None:
    (tmp_path / ".env").write_bytes("PROVA_BOARD=off\r\nPROVA_ZONE=UTC\r\n".encode(encoding))
    with pytest.raises(ConfigInvalid) as raised:
        settings_of({"PROVA_LOG_LEVEL": "loud"})
    assert [problem.partition(":")[0] for problem in raised.value.problems] == [".env", "PROVA_LOG_LEVEL"]
    assert raised.value.problems[0] == ".env: it is written in UTF-16; save it as UTF-8."


def test_a_mark_at_the_beginning_of_the_file_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("\ufeffPROVA_BOARD=off\r\n".encode())
    assert not settings_of({}).boards


def test_a_value_in_another_encoding_is_told_with_its_line_and_a_comment_is_nobodys_business(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("# configuração\nPROVA_BOARD=off\nPROVA_CONTENT_DIR=/questões\n".encode("latin-1"))
    problems: list[str] = []
    raw_values({}, problems)
    assert problems == [".env:3: it has signs that are not UTF-8; save it as UTF-8."]
