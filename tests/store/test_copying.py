"""Everything moves from one database to another, row by row, and sums that do not fit are found."""

from __future__ import annotations

import pytest

from bot.domain.errors import DatabaseUnusable
from bot.domain.records import Person
from bot.store.store import SqlStore
from bot.store.tables import TABLES
from tests.store.kit import Kit
from tests.store.world import ANA, ROOM, World, opened
from tests.support.postgres import PostgresServer


@pytest.fixture
def other_url(postgres: PostgresServer) -> str:
    """The URL of another database, without tables."""
    return postgres.database()


async def fill(world: World) -> None:
    """Write rows into every table."""
    store = world.store
    daily, practice = await world.daily(), await world.practice(ANA, "q2")
    for number in range(30):
        await world.answer(daily, Person("slack", f"U{number}"), name="Zoë “Ç” 🎓")
    await world.answer(practice, ANA)
    await Kit(store).sent(await Kit(store).schedule())
    await store.remember("slack:T1", "secret", secret=True)
    await store.keep_editions({("q1", "r1"): "{}"})
    await store.count_miss("drifft", "")
    await store.set_space(ROOM, zone="Asia/Tokyo")
    await world.write("INSERT INTO bar VALUES ('slack:T1', 'all', 0, 0)")
    await world.write("INSERT INTO result SELECT id, 'AIF-C01', '2027-01-20', 1, 812, 0 FROM learner LIMIT 1")
    await world.write("INSERT INTO report SELECT 1, id, 'q1', 'r1', 'why?', 0, 'slack:T1' FROM learner LIMIT 1")


async def test_every_row_of_every_table_is_copied(store: SqlStore, world: World, other_url: str) -> None:
    await fill(world)
    async with opened(other_url) as other:
        counts = await store.copy_to(other)
        assert list(counts) == [table.name for table in TABLES]
        assert all(counts.values())
        moved = World(other, other_url)
        for table in TABLES:
            sql = f"SELECT {', '.join(table.names)} FROM {table.name}"
            assert set(await moved.rows(sql)) == set(await world.rows(sql))
        assert await moved.sums_hold()
        assert not (await moved.answer(await anything(moved), Person("slack", "U1"))).new


async def anything(world: World) -> int:
    """Return the id of the posting that many answered."""
    ((posting, _),) = await world.rows(
        "SELECT posting_id, COUNT(*) FROM answer GROUP BY posting_id ORDER BY COUNT(*) DESC LIMIT 1"
    )
    return int(posting)


async def test_more_rows_than_one_step_takes_are_all_copied(
    store: SqlStore, world: World, other_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.copying.AT_ONCE", 7)
    await fill(world)
    async with opened(other_url) as other:
        counts = await store.copy_to(other)
    assert counts["learner"] == 31
    assert counts["answer"] == 31


async def test_a_database_with_rows_is_not_copied_into(store: SqlStore, world: World, other_url: str) -> None:
    await fill(world)
    async with opened(other_url) as other:
        await other.choose(ANA)
        with pytest.raises(DatabaseUnusable, match="not empty: it has rows in learner"):
            await store.copy_to(other)
        assert await World(other, other_url).count("learner") == 1


async def test_a_row_that_arrives_otherwise_undoes_the_copy(store: SqlStore, world: World, other_url: str) -> None:
    await fill(world)
    async with opened(other_url) as other:
        there = World(other, other_url)
        await there.write(
            "CREATE FUNCTION other() RETURNS trigger AS $$ BEGIN NEW.zone := 'x'; RETURN NEW; END $$ LANGUAGE plpgsql"
        )
        await there.write("CREATE TRIGGER o BEFORE INSERT ON learner FOR EACH ROW EXECUTE FUNCTION other()")
        with pytest.raises(DatabaseUnusable, match="keeps a row of learner otherwise: nothing was copied"):
            await store.copy_to(other)
        assert await there.count("learner") == 0


async def test_sums_that_do_not_fit_are_counted_and_mended(store: SqlStore, world: World) -> None:
    await fill(world)
    assert await store.wrong_sums() == 0
    await world.write("UPDATE standing SET points = points + 1 WHERE learner_id IN (SELECT MIN(id) FROM learner)")
    await world.write("DELETE FROM standing WHERE learner_id IN (SELECT MAX(id) FROM learner)")
    assert await store.wrong_sums() == 2
    await store.rebuild()
    assert await store.wrong_sums() == 0
