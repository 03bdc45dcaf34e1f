"""The environment becomes settings, and every problem is reported at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.config import ConfigInvalid, settings_of
from bot.environment import SECRETS


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_nothing_has_to_be_set() -> None:
    settings = settings_of({})
    assert settings.discord_token is None
    assert settings.discord_shards is None
    assert settings.log_level is None
    assert settings.zone.key == "UTC"


def test_a_token_is_taken_without_the_blanks_around_it_and_never_shown() -> None:
    settings = settings_of({"DISCORD_TOKEN": "  abc.def.ghi\n"})
    assert settings.discord_token == "abc.def.ghi"  # noqa: S105 - not a secret
    assert "abc.def.ghi" not in repr(settings)


@pytest.mark.parametrize(
    ("value", "shards"), [("0-3/8", (range(4), 8)), ("5/8", (range(5, 6), 8)), (" 0-0/1 ", (range(1), 1)), ("", None)]
)
def test_shards_are_a_range_of_all(value: str, shards: tuple[range, int] | None) -> None:
    assert settings_of({"DISCORD_SHARDS": value}).discord_shards == shards


@pytest.mark.parametrize("value", ["8", "0-8/8", "3-1/8", "a-b/c", "0-3/0", "-1/2", "0-3/8/9", "٣/8", "0-3"])
def test_a_range_that_is_none_is_refused_with_an_example(value: str) -> None:
    with pytest.raises(ConfigInvalid, match="such as 0-3/8"):
        settings_of({"DISCORD_SHARDS": value})


@pytest.mark.parametrize("token", ["two words", "tok\nen", "tökén", "a\tb", "x\x00y"])
def test_a_token_with_strange_signs_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(ConfigInvalid, match="DISCORD_TOKEN: a token has no spaces") as raised:
        settings_of({"DISCORD_TOKEN": token})
    assert token not in str(raised.value)


def test_every_problem_is_reported_at_once_also_those_of_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DISCORD_SHARDS=x\nthis is no setting\n", encoding="utf-8")
    with pytest.raises(ConfigInvalid) as raised:
        settings_of(
            {"PROVA_ZONE": "Mars", "PROVA_LOG_LEVEL": "loud", "DISCORD_TOKEN": "a b", "PROVA_CONTENT_DIR": "/none"}
        )
    named = ("PROVA_ZONE", "PROVA_LOG_LEVEL", "PROVA_CONTENT_DIR", "DISCORD_TOKEN", "DISCORD_SHARDS", ".env:2")
    assert [any(name in problem for problem in raised.value.problems) for name in named] == [True] * len(named)
    assert len(raised.value.problems) == len(named)


BOT, APP, SIGNING = "xoxb-1-a", "xapp-1-a", "0123abcd"
VALUES = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "PROVA_DATABASE_URL": "sqlite:///x.db"}
CLIENT = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "cs"}


@pytest.mark.parametrize(
    "given",
    [
        {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP},
        {"SLACK_BOT_TOKEN": f" {BOT}\n", "SLACK_APP_TOKEN": APP},
        {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SIGNING, "PROVA_HTTP_PORT": "8080"},
        {**CLIENT, "SLACK_SIGNING_SECRET": SIGNING, "PROVA_HTTP_PORT": "8080"},
        {**CLIENT, "SLACK_APP_TOKEN": APP, "PROVA_HTTP_PORT": "8080"},
        {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_SIGNING_SECRET": SIGNING},
    ],
    ids=["socket", "blanks", "http", "installed over http", "installed through a socket", "both"],
)
def test_what_makes_slack_work_is_taken_and_never_shown(given: dict[str, str]) -> None:
    settings = settings_of(given)
    assert settings.slack is not None
    assert settings.slack.bot_token in (BOT, None)
    for secret in (BOT, APP, SIGNING, "cs"):
        assert secret not in repr(settings)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"SLACK_BOT_TOKEN": BOT}, "SLACK_APP_TOKEN: set it for Socket Mode"),
        ({"SLACK_APP_TOKEN": APP}, "SLACK_BOT_TOKEN: set it, or SLACK_CLIENT_ID"),
        ({"SLACK_BOT_TOKEN": APP, "SLACK_APP_TOKEN": BOT}, "set the Bot User OAuth Token, which begins with xoxb-"),
        ({"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": BOT}, "set the app-level token, which begins with xapp-"),
        ({"SLACK_BOT_TOKEN": "xoxp-1", "SLACK_APP_TOKEN": APP}, "begins with xoxp- is another one"),
        ({"SLACK_BOT_TOKEN": "two words", "SLACK_APP_TOKEN": APP}, "SLACK_BOT_TOKEN: it has spaces"),
        ({"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SIGNING}, "PROVA_HTTP_PORT: set it"),
        ({"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, **CLIENT}, "PROVA_HTTP_PORT: set it"),
        ({"SLACK_CLIENT_ID": "1.2", "SLACK_APP_TOKEN": APP, "PROVA_HTTP_PORT": "1"}, "set both, or neither"),
    ],
)
def test_what_is_missing_or_mixed_up_is_told_without_showing_it(given: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigInvalid) as raised:
        settings_of(given)
    assert said in str(raised.value)
    assert not [value for value in given.values() if len(value) > 5 and value in str(raised.value)]


def test_those_who_may_host_every_channel_are_listed() -> None:
    slack = settings_of({"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_ADMINS": "U012AB, W9,U3"}).slack
    assert slack
    assert slack.admins == {"U012AB", "W9", "U3"}
    with pytest.raises(ConfigInvalid, match="“@ana” is no member ID"):
        settings_of({"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_ADMINS": "U012AB,@ana"})


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80 80", "٣", "8e3"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(ConfigInvalid, match="is no port; set a number from 1 to 65535"):
        settings_of({"PROVA_HTTP_PORT": port})


def test_misses_are_counted_unless_they_are_not_to_be() -> None:
    assert settings_of({}).counts_misses
    assert not settings_of({"PROVA_COUNT_MISSES": " Off "}).counts_misses
    with pytest.raises(ConfigInvalid, match="“perhaps” is neither on nor off"):
        settings_of({"PROVA_COUNT_MISSES": "perhaps"})


def test_where_to_listen_is_this_machine_unless_it_is_set() -> None:
    assert settings_of({}).http_host == "127.0.0.1"
    assert settings_of({"PROVA_HTTP_HOST": "0.0.0.0"}).http_host == "0.0.0.0"  # noqa: S104 - read, not bound
    assert settings_of({"PROVA_HTTP_PORT": " 8080 "}).http_port == 8080


def test_keys_are_a_list_with_the_newest_first_and_long_enough() -> None:
    keys = ("n" * 32, "o" * 40)
    settings = settings_of({"PROVA_SECRET_KEY": ", ".join(keys)})
    assert settings.secret_keys == keys
    assert keys[0] not in repr(settings)
    with pytest.raises(ConfigInvalid, match="a key has 32 characters or more") as raised:
        settings_of({"PROVA_SECRET_KEY": f"{keys[0]},short"})
    assert "short" not in str(raised.value)


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_can_lie_in_a_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text(f"{VALUES.get(name, 'k' * 40)}\n", encoding="utf-8")
    filed, plain = {f"{name}_FILE": str(tmp_path / "secret")}, {name: VALUES.get(name, "k" * 40)}
    rest = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "cs"}
    rest = {key: value for key, value in rest.items() if key != name} | {"PROVA_HTTP_PORT": "8080"}
    assert settings_of(rest | filed) == settings_of(rest | plain)


def test_a_secret_in_two_places_or_in_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigInvalid) as raised:
        settings_of(
            {
                "DISCORD_TOKEN": "a.b.c",
                "DISCORD_TOKEN_FILE": str(tmp_path / "secret"),
                "PROVA_SECRET_KEY_FILE": str(tmp_path / "nowhere"),
                "PROVA_DATABASE_URL_FILE": str(tmp_path / "secret"),
            }
        )
    assert [problem.partition(":")[0] for problem in raised.value.problems] == [
        "DISCORD_TOKEN_FILE",
        "PROVA_SECRET_KEY_FILE",
        "PROVA_DATABASE_URL_FILE",
    ]


def test_a_file_without_a_value_is_told_and_not_taken_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("\n", encoding="utf-8")
    with pytest.raises(ConfigInvalid, match=r"DISCORD_TOKEN_FILE: the file .* is empty"):
        settings_of({"DISCORD_TOKEN_FILE": str(tmp_path / "secret")})


def test_the_url_of_a_database_is_never_shown() -> None:
    assert "hunter2" not in repr(settings_of({"PROVA_DATABASE_URL": "postgresql://prova:hunter2@db/prova"}))


@pytest.mark.parametrize("url", ["mysql://ana:hunter2@host/db", "prova.db", "sqlite://prova.db", "abc"])
def test_a_database_of_another_kind_is_refused_beside_all_else_that_is_wrong(url: str) -> None:
    with pytest.raises(ConfigInvalid) as raised:
        settings_of({"PROVA_DATABASE_URL": url, "PROVA_ZONE": "Mars"})
    assert {problem.partition(":")[0] for problem in raised.value.problems} == {"PROVA_DATABASE_URL", "PROVA_ZONE"}
    assert "hunter2" not in str(raised.value)


def test_boards_and_memory_are_the_operators_to_choose() -> None:
    settings = settings_of({"PROVA_BOARD": "off", "PROVA_ANSWERS_DAYS": "365"})
    assert (settings.boards, settings.answers_days) == (False, 365)
    assert (settings_of({}).boards, settings_of({}).answers_days) == (True, None)


@pytest.mark.parametrize(
    ("name", "value"), [("PROVA_BOARD", "maybe"), ("PROVA_ANSWERS_DAYS", "6"), ("PROVA_ANSWERS_DAYS", "x")]
)
def test_what_cannot_be_chosen_is_refused(name: str, value: str) -> None:
    with pytest.raises(ConfigInvalid, match=name):
        settings_of({name: value})


@pytest.mark.parametrize("name", ["PROVA_HTTP_PORT", "PROVA_ANSWERS_DAYS", "DISCORD_SHARDS"])
def test_a_number_of_any_length_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(ConfigInvalid, match=name):
        settings_of({name: "9" * 5_000})


@pytest.mark.parametrize("port", [1, 65_535])
def test_the_first_and_the_last_port_are_taken(port: int) -> None:
    assert settings_of({"PROVA_HTTP_PORT": str(port)}).http_port == port


@pytest.mark.parametrize(("days", "taken"), [("6", False), ("7", True), ("99999", True), ("100000", False)])
def test_answers_are_kept_for_a_week_at_least(days: str, taken: bool) -> None:
    if taken:
        assert settings_of({"PROVA_ANSWERS_DAYS": days}).answers_days == int(days)
    else:
        with pytest.raises(ConfigInvalid, match="set 7 to 99999"):
            settings_of({"PROVA_ANSWERS_DAYS": days})


@pytest.mark.parametrize(("first", "second", "taken"), [(32, 32, True), (31, 32, False), (32, 31, False)])
def test_every_secret_key_has_thirty_two_characters_or_more(first: int, second: int, taken: bool) -> None:
    keys = f"{'k' * first}, {'l' * second},"
    if taken:
        assert settings_of({"PROVA_SECRET_KEY": keys}).secret_keys == ("k" * 32, "l" * 32)
    else:
        with pytest.raises(ConfigInvalid, match="PROVA_SECRET_KEY: a key has 32 characters or more"):
            settings_of({"PROVA_SECRET_KEY": keys})


def test_a_folder_that_is_named_twice_is_read_once_and_blanks_between_are_none(tmp_path: Path) -> None:
    folders = os.pathsep.join(["prova", "", f" {tmp_path} ", str(tmp_path), "prova"])
    assert settings_of({"PROVA_CONTENT_DIR": folders}).content == (settings_of({}).content[0], tmp_path)


@pytest.mark.parametrize(("given", "on"), [("on", True), ("ON ", True), ("", True), ("off", False), (" Off", False)])
def test_what_can_be_switched_is_on_unless_it_is_switched_off(given: str, on: bool) -> None:
    settings = settings_of({"PROVA_BOARD": given, "PROVA_COUNT_MISSES": given})
    assert (settings.boards, settings.counts_misses) == (on, on)


@pytest.mark.parametrize("url", ["sqlite:///x.db", "postgresql://host/db", "postgres://host/db"])
def test_the_databases_that_are_known_are_taken(url: str) -> None:
    assert settings_of({"PROVA_DATABASE_URL": f" {url}\n"}).database_url == url


def test_it_listens_on_this_machine_alone_unless_set_otherwise() -> None:
    assert settings_of({}).http_host == "127.0.0.1"
    assert settings_of({"PROVA_HTTP_HOST": " 0.0.0.0 "}).http_host == "0.0.0.0"  # noqa: S104 - only read


@pytest.mark.parametrize("level", ["debug", "INFO", "Warning", "ERROR"])
def test_a_level_may_be_written_in_any_case(level: str) -> None:
    assert settings_of({"PROVA_LOG_LEVEL": level}).log_level == level.upper()
