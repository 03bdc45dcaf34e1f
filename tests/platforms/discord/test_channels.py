"""A posting of ours is found where it can be, and a channel is checked by all the permissions that it takes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import aiohttp
import discord
import pytest

from bot.chat.request import Address
from bot.chat.wording import VOICES
from bot.platforms.discord.channels import CLOCKS_APART, THREAD_ARCHIVED, DiscordChannels, _done
from bot.ports.channels import Undelivered

SINCE = datetime(2026, 11, 23, 12, tzinfo=UTC)
OLDEST = discord.utils.time_snowflake(SINCE - CLOCKS_APART)
GUILD, DIRECT = Address("discord:3", "5"), Address("discord:dm-5", "5")
NEEDED = {"view_channel": True, "send_messages": True, "read_message_history": True, "send_messages_in_threads": True}
ME = "1"


def message(number: int, author: str = ME, posting: int = 7) -> dict[str, Any]:
    """Return a message as Discord's history has it, with a button or, for an even number, a menu."""
    custom_id = f"x1:answer:{posting}:A" if number % 2 else f"x1:answer:{posting}"
    return {"id": str(number), "author": {"id": author}, "components": [{"custom_id": custom_id}]}


class History:
    """The pages of a channel, newest first; `asked` are the ids before which a page was asked for."""

    def __init__(self, *pages: list[dict[str, Any]]) -> None:
        """Take the pages."""
        self.pages = list(pages)
        self.asked: list[int | None] = []

    async def logs_from(self, _channel: int, _limit: int, *, before: int | None) -> list[dict[str, Any]]:
        """Return the next page."""
        self.asked.append(before)
        return self.pages.pop(0)


def channels_of(
    history: History | None = None,
    *,
    granted: discord.Permissions | None = None,
    thread: bool = False,
    state: str = "",
) -> DiscordChannels:
    """Return the channels of a client that is in one guild, with one channel and these permissions there."""
    there = MagicMock(spec=discord.Thread if thread else discord.TextChannel)
    there.permissions_for.return_value = granted or discord.Permissions(**NEEDED)
    if thread:
        there.locked, there.archived = state == "locked", state == "archived"
        there.is_private.return_value, there.me = state == "private", None
    guild = SimpleNamespace(get_channel_or_thread={5: there}.get, me=object(), unavailable=False)
    client: Any = SimpleNamespace(
        user=SimpleNamespace(id=int(ME)), is_closed=lambda: False, get_guild={3: guild}.get, http=history
    )
    channels = DiscordChannels()
    channels.connect(client)
    return channels


def found(channels: DiscordChannels, address: Address = GUILD) -> str | None:
    """Look for posting 7."""
    return asyncio.run(channels.find(address, 7, SINCE))


@pytest.mark.parametrize(("last", "pages"), [(OLDEST, 1), (OLDEST - 1, 1), (OLDEST + 1, 2)])
def test_a_history_is_read_back_to_a_day_before(last: int, pages: int) -> None:
    history = History([message(OLDEST + 9, posting=8), message(last, posting=8)], [])
    assert found(channels_of(history)) is None
    assert history.asked == [None, last][:pages]


def test_the_message_is_ours_and_of_that_posting() -> None:
    others = [message(OLDEST + 9, author="2"), message(OLDEST + 8, posting=8), message(OLDEST + 7, posting=70)]
    for ours in (OLDEST + 6, OLDEST + 5):
        assert found(channels_of(History([*others, message(ours)]))) == str(ours)
    assert found(channels_of(History([*others], []))) is None


@pytest.mark.parametrize("missing", ["view_channel", "read_message_history"])
def test_a_history_that_we_may_not_read_proves_nothing(missing: str) -> None:
    granted = discord.Permissions(**{**NEEDED, missing: False})
    with pytest.raises(Undelivered) as refused:
        found(channels_of(History([]), granted=granted))
    assert refused.value.trouble == "forbidden"
    assert found(channels_of(History([]), granted=granted), DIRECT) is None


@pytest.mark.parametrize(
    ("missing", "channel", "thread"),
    [
        ("view_channel", "forbidden", "forbidden"),
        ("read_message_history", "forbidden", "forbidden"),
        ("send_messages", "forbidden", None),
        ("send_messages_in_threads", None, "forbidden"),
        ("add_reactions", None, None),
    ],
)
def test_each_permission_that_it_takes_is_checked(missing: str, channel: str | None, thread: str | None) -> None:
    granted = discord.Permissions(**{**NEEDED, missing: False})
    checked = [asyncio.run(channels_of(granted=granted, thread=in_thread).check(GUILD)) for in_thread in (False, True)]
    assert checked == [channel, thread]


@pytest.mark.parametrize(
    ("missing", "thread", "named"),
    [
        ("view_channel", False, "View Channel"),
        ("send_messages", False, "Send Messages"),
        ("send_messages_in_threads", True, "Send Messages in Threads"),
        ("read_message_history", True, "Read Message History"),
    ],
)
def test_the_permission_that_is_missing_is_named(missing: str, named: str, *, thread: bool) -> None:
    channels = channels_of(granted=discord.Permissions(**{**NEEDED, missing: False}), thread=thread)
    assert (asyncio.run(channels.advise(GUILD, VOICES["en"])) or "").endswith(f"needs to give me: {named}.")


@pytest.mark.parametrize("state", ["locked", "archived", "private"])
def test_a_thread_that_takes_no_posts_is_called_by_its_state(state: str) -> None:
    channels = channels_of(thread=True, state=state)
    assert asyncio.run(channels.check(GUILD)) == "forbidden"
    assert f"This thread is {state}" in (asyncio.run(channels.advise(GUILD, VOICES["en"])) or "")


def test_a_message_has_the_address_of_its_guild_or_conversation() -> None:
    links = [asyncio.run(DiscordChannels().link(address, "9")) for address in (GUILD, DIRECT)]
    assert links == ["https://discord.com/channels/3/5/9", "https://discord.com/channels/@me/5/9"]


def http_error(kind: type[discord.HTTPException], status: int, code: int = 0) -> discord.HTTPException:
    """Return the error that discord.py raises for an answer of Discord's."""
    response: Any = SimpleNamespace(status=status, reason="x")
    return kind(response, {"code": code, "message": "x"})


@pytest.mark.parametrize(
    ("error", "trouble", "sure", "after"),
    [
        (http_error(discord.NotFound, 404), "gone", True, 0.0),
        (http_error(discord.Forbidden, 403), "forbidden", True, 0.0),
        (discord.RateLimited(7.0), "away", True, 7.0),
        (http_error(discord.HTTPException, 400), "away", True, 0.0),
        (http_error(discord.HTTPException, 400, THREAD_ARCHIVED), "archived", True, 0.0),
        (http_error(discord.DiscordServerError, 503), "away", False, 0.0),
        (aiohttp.ClientConnectorError(MagicMock(), OSError()), "away", True, 0.0),
        (aiohttp.ServerDisconnectedError(), "away", False, 0.0),
        (TimeoutError(), "away", False, 0.0),
    ],
    ids=["gone", "forbidden", "too many", "refused", "archived", "server", "not connected", "cut", "late"],
)
def test_a_fault_says_whether_the_call_was_surely_not_carried_out(
    error: Exception, trouble: str, sure: bool, after: float
) -> None:
    async def call() -> None:
        raise error

    with pytest.raises(Undelivered) as told:
        asyncio.run(_done(call))
    assert (told.value.trouble, told.value.sure, told.value.after) == (trouble, sure, after)


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (http_error(discord.DiscordServerError, 503), True),
        (http_error(discord.DiscordServerError, 520), True),
        (http_error(discord.DiscordServerError, 500), False),
        (http_error(discord.NotFound, 404), False),
        (http_error(discord.HTTPException, 429), False),
        (aiohttp.ServerDisconnectedError(), True),
        (ValueError(), False),
    ],
    ids=["503", "520", "500", "404", "429", "cut", "a fault of ours"],
)
def test_a_call_is_made_again_at_once_where_discord_py_has_not(error: Exception, again: bool) -> None:
    calls = []

    async def call() -> None:
        calls.append(error)
        raise error

    with pytest.raises((Undelivered, ValueError)):
        asyncio.run(_done(call, (0.0, 0.0)))
    assert len(calls) == (3 if again else 1)
