"""Discord is told of every command of the catalogue, in both languages, in a form that it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.chat import intents
from bot.chat.intent import Intent, Param, Takes, Who
from bot.chat.intents import CATALOGUE, commands
from bot.features.daily.wish import MOST_HOURS
from bot.platforms.discord.commands import command_tree, intent_named, is_known
from bot.platforms.limits import LimitExceeded
from tests.loopback.discord.schema import problems

STRING, INTEGER = 3, 4


def leaves(tree: list[dict[str, Any]]) -> Iterator[tuple[str, str | None, dict[str, Any]]]:
    """Yield name, subcommand and payload of everything that can be called."""
    for command in tree:
        subcommands = [option for option in command.get("options") or [] if option["type"] == 1]
        for subcommand in subcommands:
            yield command["name"], subcommand["name"], subcommand
        if not subcommands:
            yield command["name"], None, command


def test_discord_takes_the_tree() -> None:
    assert problems("put /applications/{application_id}/commands", command_tree()) == []


def test_every_command_of_the_catalogue_is_there_and_leads_back_to_its_intent() -> None:
    found = [intent_named(name, subcommand) for name, subcommand, _ in leaves(command_tree())]
    assert found == list(commands())


@pytest.mark.parametrize(("name", "subcommand"), [("gone", None), ("settings", "gone"), ("answer", None), ("", None)])
def test_a_command_that_is_not_ours_leads_nowhere(name: str, subcommand: str | None) -> None:
    assert intent_named(name, subcommand) is None


def test_names_and_descriptions_are_there_in_portuguese() -> None:
    quiz = next(one for one in command_tree() if one["name"] == "quiz")
    board = next(one for one in command_tree() if one["name"] == "leaderboard")
    assert board["name_localizations"] == {"pt-BR": "placar"}
    assert quiz["description_localizations"] == {"pt-BR": "Uma questão de prática que você não viu recentemente"}
    assert [option.get("name_localizations") for option in quiz["options"]] == [{"pt-BR": "tema"}, {"pt-BR": "nível"}]


def test_options_are_typed_and_offer_choices_or_complete() -> None:
    options = {
        (name, subcommand, option["name"]): option
        for name, subcommand, leaf in leaves(command_tree())
        for option in leaf.get("options") or []
    }
    sure = options["settings", "forget", "sure"]["choices"]
    assert [(one["name"], one["name_localizations"]) for one in sure] == [("yes", {"pt-BR": "sim"})]
    level = options["quiz", None, "level"]
    assert [choice["value"] for choice in level["choices"]] == ["easy", "medium", "hard"]
    assert level["choices"][1]["name_localizations"] == {"pt-BR": "médio"}
    assert options["which", None, "about"]["autocomplete"]
    assert options["quiz", None, "topic"]["autocomplete"]
    assert options["settings", "zone", "zone"]["autocomplete"]
    assert options["reports", None, "skip"]["type"] == INTEGER
    assert options["which", None, "about"]["type"] == STRING


def test_commands_work_in_guilds_direct_messages_and_user_installs() -> None:
    for command in command_tree():
        assert command["integration_types"] == [0, 1]
        assert command["contexts"] == ([0] if command["name"] == "reports" else [0, 1, 2])


def test_commands_for_admins_alone_are_hidden_from_others() -> None:
    """Discord hides whole commands: a part of one is refused where it is typed."""
    admins = {intent.name for intent in commands() if intent.who is Who.ADMINS and " " not in intent.name}
    hidden = {command["name"] for command in command_tree() if command.get("default_member_permissions") == 1 << 5}
    assert hidden == admins == {"reports"}


def test_a_new_command_is_not_known_and_the_order_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    before = command_tree()
    assert is_known(command_tree(), before[::-1])
    more = Intent("more", description="Something new")
    monkeypatch.setattr(intents, "CATALOGUE", {**CATALOGUE, "more": more})
    assert not is_known(command_tree(), before)


@pytest.mark.parametrize(
    "intent",
    [
        Intent("x" * 33, description="fine"),
        Intent("fine", description="x" * 101),
        Intent("fine", description="fine", params=(Param("p", "x" * 101),)),
        Intent("fine", description="fine", params=tuple(Param(f"p{n}", "fine", Takes.TEXT) for n in range(26))),
    ],
    ids=["name", "description", "parameter", "parameters"],
)
def test_what_discord_would_refuse_raises(intent: Intent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intents, "CATALOGUE", {intent.name: intent})
    with pytest.raises(LimitExceeded):
        command_tree()


@pytest.mark.parametrize(
    ("command", "subcommand", "option", "expected"),
    [
        ("reports", None, "skip", {"type": 4, "min_value": 0}),
        ("daily", "set", "closes", {"type": 4, "min_value": 1, "max_value": MOST_HOURS}),
        ("which", None, "about", {"type": 3, "autocomplete": True, "max_length": 4_000}),
        ("daily", "set", "days", {"type": 3, "autocomplete": True, "max_length": 120}),
        ("daily", "pause", "until", {"type": 3, "autocomplete": False, "max_length": 40}),
    ],
)
def test_an_option_has_the_bounds_of_its_parameter_and_completes_where_values_are_suggested(
    command: str, subcommand: str | None, option: str, expected: dict[str, Any]
) -> None:
    (options,) = [one["options"] for one in command_tree() if one["name"] == command]
    if subcommand:
        (options,) = [one["options"] for one in options if one["name"] == subcommand]
    (found,) = [one for one in options if one["name"] == option]
    assert {name: found.get(name) for name in expected} == expected
    assert ("min_value" in found) == ("min_value" in expected)
    assert ("autocomplete" in found) == ("autocomplete" in expected)
