"""Platforms run side by side: one that is refused for good stops no other."""

from __future__ import annotations

import asyncio
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import app
from bot.config import REPOSITORY_CONTENT, Settings
from bot.features.ports import PlatformUnusable


class Steady:
    """A platform that runs until it is stopped."""

    name = "steady"

    def __init__(self) -> None:
        self.stopping = asyncio.Event()
        self.stopped_with: list[float] = []

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
    return Settings(f"sqlite:///{tmp_path / 'prova.db'}", REPOSITORY_CONTENT, ZoneInfo("UTC"), None)


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
    serving = asyncio.create_task(app.serve(settings, stop))
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
        await app.serve(settings, asyncio.Event())
    assert refused.stopped_with == [app.GRACE]


async def test_what_breaks_unforeseen_is_not_swallowed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Steady):
        async def run(self) -> None:
            raise RuntimeError("broken")

    monkeypatch.setattr(app, "_platforms", lambda *_: [Broken()])
    with pytest.raises(RuntimeError, match="broken"):
        await app.serve(settings, asyncio.Event())


def test_only_what_is_configured_is_started(settings: Settings) -> None:
    assert app._platforms(settings, None, None) == []  # type: ignore[arg-type]
