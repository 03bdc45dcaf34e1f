"""Stores on real database files; every contract test runs on each engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.store import SqlStore
from tests.store.kit import Kit
from tests.store.world import World, opened
from tests.support.postgres import PostgresServer
from tests.support.schedules import MemoryDailies


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a file that doesn't exist yet."""
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> str:
    """The URL of an empty database on a server."""
    return postgres.database()


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database without tables, on each engine."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def store(store_url: str) -> AsyncIterator[SqlStore]:
    """An empty store."""
    async with opened(store_url) as store:
        yield store


@pytest.fixture
def world(store: SqlStore, store_url: str) -> World:
    """An empty store with short ways to fill it."""
    return World(store, store_url)


@pytest.fixture(params=["sqlite", "postgres", "memory"])
async def kit(request: pytest.FixtureRequest) -> AsyncIterator[Kit]:
    """An empty store with short ways to daily questions; that of the simulations is held to the same contract."""
    if request.param == "memory":
        yield Kit(MemoryDailies())
        return
    async with opened(str(request.getfixturevalue(f"{request.param}_url"))) as store:
        yield Kit(store)
