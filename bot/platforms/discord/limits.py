"""Discord's documented limits, in one table. discord.py builds larger messages without complaint, so we hold them.

Sources: https://docs.discord.com/developers/components/reference, .../interactions/application-commands and
.../resources/message.
"""

from __future__ import annotations

from functools import partial

from bot.platforms import limits

TEXT = 4_000
"""Characters of all text displays of one message together."""
COMPONENTS = 40
"""Components of one message, nested ones and their containers counted."""
ROW = 5
"""Buttons in an action row."""
BUTTON_LABEL = 80
SELECT_OPTIONS = 25
SELECT_LABEL = 100
"""Characters of an option's label."""
SELECT_PLACEHOLDER = 150
CUSTOM_ID = 100
MODAL_TITLE = 45
INPUT_LABEL = 45
FILE_BYTES = 10 * 1024 * 1024
"""Bytes of an attachment that every server takes."""

COMMAND_NAME = 32
DESCRIPTION = 100
CHOICES = 25
CHOICE_NAME = 100
COMMANDS = 100
"""Global slash commands of an application."""


within = partial(limits.within, "Discord")
"""Raise LimitExceeded when a size is over a limit: `within(what, size, limit)`."""
