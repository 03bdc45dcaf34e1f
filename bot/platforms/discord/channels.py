"""Unasked messages in Discord's channels, marked so that they are found again."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import aiohttp
import discord
from aiolimiter import AsyncLimiter

from bot.chat.reply import Reply
from bot.chat.request import Address
from bot.chat.wording import N_, Voice
from bot.platforms.discord.invite import DENIED, PERMISSIONS, invite_url
from bot.platforms.discord.render import card
from bot.platforms.retry import insist
from bot.ports.channels import Undelivered

CLOCKS_APART = timedelta(days=1)
"""The most that Discord's clock may be off when a message is looked for; a wrong clock is no reason to post twice."""
CALLS = 40.0
"""Calls a second: Discord takes 50 of a bot (https://docs.discord.com/developers/topics/rate-limits), and answers to
people come first. The limits of single channels discord.py keeps by itself."""
PAGE, PAGES = 100, 50
"""Messages of a channel that are looked through for one of ours, the newest first."""

AGAIN = (0.2, 0.5, 2.0)
"""Seconds between the tries of a call that says the same thing twice without harm: an edit, or a post with a nonce."""
TRIED = frozenset({500, 502, 504, 524})
"""Answers of a broken server after which discord.py itself has tried again."""
THREAD_ARCHIVED = 50083
"""Discord's code for an edit in a thread that is archived."""
ABSENT = N_("I'm not a member of this server, so I can't post here. An admin can add me with this link: {link}")
LOCKED = N_("This thread is locked, so I can't post here. Unlock it, then try again.")
ARCHIVED = N_("This thread is archived. Reopen it, then try again.")
PRIVATE = N_("This thread is private and I'm not in it. Mention me there, then try again.")

_T = TypeVar("_T")


class DiscordChannels:
    """Discord's channels behind `ports.channels.Channels`."""

    def __init__(self) -> None:
        """Begin without a client: the channels are away."""
        self._client: discord.Client | None = None
        self._pace = AsyncLimiter(1, 1 / CALLS)

    def connect(self, client: discord.Client) -> None:
        """Take a client; one takes the place of another after a break."""
        self._client = client

    async def turn(self, address: Address, *, edit: bool = False) -> None:
        """Wait until there is room for a call."""
        await self._pace.acquire()

    async def post(self, address: Address, reply: Reply, posting: int) -> str:
        """Post a question and return the message's id.

        The posting's id is the nonce, which Discord enforces for some minutes, and is part of the buttons' ids.
        """
        there = self._here().get_partial_messageable(int(address.channel))
        sent = await _done(lambda: there.send(view=card(reply).view, nonce=str(posting)), AGAIN)
        return str(sent.id)

    async def find(self, address: Address, posting: int, since: datetime) -> str | None:
        """Return the message of a posting if it was carried out since then, or None if it certainly was not.

        Without the permission to read the history Discord shows an empty one; so an empty one is believed only where
        the permission is known, which it is not before Discord has announced the guild.
        """
        client = self._here()
        readable = self._readable(address)
        if readable is False:
            raise Undelivered("forbidden")
        mine = str(client.user.id) if client.user else ""
        mark = re.compile(rf'"x1:answer:{posting}[:"]')
        oldest = discord.utils.time_snowflake(since - CLOCKS_APART)
        before: int | None = None
        for _ in range(PAGES):
            page = await _done(partial(client.http.logs_from, int(address.channel), PAGE, before=before), AGAIN)
            if not page and before is None and readable is None:
                raise Undelivered("away")
            for one in page:
                if one["author"]["id"] == mine and mark.search(json.dumps(one.get("components") or [])):
                    return str(one["id"])
            before = int(page[-1]["id"]) if page else 0
            if before <= oldest:
                return None
        raise Undelivered("away")  # there are more than can be looked through: that is no “not there”

    async def remove(self, address: Address, message: str) -> None:
        """Take a message of ours away."""
        there = self._here().get_partial_messageable(int(address.channel))
        await _done(there.get_partial_message(int(message)).delete)

    async def edit(self, address: Address, message: str, reply: Reply) -> None:
        """Put *reply* in the place of a message's content."""
        there = self._here().get_partial_messageable(int(address.channel))
        await _done(lambda: there.get_partial_message(int(message)).edit(view=card(reply).view), AGAIN)

    async def finish(self, address: Address, message: str, reply: Reply, posting: int, since: datetime) -> bool:
        """Replace a message's content for good, and return whether the message itself shows it.

        An archived thread is opened again, by a change of its own or by a message: one there opens it too.
        """
        try:
            await self.edit(address, message, reply)
        except Undelivered as error:
            if error.trouble != "archived":
                raise
        else:
            return True
        try:
            await _done(partial(self._here().http.edit_channel, int(address.channel), archived=False), AGAIN)
        except Undelivered as error:
            if error.trouble == "away" and (error.after or not error.sure):
                raise
            return await self._explain(address, message, reply, posting)
        await self.edit(address, message, reply)
        return True

    async def _explain(self, address: Address, message: str, reply: Reply, posting: int) -> bool:
        """Say *reply* in an answer to a message, and return whether that one could be changed afterwards."""
        there = self._here().get_partial_messageable(int(address.channel))
        asked = there.get_partial_message(int(message)).to_reference(fail_if_not_exists=False)
        try:
            await _done(lambda: there.send(view=card(reply).view, nonce=f"{posting}-end", reference=asked), AGAIN)
        except Undelivered as error:
            raise Undelivered("archived" if error.trouble == "forbidden" else error.trouble) from error
        with suppress(Undelivered):
            await self.edit(address, message, reply)
        return False

    async def link(self, address: Address, message: str) -> str | None:
        """Return the address of a message."""
        guild = address.space.partition(":")[2]
        return f"https://discord.com/channels/{guild if guild.isdecimal() else '@me'}/{address.channel}/{message}"

    async def check(self, address: Address) -> str | None:
        """Return the code of the trouble that keeps us from writing in a channel, or None."""
        guild, in_guild = self._guild(address)
        if guild is None:
            return "gone" if in_guild else None  # Discord names all our guilds when it says hello
        if guild.unavailable:
            return None
        there = guild.get_channel_or_thread(int(address.channel))
        if there is None:
            return "gone"
        me: discord.Member | None = guild.me
        if me is None:
            return None
        shut = isinstance(there, discord.Thread) and _shut(there, me)
        return "forbidden" if shut or _missing(there, me) else None

    async def is_public(self, address: Address) -> bool:
        """Return whether everybody in the server may read a channel."""
        guild, _ = self._guild(address)
        there = guild.get_channel_or_thread(int(address.channel)) if guild else None
        if guild is None or there is None:
            return False
        hidden = isinstance(there, discord.Thread) and there.is_private()
        return not hidden and there.permissions_for(guild.default_role).view_channel

    async def advise(self, address: Address, voice: Voice) -> str | None:
        """Return a sentence on our absence, the permissions that are missing, or the state of a thread."""
        guild, _ = self._guild(address)
        if guild is None:
            return voice.say(ABSENT, link=invite_url(self._here().application_id or 0))
        there = guild.get_channel_or_thread(int(address.channel))
        me: discord.Member | None = guild.me
        if there is None or me is None:
            return voice.say("I can't see this channel or thread. Ask an admin to give me access, then try again.")
        if missing := _missing(there, me):
            names = ", ".join(voice.say(PERMISSIONS[name]) for name in missing)
            return voice.say(DENIED, permissions=names)
        shut = _shut(there, me) if isinstance(there, discord.Thread) else None
        return voice.say(shut) if shut else None

    def _readable(self, address: Address) -> bool | None:
        """Return whether we may read a channel's history; None where that is not known."""
        guild, in_guild = self._guild(address)
        if not in_guild:
            return True
        there = guild.get_channel_or_thread(int(address.channel)) if guild else None
        me: discord.Member | None = guild.me if guild else None
        if there is None or me is None:
            return None
        may = there.permissions_for(me)
        return may.view_channel and may.read_message_history

    async def tell(self, address: Address, user_id: str, reply: Reply) -> None:
        """Send a person a private message about a channel."""
        to = await _done(lambda: self._here().create_dm(discord.Object(int(user_id))))
        await _done(lambda: to.send(view=card(reply).view))

    def _guild(self, address: Address) -> tuple[discord.Guild | None, bool]:
        """Return the guild of an address, if we are a member, and whether the address is in a guild at all."""
        guild_id = address.space.partition(":")[2]
        in_guild = guild_id.isdecimal()
        return (self._here().get_guild(int(guild_id)) if in_guild else None), in_guild

    def _here(self) -> discord.Client:
        """Return the client. Raises Undelivered while there is none."""
        if self._client is None or self._client.user is None or self._client.is_closed():
            raise Undelivered("away")
        return self._client


def _missing(there: discord.abc.GuildChannel | discord.Thread, me: discord.Member) -> list[str]:
    """Return the permissions that we lack to post in a channel or thread, and to find the posts again."""
    sends = "send_messages_in_threads" if isinstance(there, discord.Thread) else "send_messages"
    may = there.permissions_for(me)
    return [name for name in ("view_channel", sends, "read_message_history") if not getattr(may, name)]


def _shut(thread: discord.Thread, me: discord.Member) -> str | None:
    """Return the sentence on a thread that takes no posts of ours, or None."""
    if thread.locked and not thread.permissions_for(me).manage_threads:
        return LOCKED
    if thread.archived:
        return ARCHIVED
    return PRIVATE if thread.is_private() and thread.me is None else None


async def _done(call: Callable[[], Awaitable[_T]], again: Sequence[float] = ()) -> _T:
    """Carry out a call of discord.py's, *again* after a fault that may pass at once. Raises Undelivered."""
    try:
        return await insist(call, again, _passes)
    except discord.NotFound as error:
        raise Undelivered("gone") from error
    except discord.Forbidden as error:
        raise Undelivered("forbidden") from error
    except discord.RateLimited as error:
        raise Undelivered("away", after=error.retry_after) from error
    except discord.HTTPException as error:
        if error.code == THREAD_ARCHIVED:
            raise Undelivered("archived") from error
        raise Undelivered("away", sure=not isinstance(error, discord.DiscordServerError)) from error
    except aiohttp.ClientConnectorError as error:
        raise Undelivered("away") from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise Undelivered("away", sure=False) from error


def _passes(error: Exception) -> float | None:
    """Return 0 seconds for a fault that discord.py has not tried to outlast itself, and None for any other."""
    if isinstance(error, discord.HTTPException):
        broken = isinstance(error, discord.DiscordServerError) and error.status not in TRIED
        return 0.0 if broken else None
    return 0.0 if isinstance(error, aiohttp.ClientError | OSError) else None
