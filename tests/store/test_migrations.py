"""Migrations run once each, whoever starts them, and look alike afterwards."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.domain.errors import StoreUnavailable
from bot.store import migrations
from bot.store.migrations import MIGRATIONS, Migration
from bot.store.rows import micros
from bot.store.store import SqlStore
from tests.store.world import NOON, World


async def test_a_new_database_gets_every_migration_once(store_url: str) -> None:
    store = await SqlStore.open(store_url, clock=lambda: NOON)
    assert await store.upgrade() == tuple(step.name for step in MIGRATIONS)
    assert await store.upgrade() == ()
    recorded = await World(store, store_url).rows("SELECT name, applied_at FROM migration")
    assert recorded == [(step.name, micros(NOON)) for step in MIGRATIONS]
    await store.close()
    again = await SqlStore.open(store_url)
    assert await again.upgrade() == ()
    await again.close()


async def test_several_that_start_at_once_all_succeed(store_url: str) -> None:
    async def start() -> tuple[str, ...]:
        store = await SqlStore.open(store_url)
        applied = await store.upgrade()
        await store.close()
        return applied

    applied = await asyncio.gather(*(start() for _ in range(6)))
    assert sorted(applied)[:5] == [()] * 5
    assert sorted(applied)[5] == tuple(step.name for step in MIGRATIONS)


async def test_a_step_that_fails_leaves_nothing_and_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Migration("0002-broken", ("CREATE TABLE half (id BIGINT)", "CREATE TABLE half (id BIGINT)"))
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, broken))
    with pytest.raises(StoreUnavailable):
        await world.store.upgrade()
    assert await world.rows("SELECT name FROM sqlite_master WHERE name = 'half'") == []
    mended = Migration("0002-broken", broken.statements[:1])
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, mended))
    assert await world.store.upgrade() == ("0002-broken",)


async def test_data_stays_over_an_upgrade(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = await world.answer(await world.daily())
    step = Migration("0002-more", ("ALTER TABLE learner ADD COLUMN shoe_size BIGINT",))
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, step))
    assert await world.store.upgrade() == ("0002-more",)
    assert await world.store.find(recorded.learner.person) == recorded.learner


def test_released_migrations_are_named_in_order() -> None:
    names = [step.name for step in MIGRATIONS]
    assert names == sorted(set(names))


async def test_the_clock_of_the_process_is_used_unless_another_is_handed_in(store_url: str) -> None:
    before = micros(datetime.now(UTC))
    store = await SqlStore.open(store_url)
    await store.upgrade()
    ((applied,),) = await World(store, store_url).rows("SELECT applied_at FROM migration")
    await store.close()
    assert before <= applied <= micros(datetime.now(UTC))
