"""The decoder of interactions: a call, an actor and an address from any payload."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import discord

from bot.chat.button_ids import pressed, wanting
from bot.chat.language import spoken
from bot.chat.printable import name_shown
from bot.chat.request import Actor, Address, Call
from bot.platforms.discord.commands import intent_named

PLATFORM = "discord"

Interaction = discord.Interaction[Any]


def actor_of(interaction: Interaction) -> Actor:
    """Return the asking person. A display name that shows nothing gives way to the account's name."""
    user = interaction.user
    name = next(filter(None, map(name_shown, (user.display_name, user.name, str(user.id)))))
    locale = spoken(str(interaction.locale), interaction.guild_locale and str(interaction.guild_locale))
    granted = interaction.permissions
    return Actor(PLATFORM, str(user.id), name, locale, admin=granted.manage_guild or granted.administrator)


def address_of(interaction: Interaction) -> Address:
    """Return the place. A conversation outside of guilds is a space of its own, with a board of its own."""
    channel = str(interaction.channel_id or interaction.user.id)
    space = f"dm-{channel}" if interaction.guild_id is None else str(interaction.guild_id)
    outside = interaction.guild_id is None
    return Address(f"{PLATFORM}:{space}", channel, own_space=outside, alone=outside)


def call_of(interaction: Interaction) -> Call:
    """Return the call of any payload."""
    data: Mapping[str, Any] = interaction.data or {}
    if interaction.type is discord.InteractionType.application_command:
        name, options = command_of(data)
        intent = intent_named(*name)
        if intent is None:
            return Call("unknown", {"line": "/" + " ".join(filter(None, name))})
        return Call(intent.name, {str(one.get("name")): _text(one.get("value")) for one in options})
    call = pressed(str(data.get("custom_id", "")))
    param = wanting(call)
    if interaction.type is discord.InteractionType.modal_submit:
        return Call(call.intent, {**call.args, **dict(_inputs(data.get("components")))})
    values = data.get("values")
    if param and isinstance(values, list):
        return Call(call.intent, {**call.args, param.name: "".join(map(_text, values))})
    return call


def command_of(data: Mapping[str, Any]) -> tuple[tuple[str, str | None], list[Mapping[str, Any]]]:
    """Return a command's name and subcommand, and the options that were given."""
    options = data.get("options") or []
    first = options[0] if options else {}
    if first.get("type") == discord.AppCommandOptionType.subcommand.value:
        return (str(data.get("name")), str(first.get("name"))), list(first.get("options") or [])
    return (str(data.get("name")), None), list(options)


def _inputs(components: object) -> Iterator[tuple[str, str]]:
    """Yield name and text of every input of a submitted modal, however deep it lies."""
    if isinstance(components, list):
        for component in components:
            yield from _inputs(component)
    elif isinstance(components, dict):
        if "custom_id" in components and "value" in components:
            yield str(components["custom_id"]), _text(components["value"])
        yield from _inputs(components.get("component"))
        yield from _inputs(components.get("components"))


def _text(value: object) -> str:
    """Return a value as it would be typed; anything else is empty."""
    return str(value) if isinstance(value, str | int | float) else ""
