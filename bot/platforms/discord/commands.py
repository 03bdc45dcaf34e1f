"""The slash commands as Discord takes them, made from the catalogue; and back from their names to intents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import discord

from bot.chat.intent import Intent, Param, Takes, Who
from bot.chat.intents import CATALOGUE, SHOW, commands
from bot.chat.wording import VOICES
from bot.platforms.discord import limits
from bot.platforms.discord.limits import within

Payload = dict[str, Any]

_ENGLISH, _PORTUGUESE = VOICES["en"], VOICES["pt-BR"]
_EVERYWHERE = [0, 1, 2]
"""Guilds, direct messages with the bot, and other private channels (of people who installed it for themselves)."""
_GUILDS = [0]
_INSTALLS = [0, 1]
"""Into a guild, and by a person for themselves."""
KNOWN = "/applications/{application_id}/commands?with_localizations=true"
"""The path at Discord of the commands that it knows of an application."""
_SAID = (
    "type", "name", "name_localizations", "description", "description_localizations", "options", "required", "choices",
    "value", "min_value", "max_value", "max_length", "autocomplete", "integration_types", "contexts",
    "default_member_permissions",
)  # fmt: skip
"""The fields that we say of a command; Discord adds ids, versions and the like."""
_SUGGESTED = (Takes.TOPIC, Takes.ABOUT, Takes.ZONE, Takes.TIME, Takes.WEEKDAYS)
_TYPES = {Takes.NUMBER: discord.AppCommandOptionType.integer}


def command_tree() -> list[Payload]:
    """Return all commands in the form of Discord's bulk overwrite. Raises LimitExceeded."""
    groups: dict[str, list[Intent]] = {}
    for intent in commands():
        groups.setdefault(intent.name.split()[0], []).append(intent)
    within("slash commands", len(groups), limits.COMMANDS)
    return [_command(name, intents) for name, intents in groups.items()]


def is_known(tree: Sequence[Payload], known: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether the commands that Discord knows are the ones of *tree*, each with all that we say of it."""
    ours, theirs = ({str(one.get("name")): _said(one) for one in commands} for commands in (tree, known))
    return ours == theirs


def _said(part: Any) -> Any:
    """Return a part of a command without what Discord adds, leaves out or writes differently."""
    if isinstance(part, Mapping):
        said = {name: _said(part[name]) for name in _SAID if part.get(name)}
        for name in ("name_localizations", "description_localizations"):
            said.update({name: dict(part[name])} if part.get(name) else {})
        return said
    if isinstance(part, list):
        return [_said(one) for one in part]
    return str(part)


def intent_named(name: str, subcommand: str | None) -> Intent | None:
    """Return the intent behind a command, or None for a command that is no longer ours."""
    # Discord has no command beside its subcommands.
    full = name if subcommand in (None, SHOW) and f"{name} {subcommand}" not in CATALOGUE else f"{name} {subcommand}"
    intent = CATALOGUE.get(full)
    return intent if intent and intent.is_command else None


def _command(name: str, intents: list[Intent]) -> Payload:
    """Return one command, with a subcommand an intent where it has several."""
    admins = all(intent.who is Who.ADMINS for intent in intents)
    first = intents[0]
    payload: Payload = {
        "type": discord.AppCommandType.chat_input.value,
        **_named(name, first.description),
        "integration_types": _INSTALLS,
        "contexts": _GUILDS if admins else _EVERYWHERE,
    }
    if admins:
        payload["default_member_permissions"] = discord.Permissions(manage_guild=True).value
    if len(intents) == 1 and first.name == name:
        payload["options"] = _params(first)
    else:
        payload["options"] = [_subcommand(intent) for intent in intents]
    within(f"/{name}'s options", len(payload["options"]), limits.CHOICES)
    return payload


def _subcommand(intent: Intent) -> Payload:
    """Return one intent as a subcommand."""
    return {
        "type": discord.AppCommandOptionType.subcommand.value,
        **_named(intent.name.partition(" ")[2] or SHOW, intent.description),
        "options": _params(intent),
    }


def _params(intent: Intent) -> list[Payload]:
    """Return the parameters, the required ones first as Discord wants them."""
    return [_param(param) for param in sorted(intent.params, key=lambda param: not param.required)]


def _param(param: Param) -> Payload:
    """Return one parameter with its type, and its choices or the word that it completes."""
    kind = _TYPES.get(param.takes, discord.AppCommandOptionType.string)
    payload: Payload = {
        "type": kind.value,
        **_named(param.name, param.description),
        "required": param.required,
    }
    if param.options:
        within(f"{param.name}'s choices", len(param.options), limits.CHOICES)
        payload["choices"] = [
            {"name": _ENGLISH.say(one.label), **_localized("name", one.label), "value": one.value}
            for one in param.options
        ]
    elif kind is discord.AppCommandOptionType.integer:
        payload["min_value"] = param.least
        payload.update({} if param.most is None else {"max_value": param.most})
    else:
        payload["max_length"] = param.longest
        payload["autocomplete"] = param.takes in _SUGGESTED
    return payload


def _named(name: str, description: str) -> Payload:
    """Return name and description in both languages."""
    portuguese = _PORTUGUESE.name(name)
    for text, limit in (
        (name, limits.COMMAND_NAME),
        (portuguese, limits.COMMAND_NAME),
        (description, limits.DESCRIPTION),
        (_PORTUGUESE.say(description), limits.DESCRIPTION),
    ):
        within(f"the characters of “{text}”", len(text), limit)
    localized = {} if portuguese == name else {"name_localizations": {_PORTUGUESE.language: portuguese}}
    return {"name": name, **localized, "description": description, **_localized("description", description)}


def _localized(field: str, text: str) -> Mapping[str, Mapping[str, str]]:
    """Return the Portuguese of a text, where it has one of its own."""
    portuguese = _PORTUGUESE.say(text)
    return {} if portuguese == text else {f"{field}_localizations": {_PORTUGUESE.language: portuguese}}
