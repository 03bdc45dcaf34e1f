"""The invitation to a guild: its scopes and permissions, and the missing ones of a channel."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

import discord

from bot.chat.wording import N_

SCOPES = ("bot", "applications.commands")

PERMISSIONS: Mapping[str, str] = {
    "view_channel": N_("View Channel"),
    "send_messages": N_("Send Messages"),
    "send_messages_in_threads": N_("Send Messages in Threads"),
    "read_message_history": N_("Read Message History"),
}
"""The permissions that the bot needs in a channel, by discord.py's names: to post, and to find its own posts."""


DENIED = N_("I'm not allowed to post in this channel. An admin needs to give me: {permissions}.")


def invite_url(application: int) -> str:
    """Return the page on which an admin adds the bot to a guild."""
    permissions = discord.Permissions(**dict.fromkeys(PERMISSIONS, True))
    return discord.utils.oauth_url(application, permissions=permissions, scopes=SCOPES)


def application_of(token: str) -> int | None:
    """Return the application's id, with which a bot token begins in Base64, or None for anything else."""
    first = token.strip().partition(".")[0]
    try:
        decoded = base64.b64decode(first + "=" * (-len(first) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return int(decoded) if decoded.isdecimal() else None


def missing_permissions(granted: discord.Permissions) -> list[str]:
    """Return the names of the permissions missing in a channel; all of them where Discord listed none as granted."""
    names = [label for name, label in PERMISSIONS.items() if not getattr(granted, name)]
    return names or list(PERMISSIONS.values())
