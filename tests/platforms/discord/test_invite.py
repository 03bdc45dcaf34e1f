"""What the bot asks to be given, and what of it is missing."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bot.platforms.discord.invite import PERMISSIONS, application_of, invite_url, missing_permissions
from tests.loopback.discord.server import APPLICATION, TOKEN

VIEW_SEND_THREADS_HISTORY = 1 << 10 | 1 << 11 | 1 << 38 | 1 << 16


def test_the_invitation_names_the_application_its_scopes_and_permissions() -> None:
    parts = urlsplit(invite_url(APPLICATION))
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://discord.com/oauth2/authorize"
    assert parse_qs(parts.query) == {
        "client_id": [str(APPLICATION)],
        "scope": ["bot applications.commands"],
        "permissions": [str(VIEW_SEND_THREADS_HISTORY)],
    }


def test_a_token_begins_with_its_application() -> None:
    assert application_of(TOKEN) == APPLICATION


@pytest.mark.parametrize("token", ["", "abc", "x.y.z", "bm90LWEtbnVtYmVy.a.b", "é.a.b", "MTIz MTIz"])
def test_what_is_no_token_names_no_application(token: str) -> None:
    assert application_of(token) is None


def test_what_is_missing_is_named() -> None:
    granted = discord.Permissions(view_channel=True, read_message_history=True)
    assert missing_permissions(granted) == ["Send Messages", "Send Messages in Threads"]


def test_all_is_named_when_discord_says_that_nothing_is_missing_or_says_nothing() -> None:
    assert missing_permissions(discord.Permissions.all()) == list(PERMISSIONS.values())
    assert missing_permissions(discord.Permissions.none()) == list(PERMISSIONS.values())
