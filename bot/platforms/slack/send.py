"""The way out to Slack, and the repetition of calls that do not arrive.

A call that was never carried out is made again: a refused connection, 429 after the wait that Slack asks for, 5xx. A
call whose confirmation was lost may have been carried out, and a second one would post twice, so it is not repeated.
Only harmless calls are repeated then: to read, to publish a home tab, to update a view.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.chat.reply import Document
from bot.platforms.retry import insist
from bot.platforms.slack.origin import Origin, inside
from bot.platforms.slack.render import Message
from bot.platforms.slack.ways import Payload

TIMEOUT = 10.0
"""Seconds that one call may take."""
TRIES = 4
"""Repetitions of a call that was not carried out."""
AGAIN = (0.3, 1.0, 3.0, 10.0)
"""Seconds between the tries of a response, which Slack takes for 30 minutes."""
LONGEST_WAIT = 60.0
"""Seconds of a Retry-After that are waited out; a person's patience is shorter."""

NOT_DONE = (HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE)
"""Answers after which a call is made again; behind a 502 or 504 it may have been carried out."""
UNCONFIRMED = (aiohttp.ClientError, OSError, TimeoutError)
"""Errors of the line, behind which a call may have been carried out."""
REVOKED = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})
"""Errors of a token that will not be good again."""
UNUSABLE = REVOKED | {
    "not_allowed_token_type",
    "missing_scope",
    "no_permission",
    "access_denied",
    "org_login_required",
    "team_access_not_granted",
    "user_removed_from_team",
    "forbidden_team",
}
"""Errors at the start that will not pass by themselves."""
NOT_HERE = frozenset(
    {"not_in_channel", "channel_not_found", "is_archived", "user_not_in_channel", "restricted_action", "cant_post"}
    | {f"restricted_action_{how}" for how in ("read_only_channel", "thread_only_channel", "thread_locked")}
    | {"restricted_action_non_threadable_channel", "team_access_not_granted", "thread_not_found", "ekm_access_denied"}
    | {"cannot_reply_to_message", "is_inactive"}
)
"""Errors of a channel that the bot cannot post in; the person is written to directly."""

_log = logging.getLogger(__name__)
_sdk_log = logging.getLogger(f"{__name__}.sdk")
_sdk_log.setLevel(logging.WARNING)  # below it, slack_sdk writes what people say


def code_of(error: SlackApiError) -> str:
    """Return Slack's error code, or the status where it gave none."""
    data = getattr(error.response, "data", None)
    told = data.get("error") if isinstance(data, dict) else None
    return str(told or f"status {getattr(error.response, 'status_code', None)}")


class ServerErrors(AsyncRetryHandler):
    """Makes a call again that met a 500 or 503; slack_sdk's own handler does so once."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        return response is not None and int(response.status_code) in NOT_DONE


def web_client(session: aiohttp.ClientSession, *, patient: bool = True) -> AsyncWebClient:
    """Return a client of Slack's Web API that repeats only calls that were never carried out.

    One that is not *patient* raises when Slack asks for a pause.
    """
    handlers: list[AsyncRetryHandler] = [
        ServerErrors(max_retry_count=TRIES),
        AsyncConnectionErrorRetryHandler(max_retry_count=TRIES, error_types=[aiohttp.ClientConnectorError]),
    ]
    if patient:
        handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=TRIES))
    return AsyncWebClient(session=session, logger=_sdk_log, retry_handlers=handlers)


def plain_client(session: aiohttp.ClientSession) -> AsyncWebClient:
    """Return a client of Slack's Web API that repeats no call: its callers look first whether it was carried out."""
    return AsyncWebClient(session=session, logger=_sdk_log, retry_handlers=[])


class Sender:
    """Sends messages, files and views to Slack."""

    def __init__(self, web: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        """Take the client of the Web API and the connections for response URLs."""
        self.web = web
        self._session = session

    async def show(self, origin: Origin, message: Message, *, private: bool, replace: bool = False) -> None:
        """Show a message where the origin is: to all or to the person alone, or in the place of the one pressed."""
        body = self.body(message, private=private and not (origin.direct and not origin.seen_alone))
        if origin.thread and not replace:
            body["thread_ts"] = origin.thread
        if not (origin.response_url and await self._respond(origin, {**body, "replace_original": replace})):
            await self.post(origin, message, private=private)
        await self.upload(origin, message.files)

    async def post(self, origin: Origin, message: Message, *, private: bool) -> None:
        """Post a message by the Web API: into the channel, or to the person directly where that cannot be."""
        said: dict[str, Any] = {"text": message.text, "blocks": message.blocks, "token": origin.token}
        thread: dict[str, Any] = {"thread_ts": origin.thread} if origin.thread else {}
        quiet: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
        try:
            if not origin.channel or (private and origin.between_people):
                await self.web.chat_postMessage(channel=origin.user, **said, **quiet)
            elif private and not origin.direct:
                await self.web.chat_postEphemeral(channel=origin.channel, user=origin.user, **said, **thread)
            else:
                await self.web.chat_postMessage(channel=origin.channel, **said, **thread, **quiet)
        except SlackApiError as error:
            if code_of(error) not in NOT_HERE or origin.direct:
                raise
            _log.warning("slack: cannot post in channel %s (%s)", origin.channel, code_of(error))
            await self.web.chat_postMessage(channel=origin.user, **said, **quiet)

    async def upload(self, origin: Origin, files: tuple[Document, ...]) -> None:
        """Send documents to the person directly: a file is never shown to one person alone in a channel."""
        for document in files:
            opened = await self.web.conversations_open(users=origin.user, token=origin.token)
            await self.web.files_upload_v2(
                channel=opened["channel"]["id"],
                filename=document.name,
                content=document.text,
                title=document.name,
                token=origin.token,
            )

    async def open(self, origin: Origin, view: Payload) -> str | None:
        """Open a window and return its id, or None: a press is too old for one after three seconds."""
        push = origin.view.get("type") == "modal"
        method = self.web.views_push if push else self.web.views_open
        try:
            told = await method(trigger_id=origin.trigger, view=view, token=origin.token)
        except SlackApiError as error:
            if code_of(error) in REVOKED:
                raise
            _log.warning("slack: a window could not be opened (%s)", code_of(error))
            return None
        return str(inside(told.data, "view").get("id") or "")

    async def update(self, origin: Origin, view_id: str, view: Payload) -> None:
        """Put another view in the place of one."""
        await self._repeatable(lambda: self.web.views_update(view_id=view_id, view=view, token=origin.token))

    async def publish(self, origin: Origin, view: Payload) -> None:
        """Show a home tab to a person."""
        await self._repeatable(lambda: self.web.views_publish(user_id=origin.user, view=view, token=origin.token))

    @staticmethod
    def body(message: Message, *, private: bool) -> Payload:
        """Return a message as a command's or a press's response."""
        return {
            "response_type": "ephemeral" if private else "in_channel",
            "text": message.text,
            "blocks": message.blocks,
            "unfurl_links": False,
            "unfurl_media": False,
        }

    @staticmethod
    async def _repeatable(call: Callable[[], Awaitable[object]]) -> None:
        """Make a call that says the same thing twice without harm, again after a lost confirmation."""
        await insist(call, AGAIN[:2], lambda error: 0.0 if isinstance(error, UNCONFIRMED) else None)

    async def _respond(self, origin: Origin, body: Mapping[str, Any]) -> bool:
        """Use the response URL, and return whether there is an answer now, or may be one."""
        client = AsyncWebhookClient(origin.response_url, session=self._session, logger=_sdk_log, retry_handlers=[])

        async def send() -> int:
            response = await client.send_dict(dict(body))
            if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
                raise _NotTaken(retry_after(response.headers))
            if response.status_code in NOT_DONE:
                raise _NotTaken(0.0)
            return response.status_code

        try:
            status = await insist(send, AGAIN, _passes)
        except (_NotTaken, aiohttp.ClientConnectorError):
            _log.warning("slack: a response URL does not answer")
            return False
        except UNCONFIRMED as error:
            _log.warning("slack: a response was not confirmed (%s)", type(error).__name__)
            return True
        if status > HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.warning("slack: a response was not confirmed (%s)", status)
        elif status != HTTPStatus.OK:
            _log.info("slack: a response URL is used up (%s)", status)
            return False
        return True


class _NotTaken(Exception):
    """Slack has not taken a response, and may take it after some seconds."""

    def __init__(self, seconds: float) -> None:
        """Take the seconds."""
        super().__init__()
        self.seconds = seconds


def _passes(error: Exception) -> float | None:
    """Return the seconds after which a response that was not taken may be, or None where it may have been."""
    if isinstance(error, _NotTaken):
        return error.seconds
    return 0.0 if isinstance(error, aiohttp.ClientConnectorError) else None


def retry_after(headers: Mapping[str, Any]) -> float:
    """Return the seconds that Slack wants us to wait."""
    told = next((value for name, value in headers.items() if name.lower() == "retry-after"), "1")
    first = told[0] if isinstance(told, list) else told
    try:
        return min(float(first), LONGEST_WAIT)
    except ValueError:
        return 1.0
