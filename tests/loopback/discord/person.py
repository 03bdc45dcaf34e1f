"""Somebody at a Discord client: types commands, presses what is on the screen, reads what it shows."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

from tests.loopback.discord.schema import EPHEMERAL, walk
from tests.loopback.discord.server import Interaction, LoopbackDiscord
from tests.loopback.look import in_words

MANAGE_GUILD = 1 << 5
EVERYTHING = str((1 << 50) - 1)


@dataclass
class Person:
    """A member of a guild, or somebody in a direct message when *guild* is None."""

    server: LoopbackDiscord
    name: str = "ana"
    locale: str = "en-US"
    guild_locale: str = "en-US"
    guild: str | None = ""
    admin: bool = False
    id: str = ""
    app_permissions: str = EVERYTHING
    extra: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.guild == "":
            self.guild = self.server.guilds[0]
        self.id = self.id or str(
            200000000000000000 + sum(ord(char) * 31**at for at, char in enumerate(self.name)) % 10**15
        )

    def payload(self, kind: int, data: dict[str, Any], message: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return what Discord sends for something this person did."""
        user = {
            "id": self.id,
            "username": re.sub(r"\W", "", self.name.lower()) or "somebody",
            "global_name": self.name,
            "discriminator": "0",
            "avatar": None,
        }
        channel = str(int(self.guild or self.id) + 1)
        payload: dict[str, Any] = {
            "type": kind,
            "data": data,
            "channel_id": channel,
            "channel": {
                "id": channel,
                "type": 0 if self.guild else 1,
                "name": "study",
                "last_message_id": None,
                "position": 0,
                "nsfw": False,
                "parent_id": None,
                "topic": None,
                "rate_limit_per_user": 0,
            },
            "locale": self.locale,
            "app_permissions": self.app_permissions,
            "authorizing_integration_owners": {"0": self.guild} if self.guild else {"1": self.id},
            "context": 0 if self.guild else 1,
        }
        if self.guild:
            payload |= {"guild_id": self.guild, "guild_locale": self.guild_locale}
            payload["member"] = {
                "user": user,
                "roles": [],
                "joined_at": "2026-01-01T00:00:00+00:00",
                "deaf": False,
                "mute": False,
                "flags": 0,
                "permissions": str(MANAGE_GUILD if self.admin else 0),
            }
        else:
            payload["user"] = user
        if message is not None:
            payload["message"] = message
        return payload | self.extra

    async def command(self, name: str, options: dict[str, Any] | None = None, *, alive: bool = True) -> Interaction:
        """Send a slash command, `settings zone` for a subcommand, and return the interaction at once."""
        first, _, second = name.partition(" ")
        given = [
            {"name": key, "value": value, "type": 4 if isinstance(value, int) else 3}
            for key, value in (options or {}).items()
        ]
        data: dict[str, Any] = {"id": "900000000000000001", "name": first, "type": 1}
        data["options"] = [{"name": second, "type": 1, "options": given}] if second else given
        return await self.server.interact(self.payload(2, data), alive=alive)

    async def type(self, name: str, option: str, typed: str) -> list[str]:
        """Type into an option that completes, and return what is offered."""
        first, _, second = name.partition(" ")
        given = [{"name": option, "value": typed, "type": 3, "focused": True}]
        data: dict[str, Any] = {"id": "900000000000000001", "name": first, "type": 1}
        data["options"] = [{"name": second, "type": 1, "options": given}] if second else given
        interaction = await answered(await self.server.interact(self.payload(4, data)))
        return [choice["value"] for choice in interaction.choices or []]

    async def press(self, message: dict[str, Any], custom_id: str, values: list[str] | None = None) -> Interaction:
        """Press a button of a message, or choose from its menu, and return the interaction at once."""
        data: dict[str, Any] = {"custom_id": custom_id, "component_type": 2 if values is None else 3}
        if values is not None:
            data["values"] = values
        return await self.server.interact(self.payload(3, data, message))

    async def submit(self, modal: dict[str, Any], text: str) -> Interaction:
        """Fill a form's one input and send it."""
        (label,) = modal["components"]
        field_ = {"type": 4, "custom_id": label["component"]["custom_id"], "value": text, "id": 2}
        data = {"custom_id": modal["custom_id"], "components": [{"type": 18, "id": 1, "component": field_}]}
        return await self.server.interact(self.payload(5, data))


async def answered(interaction: Interaction, seconds: float | None = None) -> Interaction:
    """Wait until the person sees more than that the bot is thinking."""
    await asyncio.wait_for(interaction.answered.wait(), seconds)
    return interaction


def is_private(interaction: Interaction) -> bool:
    """Tell whether only the asking person sees the reply."""
    return interaction.ephemeral or bool(interaction.message and interaction.message["flags"] & EPHEMERAL)


def markup_of(message: dict[str, Any]) -> str:
    """Return a message's texts as they were sent, and its files."""
    texts = [part["content"] for part in walk(message["components"]) if part["type"] == 10]
    files = [f"{one['filename']}:\n{one['text']}" for one in message["attachments"]]
    return "\n".join([*texts, *files])


def text_of(message: dict[str, Any]) -> str:
    """Return what a person reads, and the labels of what can be pressed."""
    lines = [read(line) for line in markup_of(message).split("\n")]
    letters = [f"[{part['label']}]" for part in buttons(message) if len(part["label"]) == 1]
    letters += [f"[{option['label'][0]}]" for menu in menus(message) for option in menu["options"]]
    others = [part["label"] for part in buttons(message) if len(part["label"]) > 1]
    numbered = [f"[{number}] {label}" for number, label in enumerate(others, start=1)]
    return in_words("\n".join([*lines, " ".join(letters), "  ".join(numbered)]))


def read(line: str) -> str:
    """Return a line of Discord's Markdown as it looks."""
    line = re.sub(r"^(### |-# |> )", "", line)
    line = re.sub(r"\[((?:\\.|[^\]\\])*)\]\((https://[^)]+)\)", r"\1 <\2>", line)
    line = re.sub(r"(?<!\\)(\*\*|``)", "", line)
    return re.sub(r"\\([^A-Za-z0-9\s])", r"\1", line)


def buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the buttons of a message."""
    return [part for part in walk(message["components"]) if part["type"] == 2]


def placing(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the buttons and menus that give a letter its place."""
    parts = walk(message["components"])
    return [part for part in parts if part["type"] in (2, 3) and part["custom_id"].startswith("x1:place:")]


def menus(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the menus of a message."""
    return [part for part in walk(message["components"]) if part["type"] == 3]
