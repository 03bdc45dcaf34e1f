"""A real PgBouncer, as its package configures it, between Prova and the server: each mode, and each way to fail."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from bot.domain.errors import DatabaseAway, StoreUnavailable
from bot.domain.records import Person
from bot.store.store import SqlStore
from tests.store.test_server import refusal
from tests.store.world import ANA, World, opened
from tests.support.pgbouncer import NEW, OLD, pooled
from tests.support.ports import free_port
from tests.support.postgres import PostgresServer


@dataclass(frozen=True)
class Way:
    """A pooler's version and settings, and what the operator is told of it."""

    tool: str
    settings: dict[str, object]
    note: str

    def __str__(self) -> str:
        return " ".join([self.tool, *map(str, self.settings.values())])


KEEPS, FORGETS = "keeps prepared statements", "keeps no prepared statements"
WAYS = (
    Way(NEW, {"pool_mode": "transaction"}, KEEPS),
    Way(NEW, {"pool_mode": "transaction", "default_pool_size": 1}, KEEPS),
    Way(NEW, {"pool_mode": "transaction", "max_prepared_statements": 0}, FORGETS),
    Way(NEW, {"pool_mode": "session"}, FORGETS),
    Way(NEW, {"pool_mode": "session", "default_pool_size": 2}, FORGETS),
    Way(OLD, {"pool_mode": "transaction"}, FORGETS),
    Way(OLD, {}, FORGETS),
)


@pytest.mark.parametrize("way", WAYS, ids=str)
async def test_a_stock_pooler_is_found_and_two_processes_work_through_it(postgres_url: str, way: Way) -> None:
    """The two take turns on the same few sessions of the server, with other statements each: none gets the other's."""
    with pooled(postgres_url, tool=way.tool, **way.settings) as url:
        async with opened(url) as store:
            assert [way.note in note for note in store.notes] == [True]
            world = World(store, url)
            posting = await world.daily()
            people = [Person("terminal", str(number)) for number in range(30)]
            told, _ = await asyncio.gather(
                asyncio.gather(*(world.answer(posting, person) for person in people)),
                asyncio.gather(*(store.find(ANA) for _ in range(8))),
            )
            assert [answer.new for answer in told] == [True] * 30
            assert await world.sums_hold()
        async with opened(postgres_url) as store:
            assert store.notes == ()
            assert await World(store, postgres_url).count("answer") == 30


@pytest.mark.parametrize("tool", [NEW, OLD])
async def test_two_processes_that_share_the_sessions_of_a_server_never_get_the_others_statement(
    postgres_url: str, tool: str
) -> None:
    with pooled(postgres_url, tool=tool, pool_mode="transaction", default_pool_size=2) as url:
        async with opened(url) as one, opened(url) as other:
            names = [f"n{number}" for number in range(20)]
            for name in names:
                await asyncio.gather(one.remember(name, "one"), other.remember(f"{name} too", "other"))
            read = await asyncio.gather(
                *(one.remembered(f"{name} too") for name in names), *(other.remembered(name) for name in names)
            )
            assert read == ["other"] * 20 + ["one"] * 20


async def test_a_pooler_that_keeps_statements_no_more_gets_none_with_a_name(postgres_url: str) -> None:
    """Its operator starts it anew with other settings, under a Prova that runs: a name could be another process's."""
    port = free_port()
    with pooled(postgres_url, listen_port=port, pool_mode="transaction") as url:
        store = await SqlStore.open(url)
        await store.upgrade()
        await store.remember("a", "b")
    with pooled(postgres_url, listen_port=port, pool_mode="transaction", max_prepared_statements=0) as url:
        with pytest.raises(StoreUnavailable) as told:
            await store.remembered("a")
        assert "keeps no prepared statements any more" in str(told.value.__cause__)
        with pytest.raises(StoreUnavailable):
            await store.remembered("a")
        async with opened(url) as other:
            assert await other.remembered("a") == "b"
    await store.close()


@pytest.mark.parametrize("tool", [NEW, OLD])
async def test_statement_mode_is_refused_by_its_name(postgres_url: str, tool: str) -> None:
    with pooled(postgres_url, tool=tool, pool_mode="statement") as url:
        told = await refusal(url)
    assert "a pooler in statement mode, which knows no transactions: set pool_mode to transaction or session" in told
    assert "It says: transaction blocks not allowed in statement pooling mode." in told


async def test_a_pooler_with_a_single_session_is_told_what_a_process_needs(postgres_url: str) -> None:
    with pooled(postgres_url, default_pool_size=1) as url, pytest.raises(DatabaseAway) as told:
        await SqlStore.open(url)
    assert "has no session left for us: a process of Prova needs two at the least" in str(told.value)


@pytest.mark.parametrize("tool", [NEW, OLD])
async def test_what_a_pooler_says_is_told(postgres_url: str, tool: str) -> None:
    with pooled(postgres_url, tool=tool) as url:
        told = await refusal(f"{url}?search_path=public")
        assert "is behind a pooler that does not pass on a setting of the database URL: leave it out" in told
        assert "It says: unsupported startup parameter: search_path." in told
        told = await refusal(f"{url}x")
        assert "does not exist: make it" in told
        assert f'It says: database "{url.rpartition("/")[2]}x" does not exist.' in told
    with pooled(postgres_url, tool=tool, max_client_conn=1) as url:
        assert "It says: no more connections allowed (max_client_conn)." in await refusal(url)


async def test_a_server_that_its_pooler_does_not_reach_is_not_there_just_now(own_postgres: PostgresServer) -> None:
    with pooled(own_postgres.database()) as url:
        await (await SqlStore.open(url)).close()
        own_postgres.stop()
        with pytest.raises(DatabaseAway, match="does not reach it, or has no session left"):
            await SqlStore.open(url)
        with pytest.raises(DatabaseAway, match="is behind a pooler that does not reach it: start the server") as told:
            await SqlStore.open(url)
        assert "It says: server login has been failing" in str(told.value)
