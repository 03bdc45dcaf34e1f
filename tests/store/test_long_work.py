"""The operator's work on all rows takes the time it needs, says how far it is, and can be stopped."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.errors import StoreUnavailable
from bot.store import connection, copying, migrations, rebuilding
from bot.store.migrations import Migration
from tests.store.world import World, opened
from tests.support.postgres import PostgresServer

SLOW = "SELECT 1 FROM (SELECT pg_sleep(1.2)) AS slept WHERE slept IS NULL"
ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"


async def test_no_limit_of_time_binds_a_rebuild_a_migration_a_check_or_a_copy(
    postgres_url: str, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither that of a statement nor that of a silent transaction, which the source of a copy is for long."""
    monkeypatch.setattr(connection, "LIMIT_SECONDS", 1.0)
    other_url = postgres.database()
    async with opened(postgres_url) as store, opened(other_url) as other:
        world = World(store, postgres_url)
        await world.answer(await world.daily())
        monkeypatch.setattr("bot.store.postgres.IDLE_SECONDS", 0.1)
        with pytest.raises(StoreUnavailable):
            await world.rows(SLOW)
        with monkeypatch.context() as patch:
            patch.setattr(rebuilding, "_NEW_BARS", SLOW)
            await store.rebuild()
            patch.setattr(copying, "_SUMS", f"SELECT COUNT(*) FROM ({SLOW}) AS wrong")
            assert await store.wrong_sums() == 0
        await World(other, other_url).write(
            "CREATE FUNCTION slow() RETURNS trigger AS $$ BEGIN PERFORM pg_sleep(1.2); RETURN NEW; END $$ "
            "LANGUAGE plpgsql"
        )
        await World(other, other_url).write(
            "CREATE TRIGGER s BEFORE INSERT ON answer FOR EACH ROW EXECUTE FUNCTION slow()"
        )
        assert (await store.copy_to(other))["answer"] == 1
        step = Migration("9000-slow", (SLOW, "CREATE TABLE made_late (id BIGINT)"))
        monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, step))
        assert await store.upgrade() == ("9000-slow",)
        with pytest.raises(StoreUnavailable):
            await world.rows(SLOW)


async def test_a_rebuild_that_is_stopped_ends_at_once_and_changes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.answer(await world.daily())
    await world.write("UPDATE standing SET points = 999")
    before = await world.sums()
    begun = asyncio.Event()
    with monkeypatch.context() as patch:
        patch.setattr(rebuilding, "_NEW_BARS", ENDLESS)
        rebuild = asyncio.create_task(world.store.rebuild(lambda _words: begun.set()))
        await begun.wait()
        await asyncio.wait([rebuild], timeout=0.5)
        rebuild.cancel()
        await asyncio.wait([rebuild])
    assert rebuild.cancelled()
    assert await world.sums() == before
    assert not await world.sums_hold()


async def test_long_work_says_what_it_does(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.answer(await world.daily())
    told: list[str] = []
    await world.store.rebuild(told.append)
    assert told == [
        "Looking for the days of the answers",
        "Adding up the answers",
        "Setting the sums against those on the boards",
        "Counting the ranks",
        "Going through the answers for what each learner remembers",
    ]
    step = Migration("9000-more", ("CREATE TABLE more (id BIGINT)",))
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, step))
    await world.store.upgrade(told.append)
    assert told[-1] == "Migration 9000-more"
