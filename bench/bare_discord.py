"""The limit for Prova on Discord: discord.py's client with a command and a button that answer a constant embed."""

from __future__ import annotations

import os
import re
from typing import Any

import discord
from discord import app_commands, ui

EMBED = discord.Embed(title="Amazon SageMaker Model Monitor", description="Compares what a deployed model gets. " * 20)


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
        await interaction.response.send_message(embed=EMBED, ephemeral=True)


class Bare(discord.Client):
    """A client with two constant commands."""

    def __init__(self) -> None:
        """Build the client and its two commands."""
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None)
        self.tree = app_commands.CommandTree(self)
        for name in ("which", "quiz"):
            self.tree.add_command(app_commands.Command(name=name, description=name, callback=constant))

    async def setup_hook(self) -> None:
        """Register commands and buttons."""
        self.add_dynamic_items(Answer)
        await self.tree.sync()


async def constant(interaction: discord.Interaction[Any]) -> None:
    """Answer with the constant embed."""
    await interaction.response.send_message(embed=EMBED, ephemeral=True)


if __name__ == "__main__":
    Bare().run(os.environ["DISCORD_TOKEN"], log_handler=None)
