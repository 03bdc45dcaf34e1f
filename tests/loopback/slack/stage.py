"""Prova on a loopback Slack: the real Bolt app over real sockets, by either way."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.platforms.slack.client import Credentials, Slack
from bot.web import Web
from tests.conftest import House
from tests.loopback.launch import lead_slack
from tests.loopback.slack.person import Person
from tests.loopback.slack.server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, LoopbackSlack
from tests.support.ports import free_port

SOCKET = Credentials(bot_token=BOT_TOKEN, app_token=APP_TOKEN)
HTTP = Credentials(bot_token=BOT_TOKEN, signing_secret=SIGNING_SECRET)


@dataclass
class Stage:
    """A loopback Slack with Prova on it."""

    server: LoopbackSlack
    prova: Slack
    house: House
    running: asyncio.Task[None]
    web_url: str

    def person(self, name: str = "ana", **more: Any) -> Person:
        """Put somebody before a client."""
        return Person(self.server, name, **more)


@asynccontextmanager
async def loopback() -> AsyncIterator[LoopbackSlack]:
    """A loopback Slack that slack_sdk is led to; what it was sent must have pleased it."""
    server = LoopbackSlack()
    await server.start()
    undo = lead_slack(server.api)
    try:
        yield server
    finally:
        undo()
        await server.stop()
    assert server.problems == []


@asynccontextmanager
async def connected(server: LoopbackSlack, house: House, credentials: Credentials = SOCKET) -> AsyncIterator[Stage]:
    """Prova on that server, ready."""
    prova = Slack(house.dispatcher, house.store, credentials, house.clock, random.Random(7))
    routes = list(prova.routes())
    web = Web("127.0.0.1", free_port(), routes) if routes else None
    if web:
        await web.start()
        server.app_url = web.url if credentials.app_token is None else ""
    house.prova.channels[prova.name] = prova.channels
    running = asyncio.create_task(prova.run())
    try:
        await _before_it_ends(running, prova.ready.wait())
        if credentials.app_token:
            await _before_it_ends(running, server.until(lambda: bool(server.sockets)))
        yield Stage(server, prova, house, running, web.url if web else "")
    finally:
        if web:
            await web.stop()
        await prova.stop(5)
        await running


async def _before_it_ends(running: asyncio.Task[None], event: Coroutine[Any, Any, object]) -> None:
    """Wait for an event, but no longer than Prova runs; raises what ended it."""
    waiting = asyncio.create_task(event)
    done, _ = await asyncio.wait({waiting, running}, return_when=asyncio.FIRST_COMPLETED)
    if waiting not in done:
        waiting.cancel()
        running.cancel()
        await running


@asynccontextmanager
async def on_slack(house: House, credentials: Credentials = SOCKET) -> AsyncIterator[Stage]:
    """Prova on a loopback Slack of its own."""
    async with loopback() as server, connected(server, house, credentials) as stage:
        yield stage
