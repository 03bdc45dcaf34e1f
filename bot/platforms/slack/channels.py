"""Unasked messages in Slack's channels, marked so that they are found again."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import aiohttp
from aiolimiter import AsyncLimiter
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.reply import Reply
from bot.chat.request import Address
from bot.chat.wording import N_, Voice
from bot.platforms.slack.origin import inside
from bot.platforms.slack.render import message
from bot.platforms.slack.send import NOT_HERE, REVOKED, code_of, retry_after
from bot.ports.channels import Undelivered

EVENT = "prova_posting"
"""The metadata of a message that is a posting."""
END = "prova_end"
"""The metadata of a reply that explains a posting whose message can no longer be changed."""
CLOCKS_APART = timedelta(days=1)
"""The most that Slack's clock may be off when a message is looked for; a wrong clock is no reason to post twice."""
POSTS = 4.0
"""Messages a second in a workspace: Slack takes one a second in a channel, and several hundred a minute in all
(https://docs.slack.dev/apis/web-api/rate-limits)."""
EDITS = 50 / 60
"""Changes of messages a second in a workspace: `chat.update` is of the tier of 50 a minute."""
PAGE, PAGES = 100, 50
"""Messages of a channel that are looked through for one of ours, the newest first."""
FEW = 15
"""Messages of a page, of which there is one a minute, for an app that is distributed outside of Slack's marketplace."""
NEAR = timedelta(hours=1)
"""The most that Slack's clock may be off for such an app: a day of a busy channel would take it hours to read."""

GONE = frozenset({"channel_not_found", "is_archived", "message_not_found"})
FIXED = frozenset({"edit_window_closed", "cant_update_message"})
"""Errors of a message that is there, and can no longer be changed by us."""
FORBIDDEN = NOT_HERE | REVOKED | {"missing_scope", "no_permission", "access_denied", "not_allowed_token_type"}

INVITE = N_("I'm not in this channel, so I can't post here. Type {command}, then try again.")
INVITATION = "/invite @Prova"
"""The way into a channel, as people type it at Slack, which has no permission to post."""

Find = Callable[[str], Awaitable[str | None]]

_log = logging.getLogger(__name__)


class SlackChannels:
    """Slack's channels behind `ports.channels.Channels`."""

    def __init__(self) -> None:
        """Begin without a client: the channels are away."""
        self._paces: dict[tuple[str, bool], AsyncLimiter] = {}
        self._cursors: dict[tuple[Address, str, int], str] = {}
        """The pages that a search goes on with after the pause that Slack asked for."""
        self._web: AsyncWebClient | None = None
        self._token: Find | None = None

    def connect(self, web: AsyncWebClient, token: Find) -> None:
        """Take a client that makes no call again by itself, and the finder of a workspace's token."""
        self._web, self._token = web, token

    async def turn(self, address: Address, *, edit: bool = False) -> None:
        """Wait until the workspace has room for a message, or for the change of one."""
        pace = self._paces.get((address.space, edit))
        if pace is None:
            pace = self._paces[address.space, edit] = AsyncLimiter(1, 1 / (EDITS if edit else POSTS))
        await pace.acquire()

    async def post(self, address: Address, reply: Reply, posting: int) -> str:
        """Post a question, marked with its posting's id, and return the message's id."""
        return await self._say(address, reply, EVENT, posting)

    async def _say(self, address: Address, reply: Reply, event: str, posting: int, under: str | None = None) -> str:
        """Post a message, marked with an event and a posting's id, and return its id."""
        said = _said(reply)
        mark = {"event_type": event, "event_payload": {"posting": str(posting)}}
        told = await self._call(
            address.space,
            lambda web, token: web.chat_postMessage(
                channel=address.channel,
                metadata=mark,
                unfurl_links=False,
                unfurl_media=False,
                token=token,
                thread_ts=under,
                **said,
            ),
        )
        return str(told["ts"])

    async def find(self, address: Address, posting: int, since: datetime) -> str | None:
        """Return the message of a posting if it was carried out since then, or None if it certainly was not."""
        return await self._find(address, EVENT, posting, since - CLOCKS_APART)

    async def _find(
        self, address: Address, event: str, posting: int, since: datetime, thread: str | None = None
    ) -> str | None:
        """Return the message with such a mark in a channel or under a message, or None if it is certainly not there."""
        about: dict[str, Any] = {"channel": address.channel, "oldest": f"{since.timestamp():.6f}", "limit": PAGE}
        near = (since + CLOCKS_APART - NEAR).timestamp()
        about |= {"include_all_metadata": True, **({"ts": thread} if thread else {})}
        search = (address, event, posting)
        cursor = self._cursors.pop(search, "")
        for _ in range(PAGES):

            def read(web: AsyncWebClient, token: str, cursor: str = cursor) -> Awaitable[Any]:
                method = web.conversations_replies if thread else web.conversations_history
                return method(cursor=cursor or None, token=token, **about)

            try:
                told = await self._call(address.space, read)
            except Undelivered as error:
                if cursor and error.after:
                    self._cursors[search] = cursor
                raise
            page = list(told.get("messages") or ())
            for one in page:
                mark = one.get("metadata") or {}
                payload = mark.get("event_payload") or {}
                if mark.get("event_type") == event and payload.get("posting") == str(posting):
                    return str(one["ts"])
            cursor = (told.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor or (0 < len(page) <= FEW and not thread and float(page[-1]["ts"]) < near):
                return None
        raise Undelivered("away")  # there are more than can be looked through: that is no “not there”

    async def remove(self, address: Address, message: str) -> None:
        """Take a message of ours away."""
        await self._call(
            address.space, lambda web, token: web.chat_delete(channel=address.channel, ts=message, token=token)
        )

    async def edit(self, address: Address, message: str, reply: Reply) -> None:
        """Put *reply* in the place of a message's content."""
        said = _said(reply)
        await self._call(
            address.space,
            lambda web, token: web.chat_update(channel=address.channel, ts=message, token=token, **said),
        )

    async def finish(self, address: Address, message: str, reply: Reply, posting: int, since: datetime) -> bool:
        """Replace a message's content for good, and return whether the message itself shows it.

        Where a workspace limits the time for changes, *reply* is said once in the message's thread.
        """
        try:
            await self.edit(address, message, reply)
        except Undelivered as error:
            if error.trouble != "fixed":
                raise
            _log.warning("slack: a message can no longer be changed in channel %s; replying to it", address.channel)
        else:
            return True
        if not await self._find(address, END, posting, since - CLOCKS_APART, message):
            await self._say(address, reply, END, posting, message)
        return False

    async def link(self, address: Address, message: str) -> str | None:
        """Return the address of a message; it is no reason for anything else to fail."""
        try:
            told = await self._call(
                address.space,
                lambda web, token: web.chat_getPermalink(channel=address.channel, message_ts=message, token=token),
            )
        except Undelivered:
            return None
        return str(told.get("permalink") or "") or None

    async def _about(self, address: Address) -> Mapping[str, Any]:
        """Return a channel as Slack describes it."""
        told = await self._call(
            address.space, lambda web, token: web.conversations_info(channel=address.channel, token=token)
        )
        return inside(told, "channel")

    async def check(self, address: Address) -> str | None:
        """Return the code of the trouble that keeps us from writing in a channel, or None; we write as a member."""
        about = await self._about(address)
        if about.get("is_archived"):
            return "gone"
        return None if about.get("is_member") or about.get("is_im") else "forbidden"

    async def is_public(self, address: Address) -> bool:
        """Return whether everybody in the workspace may read a channel."""
        return (await self._about(address)).get("is_private") is False

    async def advise(self, address: Address, voice: Voice) -> str | None:
        """Return a sentence on a channel that is archived, or that nobody has invited us to."""
        try:
            about = await self._about(address)
        except Undelivered as error:
            return voice.say(INVITE, command=INVITATION) if error.trouble == "gone" else None
        archived = about.get("is_archived")
        return (
            voice.say("This channel is archived, so nothing can be posted here.")
            if archived
            else voice.say(INVITE, command=INVITATION)
        )

    async def tell(self, address: Address, user_id: str, reply: Reply) -> None:
        """Send a person a private message about a channel."""
        said, user = _said(reply), user_id.rpartition(".")[2]
        await self._call(address.space, lambda web, token: web.chat_postMessage(channel=user, token=token, **said))

    async def _call(self, space: str, call: Callable[[AsyncWebClient, str], Awaitable[Any]]) -> Mapping[str, Any]:
        """Make a call, once. Raises Undelivered."""
        if self._web is None or self._token is None:
            raise Undelivered("away")
        token = await self._token(space.partition(":")[2])
        if token is None:
            raise Undelivered("forbidden")
        try:
            response = await call(self._web, token)
        except SlackApiError as error:
            raise _undelivered(error) from error
        except aiohttp.ClientConnectorError as error:
            raise Undelivered("away") from error
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Undelivered("away", sure=False) from error
        told: Mapping[str, Any] = response.data
        return told


def _said(reply: Reply) -> dict[str, Any]:
    """Return a reply as the arguments of a message."""
    shown = message(reply)
    return {"text": shown.text, "blocks": shown.blocks}


def _undelivered(error: SlackApiError) -> Undelivered:
    """Return the meaning of Slack's refusal; a call behind a server error may have been carried out."""
    code = code_of(error)
    if code in GONE:
        return Undelivered("gone")
    if code in FIXED:
        return Undelivered("fixed")
    if code in FORBIDDEN:
        return Undelivered("forbidden")
    status = int(getattr(error.response, "status_code", 0) or 0)
    if status == HTTPStatus.TOO_MANY_REQUESTS or code == "ratelimited":
        return Undelivered("away", after=retry_after(error.response.headers))
    return Undelivered("away", sure=status < HTTPStatus.INTERNAL_SERVER_ERROR)
