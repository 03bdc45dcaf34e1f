"""PostgreSQL as it is met: servers that go away, locks, and databases that cannot be used."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.domain.errors import DatabaseUnusable, StoreBusy, StoreUnavailable
from bot.domain.records import Person
from bot.store import postgres as engine
from bot.store.store import SqlStore
from tests.store.world import ANA, BIA, ON_POSTGRES, World, opened
from tests.support.ports import free_port
from tests.support.postgres import PostgresServer

HOLD = "SELECT pg_advisory_xact_lock(1347571542)"


async def refusal(url: str) -> str:
    """Return the sentence with which a database is refused."""
    with pytest.raises(DatabaseUnusable) as refused:
        await SqlStore.open(url)
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert "hunter2" not in sentence
    return sentence


def name_of(url: str) -> str:
    """Return the name of a database."""
    return url.rpartition("/")[2]


async def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    port = free_port()
    told = await refusal(f"postgresql://ana:hunter2@127.0.0.1:{port}/prova")
    assert f"The database 'prova' at 127.0.0.1:{port} does not answer: start the server" in told


@pytest.mark.parametrize(
    "url", ["postgresql://ana:hunter2@127.0.0.1:port/prova", "postgresql://ana:hunter2@[::1/prova"]
)
async def test_a_url_that_cannot_be_read_is_told_how_it_is_written(url: str) -> None:
    assert "write postgresql://user:password@host:5432/database" in await refusal(url)


async def test_a_database_that_is_not_there_is_to_be_made(postgres: PostgresServer) -> None:
    assert "'nowhere' at 127.0.0.1" in await refusal(postgres.url("nowhere"))
    assert "does not exist: make it" in await refusal(postgres.url("nowhere"))


async def test_a_stranger_is_refused(postgres: PostgresServer) -> None:
    told = await refusal(postgres.url("postgres").replace("prova@", "stranger:hunter2@"))
    assert "refuses us: set the right user and password" in told


async def test_the_database_of_another_program_is_left_alone(postgres: PostgresServer, postgres_url: str) -> None:
    postgres.sql(name_of(postgres_url), "CREATE TABLE migration (id int); CREATE TABLE bookmark (id int)")
    assert "belongs to another program" in await refusal(postgres_url)
    assert postgres.sql(name_of(postgres_url), "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'") == "2"


async def test_a_database_in_another_encoding_is_refused(postgres: PostgresServer) -> None:
    postgres.sql("postgres", "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    assert "is encoded in LATIN1: make a database with ENCODING 'UTF8'" in await refusal(postgres.url("latin"))


async def test_a_user_who_may_not_make_tables_is_told_so(postgres: PostgresServer, postgres_url: str) -> None:
    postgres.sql("postgres", "CREATE USER reader")
    assert "cannot be written: let its user make tables" in await refusal(postgres_url.replace("prova@", "reader@"))


async def test_a_newer_database_is_refused(postgres: PostgresServer, postgres_url: str) -> None:
    async with opened(postgres_url):
        postgres.sql(name_of(postgres_url), "INSERT INTO migration VALUES ('9999-future', 0)")
    assert "newer version of the bot (migration 9999-future)" in await refusal(postgres_url)


async def test_what_is_acknowledged_is_on_the_disk(postgres: PostgresServer, postgres_url: str) -> None:
    postgres.sql("postgres", f"ALTER DATABASE {name_of(postgres_url)} SET synchronous_commit = off")
    async with opened(postgres_url) as store, store._writer.transaction():
        assert await store._writer.fetch("SHOW synchronous_commit") == [("on",)]


async def test_an_outage_is_told_and_is_over_when_the_server_is_back(own_postgres: PostgresServer) -> None:
    url = own_postgres.database()
    async with opened(url) as store:
        world = World(store, url)
        posting = await world.daily()
        assert (await world.answer(posting, ANA)).new
        own_postgres.stop()
        told = await asyncio.gather(
            world.answer(posting, BIA), store.find(ANA), store.choose(ANA), return_exceptions=True
        )
        assert {type(each) for each in told} == {StoreUnavailable}
        own_postgres.start()
        assert not (await world.answer(posting, ANA)).new
        assert (await world.answer(posting, BIA)).new
        assert await store.find(ANA) is not None
        assert await world.sums_hold()


@ON_POSTGRES
async def test_a_connection_that_is_lost_while_nothing_happens_is_not_noticed(world: World) -> None:
    posting = await world.daily()
    await world.store.find(ANA)
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = "
    for _ in range(3):
        await world.rows(f"{others} current_database()")
        assert (await world.answer(posting, Person("terminal", str(_)))).new
        assert await world.store.find(Person("terminal", str(_))) is not None


@ON_POSTGRES
async def test_a_connection_that_is_lost_in_a_transaction_leaves_nothing(world: World) -> None:
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = "

    async def half() -> None:
        async with world.store._writer.transaction():
            await world.store._writer.fetch("INSERT INTO memo (name, value) VALUES ('a', 'b')")
            await world.rows(f"{others} current_database()")

    with pytest.raises(StoreUnavailable):
        await half()
    assert await world.count("memo") == 0
    await world.store.remember("a", "c")
    assert await world.store.remembered("a") == "c"


@ON_POSTGRES
async def test_cancelling_in_the_middle_leaves_nothing_and_lets_the_next_one_in(world: World) -> None:
    inside = asyncio.Event()

    async def slow() -> None:
        async with world.store._writer.transaction():
            await world.store._writer.fetch("INSERT INTO memo (name, value) VALUES ('a', 'b')")
            inside.set()
            await world.store._writer.fetch("SELECT pg_sleep(60)")

    task = asyncio.create_task(slow())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await world.store.remember("c", "d")
    assert await world.count("memo") == 1


@pytest.fixture
async def hurried(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """A store that gives up soon when another process writes."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.3)
    async with opened(postgres_url) as store:
        yield World(store, postgres_url)


async def test_another_process_that_writes_is_waited_for_and_then_told_of(hurried: World) -> None:
    posting = await hurried.daily()
    async with opened(hurried.url) as other:
        async with other._writer.transaction():
            told = await asyncio.gather(
                *(hurried.answer(posting, Person("terminal", str(number))) for number in range(5)),
                hurried.store.choose(ANA),
                return_exceptions=True,
            )
            assert {type(each) for each in told} == {StoreBusy}
            assert await hurried.store.find(ANA) is None
        assert (await hurried.answer(posting)).new


async def test_a_process_that_hangs_in_the_middle_loses_its_turn(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "IDLE_SECONDS", 0.5)
    async with opened(postgres_url) as hanging, opened(postgres_url) as other:

        async def half() -> None:
            async with hanging._writer.transaction():
                await hanging._writer.fetch("INSERT INTO memo (name, value) VALUES ('a', 'hanging')")
                await other.remember("b", "other")

        with pytest.raises(StoreUnavailable):
            await half()
        assert await other.remembered("a") is None
        assert await hanging.remembered("b") == "other"


def test_question_marks_become_numbers() -> None:
    assert engine._numbered("SELECT ?, ? WHERE a = ?") == "SELECT $1, $2 WHERE a = $3"
    assert engine._numbered("SELECT 1") == "SELECT 1"
