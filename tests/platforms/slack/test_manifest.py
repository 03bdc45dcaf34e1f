"""The manifest is one that Slack takes, with all commands and no scope too many."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest

from bot.chat.intents import commands
from bot.platforms.slack.decode import command_call
from bot.platforms.slack.manifest import BUILT_IN, SCOPES, manifest

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "loopback" / "slack" / "manifest.schema.json").read_text(encoding="utf-8")
)
NAMES = {intent.name.partition(" ")[0] for intent in commands()}
URL = "https://bot.example.org"


@pytest.mark.parametrize("prefix", ["", "study-", "x" * 19 + "-"])
@pytest.mark.parametrize("url", ["", URL])
def test_slack_takes_it(prefix: str, url: str) -> None:
    shown = manifest(prefix=prefix, url=url)
    jsonschema_rs.validate(SCHEMA, shown)
    assert json.loads(json.dumps(shown)) == shown


@pytest.mark.parametrize(("prefix", "left_out"), [("", {"me"}), ("study-", set())])
def test_every_command_is_there_but_those_that_slack_keeps_to_itself(prefix: str, left_out: set[str]) -> None:
    shown = manifest(prefix=prefix)["features"]["slash_commands"]
    names = [one["command"] for one in shown]
    assert sorted(names) == sorted(["/prova", *(f"/{prefix}{name}" for name in NAMES - left_out)])
    assert not {name.removeprefix("/") for name in names} & BUILT_IN


@pytest.mark.parametrize("prefix", ["", "study-", "a-b-"])
def test_every_command_of_the_manifest_is_understood(prefix: str) -> None:
    for one in manifest(prefix=prefix)["features"]["slash_commands"]:
        assert command_call(one["command"], "").intent != "unknown", one["command"]


def test_a_command_that_has_parts_hints_at_them() -> None:
    hints = {one["command"]: one.get("usage_hint") for one in manifest()["features"]["slash_commands"]}
    assert hints["/which"] == "<about>"
    assert hints["/quiz"] == "[topic] [level]"
    assert (hints["/settings"] or "").split(" | ")[:2] == ["exam", "language"]
    assert hints["/help"] == "[command]"


def test_over_http_slack_is_told_where_and_through_a_socket_it_is_not() -> None:
    shown, socket = manifest(url=URL), manifest()
    assert shown["settings"]["event_subscriptions"]["request_url"] == f"{URL}/slack/events"
    assert shown["settings"]["interactivity"]["request_url"] == f"{URL}/slack/events"
    assert {one["url"] for one in shown["features"]["slash_commands"]} == {f"{URL}/slack/events"}
    assert shown["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]
    assert (shown["settings"]["socket_mode_enabled"], socket["settings"]["socket_mode_enabled"]) == (False, True)
    assert URL not in json.dumps(socket)


def test_the_scopes_are_those_that_are_used() -> None:
    """Slack's documentation names the scopes of each method and event; these are the ones of what Prova calls."""
    assert manifest()["oauth_config"]["scopes"] == {"bot": list(SCOPES)}
    assert set(SCOPES) == {
        "commands",
        "chat:write",
        "app_mentions:read",
        "im:history",
        "im:write",
        "files:write",
        "users:read",
        "channels:read",
        "groups:read",
        "channels:history",
        "groups:history",
    }
