"""Socket Mode: one connection after the other, each ready before the one before is let go.

slack_sdk's client would reconnect by itself, but waits for its next look at a connection that was cut, up to ten
seconds, and tries an address that has run out over and over. Here a connection that ends says so at once, and gets a
successor with an address of its own.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.retry import Backoff, rest
from bot.platforms.slack.send import UNUSABLE, code_of, retry_after
from bot.ports.platform import PlatformUnusable

PING = 4.0
"""Seconds between the signs of life that are asked for; a server that gives none in half that time is left.

A shorter time would take a busy moment of our own for a silent server.
"""
FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 0.25, 2.0, 1.5
"""Seconds between the tries to connect, longer each time, with jitter: an outage is soon over for us too."""
LASTING = 5.0
"""Seconds after which a connection counts as one that lasted; one that ends sooner is followed after a pause."""
FIRST_PATIENCE, LONGEST_PATIENCE = 2.0, 16.0
"""Seconds that an address or a connection may take: few at first, so that one lost call is no gap; then doubled."""
FINISHING = 3.0
"""Seconds that a former connection is kept for the acknowledgements still to be sent on it: Slack waits no longer."""
FAREWELL = 1.0
"""Seconds that a former connection may take to close."""

APP_REFUSED = (
    "Slack refuses SLACK_APP_TOKEN ({error}): copy the app-level token again "
    "(Basic Information, App-Level Tokens; scope connections:write) and set it."
)

_log = logging.getLogger(__name__)
_sdk_log = logging.getLogger(f"{__name__}.sdk")
_sdk_log.setLevel(logging.CRITICAL)  # it reports what is handled here, and below that what people say

Hear = Callable[["SocketConnection", SocketModeRequest], Awaitable[None]]


class SocketConnection(SocketModeClient):
    """One connection: `over` is set when it is to be replaced, `broken` when it ended without a goodbye.

    `idle` is set while nothing that came through it is being handled.
    """

    def __init__(self, app_token: str, web: AsyncWebClient, hear: Hear, address: str) -> None:
        """Prepare a connection to *address*."""
        super().__init__(app_token, _sdk_log, web)
        self.over = asyncio.Event()
        self.idle = asyncio.Event()
        self.idle.set()
        self.broken = False
        self._address = address
        self._handing_over = hear
        self._under_way = 0
        self.socket_mode_request_listeners.append(self._count_and_hand_over)

    async def connect(self) -> None:
        """Open the connection, once. Raises aiohttp.ClientError, OSError or TimeoutError."""
        session = await self.aiohttp_client_session.ws_connect(self._address, heartbeat=PING, proxy=self.proxy)
        self.current_session = session
        self.message_receiver = asyncio.ensure_future(self._hear(session))

    async def _hear(self, session: aiohttp.ClientWebSocketResponse) -> None:
        """Receive messages until the connection ends, by any cause."""
        try:
            async for received in session:
                if received.type is aiohttp.WSMsgType.TEXT:
                    await self.enqueue_message(received.data)
        finally:
            self.broken = not self.closed and session.close_code in (None, aiohttp.WSCloseCode.ABNORMAL_CLOSURE)
            self.over.set()

    async def _count_and_hand_over(self, _client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Hand a request over, and count it while it is handled."""
        self._under_way += 1
        self.idle.clear()
        try:
            await self._handing_over(self, request)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self.idle.set()

    async def connect_to_new_endpoint(self, force: bool = False) -> None:  # noqa: FBT001, FBT002 - slack_sdk's own
        """Ask for a successor; this is where slack_sdk would reconnect when Slack says that it will disconnect."""
        self.over.set()


class Line:
    """Keeps a connection to Slack."""

    def __init__(self, web: AsyncWebClient, app_token: str, hear: Hear, rng: random.Random) -> None:
        """Take the way to an address, and the handler of requests."""
        self._web = web
        self._app_token = app_token
        self._hear = hear
        self._rng = rng
        self._retiring: set[asyncio.Task[None]] = set()
        self._current: SocketConnection | None = None

    @property
    def connected(self) -> bool:
        """Return whether there is a connection."""
        return self._current is not None and not self._current.over.is_set()

    async def keep(self, stopping: asyncio.Event) -> None:
        """Stay connected until *stopping* is set. Raises PlatformUnusable when trying again would be useless."""
        current: SocketConnection | None = None
        backoff, patience = Backoff(FIRST_PAUSE, LONGEST_PAUSE, GROWTH, self._rng), FIRST_PATIENCE
        try:
            while not stopping.is_set():
                try:
                    fresh = await self._open(patience)
                except _NotNow as late:
                    await rest(stopping, max(late.seconds, backoff.draw()))
                    patience = min(patience * 2, LONGEST_PATIENCE)
                    continue
                if current:
                    self._retire(current, FINISHING)
                self._current = current = fresh
                since, patience = asyncio.get_running_loop().time(), FIRST_PATIENCE
                _log.info("slack: connected")
                await _wait_for_first(stopping, current.over)
                if asyncio.get_running_loop().time() - since > LASTING:
                    backoff.reset()
                else:
                    await rest(stopping, backoff.draw())
        finally:
            if current:
                self._retire(current)
            await asyncio.gather(*self._retiring, return_exceptions=True)

    async def _open(self, patience: float) -> SocketConnection:
        """Open a connection; address and connection may take so many seconds each. Raises _NotNow."""
        connection: SocketConnection | None = None
        wait = 0.0
        try:
            opened = await asyncio.wait_for(self._web.apps_connections_open(app_token=self._app_token), patience)
            connection = SocketConnection(self._app_token, self._web, self._hear, str(opened["url"]))
            await asyncio.wait_for(connection.connect(), patience)
        except SlackApiError as error:
            code = code_of(error)
            if code in UNUSABLE:
                raise PlatformUnusable(APP_REFUSED.format(error=code)) from error
            if error.response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
                wait = retry_after(error.response.headers)
            _log.warning("slack: no connection (%s); trying again", code)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            _log.warning("slack: no connection (%s); trying again", type(error).__name__)
        else:
            return connection
        if connection:
            self._retire(connection)
        raise _NotNow(wait)

    def _retire(self, connection: SocketConnection, seconds: float = 0) -> None:
        """Close a connection in the background, once its requests are acknowledged or after so many seconds.

        A server that does not say goodbye is left without.
        """

        async def close() -> None:
            try:
                if seconds and not connection.broken:
                    await rest(connection.idle, seconds)
                await asyncio.wait_for(connection.close(), FAREWELL)  # type: ignore[no-untyped-call]
            except Exception as error:  # noqa: BLE001 - it is over in any case
                _log.debug("slack: a former connection: %s", type(error).__name__)
            finally:
                await connection.aiohttp_client_session.close()

        task = asyncio.create_task(close())
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)


class _NotNow(Exception):
    """There is no connection just now; Slack may have asked for a pause."""

    def __init__(self, seconds: float) -> None:
        """Take the seconds."""
        super().__init__()
        self.seconds = seconds


async def _wait_for_first(*events: asyncio.Event) -> None:
    """Wait for the first of *events*."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
