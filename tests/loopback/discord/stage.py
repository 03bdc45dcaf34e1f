"""Prova on a loopback Discord: the real client over real sockets."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import discord
import yarl

from bot.platforms.discord.client import Discord
from tests.conftest import House
from tests.loopback.discord.person import Person
from tests.loopback.discord.server import TOKEN, LoopbackDiscord


@dataclass
class Stage:
    """A loopback Discord with Prova on it."""

    server: LoopbackDiscord
    prova: Discord
    house: House
    running: asyncio.Task[None]

    def person(self, name: str = "ana", **more: Any) -> Person:
        """Put somebody before a client."""
        return Person(self.server, name, **more)


@contextmanager
def led_to(server: LoopbackDiscord) -> Iterator[None]:
    """Lead discord.py to a loopback server; it has no setting for that."""
    socket = discord.gateway.DiscordWebSocket
    before = discord.http.Route.BASE, socket.DEFAULT_GATEWAY
    discord.http.Route.BASE, socket.DEFAULT_GATEWAY = server.api, yarl.URL(server.gateway)
    try:
        yield
    finally:
        discord.http.Route.BASE, socket.DEFAULT_GATEWAY = before


@asynccontextmanager
async def loopback() -> AsyncIterator[LoopbackDiscord]:
    """A loopback Discord that discord.py is led to; what it was sent must have pleased it."""
    server = LoopbackDiscord()
    await server.start()
    try:
        with led_to(server):
            yield server
    finally:
        await server.stop()
    assert server.problems == [], server.problems


@asynccontextmanager
async def connected(server: LoopbackDiscord, house: House) -> AsyncIterator[Stage]:
    """Prova on that server, ready and with its commands registered."""
    prova = Discord(house.dispatcher, TOKEN, None, random.Random(7))
    house.prova.channels[prova.name] = prova.channels
    running = asyncio.create_task(prova.run())
    try:
        await server.until(lambda: bool(server.sessions) and bool(server.commands))
        yield Stage(server, prova, house, running)
    finally:
        await prova.stop(5)
        await running


@asynccontextmanager
async def on_discord(house: House) -> AsyncIterator[Stage]:
    """Prova on a loopback Discord of its own."""
    async with loopback() as server, connected(server, house) as stage:
        yield stage
