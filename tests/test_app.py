"""Platforms run side by side: one that is refused for good stops no other."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from aiohttp import web

from bot import app
from bot.config import REPOSITORY_CONTENT, Settings
from bot.features.ports import PlatformUnusable
from tests.support.ports import free_port


class Steady:
    """A platform that runs until it is stopped."""

    name = "steady"

    def __init__(self) -> None:
        self.stopping = asyncio.Event()
        self.channels: Any = None
        self.stopped_with: list[float] = []

    def routes(self) -> list[web.RouteDef]:
        async def here(_request: web.Request) -> web.Response:
            return web.Response(text=self.name)

        return [web.get("/here", here)]

    async def run(self) -> None:
        await self.stopping.wait()

    async def stop(self, seconds: float) -> None:
        self.stopped_with.append(seconds)
        self.stopping.set()


class Refused(Steady):
    """A platform that is refused once it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.refuse = asyncio.Event()

    async def run(self) -> None:
        await self.refuse.wait()
        raise PlatformUnusable("Set another token.")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(f"sqlite:///{tmp_path / 'prova.db'}", (REPOSITORY_CONTENT,), ZoneInfo("UTC"), None)


async def test_one_that_is_refused_is_reported_and_the_others_go_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    steady, refused, stop = Steady(), Refused(), asyncio.Event()
    monkeypatch.setattr(app, "_platforms", lambda *_: [steady, refused])
    report, reported = app._report, asyncio.Event()

    def noted(ended: asyncio.Task[None], *, left: int) -> None:
        report(ended, left=left)
        reported.set()

    monkeypatch.setattr(app, "_report", noted)
    serving = asyncio.create_task(app.serve(settings, stop, asyncio.Event()))
    refused.refuse.set()
    await reported.wait()
    stop.set()
    await serving
    assert "Set another token." in caplog.text
    assert steady.stopped_with == [app.GRACE]


async def test_when_none_is_left_the_sentence_is_raised(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Refused()
    refused.refuse.set()
    monkeypatch.setattr(app, "_platforms", lambda *_: [refused])
    with pytest.raises(PlatformUnusable, match="Set another token"):
        await app.serve(settings, asyncio.Event(), asyncio.Event())
    assert refused.stopped_with == [app.GRACE]


async def test_what_breaks_unforeseen_is_not_swallowed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Steady):
        async def run(self) -> None:
            raise RuntimeError("broken")

    monkeypatch.setattr(app, "_platforms", lambda *_: [Broken()])
    with pytest.raises(RuntimeError, match="broken"):
        await app.serve(settings, asyncio.Event(), asyncio.Event())


async def test_what_a_platform_wants_reached_over_http_is_served_until_the_end(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    steady, stop, port = Steady(), asyncio.Event(), free_port()
    begun = asyncio.Event()

    class Begun(Steady):
        async def run(self) -> None:
            begun.set()
            await super().run()

    steady = Begun()
    monkeypatch.setattr(app, "_platforms", lambda *_: [steady])
    serving = asyncio.create_task(app.serve(replace(settings, http_port=port), stop, asyncio.Event()))
    await begun.wait()
    async with aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/here") as response:
            assert await response.text() == "steady"
        async with session.get(f"http://127.0.0.1:{port}/elsewhere") as response:
            assert response.status == 404
        stop.set()
        await serving
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(f"http://127.0.0.1:{port}/here")


async def test_a_port_that_is_taken_is_one_sentence(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "_platforms", lambda *_: [Steady()])
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PlatformUnusable, match=f"PROVA_HTTP_PORT: .*{port}"):
            await app.serve(replace(settings, http_port=port), asyncio.Event(), asyncio.Event())


def test_only_what_is_configured_is_started(settings: Settings) -> None:
    assert app._platforms(settings, None) == []  # type: ignore[arg-type]
