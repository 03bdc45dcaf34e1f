"""The parts are started together and stopped in reverse."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot import app
from bot.config import REPOSITORY_CONTENT, Settings
from bot.features.ports import PlatformUnusable
from tests.support.platforms import Refused, Steady
from tests.support.ports import free_port


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(f"sqlite:///{tmp_path / 'prova.db'}", (REPOSITORY_CONTENT,), ZoneInfo("UTC"), None)


async def test_platforms_are_stopped_with_time_to_finish(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    steady, stop = Steady(), asyncio.Event()
    monkeypatch.setattr(app, "_platforms", lambda *_: [steady])
    serving = asyncio.create_task(app.serve(settings, stop, asyncio.Event()))
    await steady.begun.wait()
    stop.set()
    await serving
    assert steady.stopped_with == [app.GRACE]


async def test_when_none_is_left_the_sentence_is_raised(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Refused()
    monkeypatch.setattr(app, "_platforms", lambda *_: [refused])
    with pytest.raises(PlatformUnusable, match="Set another token"):
        await app.serve(settings, asyncio.Event(), asyncio.Event())
    assert refused.stopped_with == [app.GRACE]


async def test_what_a_platform_wants_reached_over_http_is_served_until_the_end(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    steady, stop, port = Steady(), asyncio.Event(), free_port()
    monkeypatch.setattr(app, "_platforms", lambda *_: [steady])
    serving = asyncio.create_task(app.serve(replace(settings, http_port=port), stop, asyncio.Event()))
    await steady.begun.wait()
    async with aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/here") as response:
            assert await response.text() == "steady"
        async with session.get(f"http://127.0.0.1:{port}/healthz") as response:
            assert (response.status, await response.text()) == (200, "ok\n")
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
