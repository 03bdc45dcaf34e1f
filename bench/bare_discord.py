"""The limit for Prova on Discord: discord.py's client with commands and a button that answer a constant embed each.

`BENCH_SIZES` names the bytes of each message, as JSON: those of the messages that it is compared with.
"""

from __future__ import annotations

import json
import os
import re
from typing import Any

import discord
from discord import app_commands, ui

TEXT = "Compares what a deployed model gets. " * 500
SIZES = {"which": 740, "quiz": 740, "answer": 740, **json.loads(os.environ.get("BENCH_SIZES", "{}"))}
EMBEDS = {name: discord.Embed(title="Model Monitor", description=TEXT[:size]) for name, size in SIZES.items()}


class Answer(ui.DynamicItem[ui.Button[Any]], template=r"x1:.+"):
    """A button with an id of Prova's."""

    def __init__(self, custom_id: str) -> None:
        """Build the button of an id."""
        super().__init__(ui.Button(label="A", custom_id=custom_id))

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Answer:
        """Return the button that was pressed."""
        return cls(match[0])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer with the constant embed."""
        await interaction.response.send_message(embed=EMBEDS["answer"], ephemeral=True)


class Bare(discord.Client):
    """A client with two constant commands."""

    def __init__(self) -> None:
        """Build the client and its two commands."""
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None)
        self.tree = app_commands.CommandTree(self)
        for name, callback in (("which", which), ("quiz", quiz)):
            self.tree.add_command(app_commands.Command(name=name, description=name, callback=callback))

    async def setup_hook(self) -> None:
        """Register commands and buttons."""
        self.add_dynamic_items(Answer)
        await self.tree.sync()


async def which(interaction: discord.Interaction[Any]) -> None:
    """Answer with the constant embed."""
    await interaction.response.send_message(embed=EMBEDS["which"], ephemeral=True)


async def quiz(interaction: discord.Interaction[Any]) -> None:
    """Answer with the constant embed."""
    await interaction.response.send_message(embed=EMBEDS["quiz"], ephemeral=True)


if __name__ == "__main__":
    Bare().run(os.environ["DISCORD_TOKEN"], log_handler=None)
