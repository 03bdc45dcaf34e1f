"""Stores on real database files; every contract test runs on each engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.store import SqlStore
from tests.store.world import NOON, World


@pytest.fixture(params=["sqlite"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that doesn't exist yet."""
    return f"{request.param}:///{tmp_path / 'store.db'}"


@pytest.fixture
async def store(store_url: str) -> AsyncIterator[SqlStore]:
    """An empty store."""
    store = await SqlStore.open(store_url, clock=lambda: NOON)
    await store.upgrade()
    yield store
    await store.close()


@pytest.fixture
def world(store: SqlStore, store_url: str) -> World:
    """An empty store with short ways to fill it."""
    return World(store, store_url)
