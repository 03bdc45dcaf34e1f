"""An interaction names its person, their place and their rights, whatever else it holds."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.chat.request import Address, Call
from bot.platforms.discord.decode import actor_of, address_of, call_of

USER = SimpleNamespace(display_name="Ana", name="ana_1", id=7)


def interaction(**more: object) -> Any:
    """Return as much of an interaction as is decoded."""
    common = {"locale": "pt-BR", "guild_locale": None, "permissions": discord.Permissions.none()}
    return SimpleNamespace(**{"user": USER, "channel_id": 5, "guild_id": 3, "data": None, **common, **more})


@pytest.mark.parametrize(
    ("granted", "admin"),
    [
        (discord.Permissions(manage_guild=True), True),
        (discord.Permissions(administrator=True), True),
        (discord.Permissions(manage_messages=True, manage_channels=True), False),
    ],
)
def test_who_manages_the_guild_is_an_admin(granted: discord.Permissions, admin: bool) -> None:
    assert actor_of(interaction(permissions=granted)).admin == admin


@pytest.mark.parametrize(
    ("channel", "guild", "address"),
    [
        (5, 3, Address("discord:3", "5")),
        (5, None, Address("discord:dm-5", "5", own_space=True, alone=True)),
        (None, None, Address("discord:dm-7", "7", own_space=True, alone=True)),
    ],
)
def test_a_conversation_outside_of_guilds_is_a_space_of_its_own(
    channel: int | None, guild: int | None, address: Address
) -> None:
    assert address_of(interaction(channel_id=channel, guild_id=guild)) == address


COMMAND, COMPONENT, SUBMIT = (
    discord.InteractionType.application_command,
    discord.InteractionType.component,
    discord.InteractionType.modal_submit,
)


@pytest.mark.parametrize(
    ("kind", "data", "call"),
    [
        (COMMAND, {"name": "quiz", "options": [{"name": "topic", "value": 4}]}, Call("quiz", {"topic": "4"})),
        (COMMAND, {"name": "gone", "options": [{"name": "x", "type": 1}]}, Call("unknown", {"line": "/gone x"})),
        (COMMAND, None, Call("unknown", {"line": "/None"})),
        (COMPONENT, {"custom_id": "x1:answer:7:A"}, Call("answer", {"posting": "7", "letters": "A"})),
        (
            COMPONENT,
            {"custom_id": "x1:answer:7", "values": ["B", "A"]},
            Call("answer", {"posting": "7", "letters": "BA"}),
        ),
        (COMPONENT, {"custom_id": "x1:answer:7:A", "values": ["B"]}, Call("answer", {"posting": "7", "letters": "A"})),
        (COMPONENT, None, Call("stale")),
        (
            SUBMIT,
            {"custom_id": "x1:report:7", "components": [{"component": {"custom_id": "text", "value": "w"}}]},
            Call("report", {"posting": "7", "text": "w"}),
        ),
        (
            SUBMIT,
            {"custom_id": "x1:report:7", "components": [{"components": [{"custom_id": "text", "value": ["w"]}]}]},
            Call("report", {"posting": "7", "text": ""}),
        ),
    ],
)
def test_a_payload_becomes_a_call(kind: discord.InteractionType, data: object, call: Call) -> None:
    assert call_of(interaction(type=kind, data=data)) == call
