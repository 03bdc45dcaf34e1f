"""Platforms that are nothing but their running and their end."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from bot.ports.platform import PlatformUnusable


class Steady:
    """A platform that runs until it is stopped."""

    def __init__(self, name: str = "steady") -> None:
        """Begin with nothing."""
        self.name = name
        self.begun, self.stopping = asyncio.Event(), asyncio.Event()
        self.channels: Any = None
        self.connected = True
        self.stopped_with: list[float] = []

    def routes(self) -> list[web.RouteDef]:
        """Have one page."""

        async def here(_request: web.Request) -> web.Response:
            return web.Response(text=self.name)

        return [web.get("/here", here)]

    async def run(self) -> None:
        """Run until it is stopped."""
        self.begun.set()
        await self.stopping.wait()

    async def stop(self, seconds: float) -> None:
        """Stop at once."""
        self.stopped_with.append(seconds)
        self.stopping.set()


class Refused(Steady):
    """A platform that refuses us as often as it is told to."""

    def __init__(self, name: str = "refused", times: int = 1) -> None:
        """Take how often."""
        super().__init__(name)
        self.left = times

    async def run(self) -> None:
        """Refuse, or run."""
        if self.left:
            self.left -= 1
            raise PlatformUnusable("Set another token.")
        await super().run()
