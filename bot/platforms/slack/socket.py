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

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.features.ports import PlatformUnusable
from bot.platforms.slack.speak import UNUSABLE, code_of

PING = 4.0
"""Seconds between the signs of life that are asked for; a server that gives none in half that time is left."""
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 2.0
"""Seconds between the tries to connect: doubled each time, with jitter, so that an outage is soon over for us too."""
LASTING = 5.0
"""Seconds after which a connection counts as one that lasted; one that ends sooner is followed after a pause."""
CONNECTING = 10.0
FAREWELL = 1.0
"""Seconds that a former connection may take to close."""

APP_REFUSED = (
    "Slack refuses SLACK_APP_TOKEN ({error}): copy the app-level token again "
    "(Basic Information, App-Level Tokens; scope connections:write) and set it."
)

_log = logging.getLogger(__name__)
_sdk_log = logging.getLogger(f"{__name__}.sdk")
_sdk_log.setLevel(logging.CRITICAL)  # it reports what is handled here, and below that what people say

Hear = Callable[[AsyncBaseSocketModeClient, SocketModeRequest], Awaitable[None]]


class Connection(SocketModeClient):
    """One connection: `over` is set when it is to be replaced."""

    def __init__(self, app_token: str, web: AsyncWebClient, hear: Hear, address: str) -> None:
        """Prepare a connection to *address*."""
        super().__init__(app_token, _sdk_log, web)
        self.over = asyncio.Event()
        self._address = address
        self.socket_mode_request_listeners.append(hear)

    async def connect(self) -> None:
        """Open the connection, once. Raises aiohttp.ClientError, OSError or TimeoutError."""
        session = await self.aiohttp_client_session.ws_connect(self._address, heartbeat=PING, proxy=self.proxy)
        self.current_session = session
        self.message_receiver = asyncio.ensure_future(self._hear(session))

    async def _hear(self, session: aiohttp.ClientWebSocketResponse) -> None:
        """Take what comes until the connection ends, whatever ends it."""
        try:
            async for received in session:
                if received.type is aiohttp.WSMsgType.TEXT:
                    await self.enqueue_message(received.data)
        finally:
            self.over.set()

    async def connect_to_new_endpoint(self, force: bool = False) -> None:  # noqa: FBT001, FBT002 - slack_sdk's own
        """Ask for a successor; this is where slack_sdk would reconnect when Slack says that it will disconnect."""
        self.over.set()


class Line:
    """Keeps a connection to Slack."""

    def __init__(self, web: AsyncWebClient, app_token: str, hear: Hear, rng: random.Random) -> None:
        """Take the way to an address, and who hears what comes."""
        self._web = web
        self._app_token = app_token
        self._hear = hear
        self._rng = rng
        self._retiring: set[asyncio.Task[None]] = set()

    async def keep(self, stopping: asyncio.Event) -> None:
        """Stay connected until *stopping* is set. Raises PlatformUnusable when trying again would be useless."""
        current: Connection | None = None
        pause = FIRST_PAUSE
        try:
            while not stopping.is_set():
                fresh = await self._connected()
                if fresh is None:
                    await _first(stopping, seconds=pause * self._rng.uniform(0.5, 1.0))
                    pause = min(pause * 2, LONGEST_PAUSE)
                    continue
                if current:
                    self._retire(current)
                current, since = fresh, asyncio.get_running_loop().time()
                _log.info("slack: connected")
                await _first(stopping, current.over)
                if asyncio.get_running_loop().time() - since > LASTING:
                    pause = FIRST_PAUSE
                    continue
                await _first(stopping, seconds=pause * self._rng.uniform(0.5, 1.0))
                pause = min(pause * 2, LONGEST_PAUSE)
        finally:
            if current:
                self._retire(current)
            await asyncio.gather(*self._retiring, return_exceptions=True)

    async def _connected(self) -> Connection | None:
        """Open a connection, or return None when it cannot be just now."""
        connection: Connection | None = None
        try:
            opened = await self._web.apps_connections_open(app_token=self._app_token)
            connection = Connection(self._app_token, self._web, self._hear, str(opened["url"]))
            await asyncio.wait_for(connection.connect(), CONNECTING)
        except SlackApiError as error:
            code = code_of(error)
            if code in UNUSABLE:
                raise PlatformUnusable(APP_REFUSED.format(error=code)) from error
            _log.warning("slack: no connection (%s); trying again", code)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            _log.warning("slack: no connection (%s); trying again", type(error).__name__)
        else:
            return connection
        if connection:
            self._retire(connection)
        return None

    def _retire(self, connection: Connection) -> None:
        """Close a connection beside what goes on; a server that does not say goodbye is left without."""

        async def close() -> None:
            try:
                await asyncio.wait_for(connection.close(), FAREWELL)  # type: ignore[no-untyped-call]
            except Exception as error:  # noqa: BLE001 - it is over in any case
                _log.debug("slack: a former connection: %s", type(error).__name__)
            finally:
                await connection.aiohttp_client_session.close()

        task = asyncio.create_task(close())
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)


async def _first(*events: asyncio.Event, seconds: float | None = None) -> None:
    """Wait for the first of *events*, at most so long."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
