"""The parts are started together and stopped in reverse."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot import app
from bot.config import REPOSITORY_CONTENT, Settings
from bot.domain.errors import DatabaseUnusable
from bot.ports.platform import PlatformUnusable
from bot.store import sqlite
from bot.store.store import SqlStore
from tests.support.platforms import Refused, Steady
from tests.support.ports import free_port
from tests.support.postgres import PostgresServer


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(f"sqlite:///{tmp_path / 'prova.db'}", (REPOSITORY_CONTENT,), ZoneInfo("UTC"), None)


async def test_platforms_are_stopped_with_time_to_finish(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    steady, stop = Steady(), asyncio.Event()
    monkeypatch.setattr(app, "_configured_platforms", lambda *_: [steady])
    serving = asyncio.create_task(app.serve(settings, stop, asyncio.Event()))
    await steady.begun.wait()
    stop.set()
    await serving
    assert steady.stopped_with == [app.SHUTDOWN_GRACE]


async def test_when_none_is_left_the_sentence_is_raised(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Refused()
    monkeypatch.setattr(app, "_configured_platforms", lambda *_: [refused])
    with pytest.raises(PlatformUnusable, match="Set another token"):
        await app.serve(settings, asyncio.Event(), asyncio.Event())
    assert refused.stopped_with == [app.SHUTDOWN_GRACE]


async def test_what_a_platform_wants_reached_over_http_is_served_until_the_end(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    steady, stop, port = Steady(), asyncio.Event(), free_port()
    monkeypatch.setattr(app, "_configured_platforms", lambda *_: [steady])
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
    monkeypatch.setattr(app, "_configured_platforms", lambda *_: [Steady()])
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PlatformUnusable, match=f"PROVA_HTTP_PORT: .*{port}"):
            await app.serve(replace(settings, http_port=port), asyncio.Event(), asyncio.Event())


def test_only_what_is_configured_is_started(settings: Settings) -> None:
    assert app._configured_platforms(settings, None) == []  # type: ignore[arg-type]


async def test_a_database_whose_server_is_away_at_the_start_is_waited_for(
    settings: Settings, own_postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried, opened = asyncio.Event(), SqlStore.open

    async def noted(*words: Any, **more: Any) -> SqlStore:
        try:
            return await opened(*words, **more)
        finally:
            tried.set()

    monkeypatch.setattr(app, "DATABASE_RETRY", 0.05)
    monkeypatch.setattr(SqlStore, "open", noted)
    url = own_postgres.database()
    own_postgres.stop()
    steady, stop = Steady(), asyncio.Event()
    monkeypatch.setattr(app, "_configured_platforms", lambda *_: [steady])
    serving = asyncio.create_task(app.serve(replace(settings, database_url=url), stop, asyncio.Event()))
    await tried.wait()
    await asyncio.to_thread(own_postgres.start)
    await steady.begun.wait()
    stop.set()
    await serving


async def test_a_file_that_is_locked_at_the_start_is_waited_for(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "locked.db"
    locking = sqlite3.connect(path, isolation_level=None)
    locking.execute("PRAGMA locking_mode = EXCLUSIVE")
    locking.execute("BEGIN EXCLUSIVE")
    tried, opened = asyncio.Event(), SqlStore.open

    async def noted(*words: Any, **more: Any) -> SqlStore:
        try:
            return await opened(*words, **more)
        except DatabaseUnusable:
            tried.set()
            raise

    monkeypatch.setattr(app, "DATABASE_RETRY", 0.05)
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(SqlStore, "open", noted)
    steady, stop = Steady(), asyncio.Event()
    monkeypatch.setattr(app, "_configured_platforms", lambda *_: [steady])
    serving = asyncio.create_task(app.serve(replace(settings, database_url=f"sqlite:///{path}"), stop, asyncio.Event()))
    await tried.wait()
    locking.close()
    await steady.begun.wait()
    stop.set()
    await serving


async def test_what_is_under_way_waits_only_briefly_for_a_locked_file_once_it_is_told_to_stop(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rounds and requests that wait for the lock one after the other would outlast the time there is to end."""
    steady, stop, hurried = Steady(), asyncio.Event(), asyncio.Event()

    async def hurry(_store: SqlStore) -> None:
        hurried.set()

    async def stop_last(_seconds: float) -> None:
        await hurried.wait()

    monkeypatch.setattr(SqlStore, "hurry", hurry)
    monkeypatch.setattr(steady, "stop", stop_last)
    monkeypatch.setattr(app, "_configured_platforms", lambda *_: [steady])
    serving = asyncio.create_task(app.serve(settings, stop, asyncio.Event()))
    await steady.begun.wait()
    stop.set()
    await serving
    assert hurried.is_set()


async def test_two_that_start_on_one_file_wait_for_each_other(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The other is bringing the database up to date when this one comes to do so."""
    held, upgrade = sqlite3.connect(tmp_path / "prova.db", isolation_level=None), SqlStore.upgrade
    tried = asyncio.Event()

    async def beside_another(store: SqlStore) -> tuple[str, ...]:
        if not tried.is_set():
            held.execute("BEGIN IMMEDIATE")
        try:
            return await upgrade(store)
        finally:
            tried.set()

    monkeypatch.setattr(app, "DATABASE_RETRY", 0.05)
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(SqlStore, "upgrade", beside_another)
    steady, stop = Steady(), asyncio.Event()
    monkeypatch.setattr(app, "_configured_platforms", lambda *_: [steady])
    serving = asyncio.create_task(app.serve(settings, stop, asyncio.Event()))
    await tried.wait()
    held.close()
    await steady.begun.wait()
    stop.set()
    await serving
    assert "another process holds the database, such as a Prova that is starting; trying again" in caplog.text
    assert "stop that process" not in caplog.text
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []


async def test_told_to_stop_while_the_database_is_away_it_says_why(settings: Settings) -> None:
    stop, away = asyncio.Event(), f"postgresql://prova@127.0.0.1:{free_port()}/prova"
    stop.set()
    with pytest.raises(DatabaseUnusable, match="does not answer"):
        await app.serve(replace(settings, database_url=away), stop, asyncio.Event())
