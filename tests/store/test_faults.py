"""PostgreSQL in trouble: one that only reads, hangs, loses an answer, or hands over to its standby."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TypeVar

import asyncpg
import pytest

from bot.domain.errors import StoreBusy, StoreUnavailable, StoreUncertain
from bot.domain.records import Person, Recorded
from bot.ports.store import Attempt
from bot.store import answer_transaction, answers, connection, postgres_servers, turns
from bot.store.answer_transaction import Outcome
from bot.store.connection import Connection
from bot.store.postgres_errors import is_lost
from tests.store.world import ANA, BIA, CAIO, ON_POSTGRES, World, opened
from tests.support.postgres import PostgresServer, own_server
from tests.support.proxy import Proxy, proxy_before
from tests.support.tools import need

T = TypeVar("T")

PEOPLE = [Person("terminal", str(number)) for number in range(40)]


async def repeated(act: Callable[[], Awaitable[T]]) -> T:
    """Do as people do who are refused: the same again."""
    while True:
        try:
            return await act()
        except StoreUnavailable:
            await asyncio.sleep(0)


async def pressed(world: World, posting: int, who: Person = ANA) -> Recorded:
    """Answer until it is not refused."""
    return await repeated(lambda: world.answer(posting, who))


@pytest.fixture
async def proxy(postgres: PostgresServer) -> AsyncIterator[Proxy]:
    """A network before the server that all tests share."""
    async with proxy_before(postgres.port) as proxy:
        yield proxy


@pytest.fixture
async def behind(postgres: PostgresServer, postgres_url: str, proxy: Proxy) -> AsyncIterator[World]:
    """A store behind that network."""
    url = postgres_url.replace(str(postgres.port), str(proxy.port))
    async with opened(url) as store:
        yield World(store, url)


@ON_POSTGRES
async def test_a_writer_that_met_a_read_only_server_writes_again_once_it_may(
    world: World, postgres: PostgresServer
) -> None:
    posting, name = await world.daily(), world.url.rpartition("/")[2]
    postgres.sql("postgres", f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    postgres.sql("postgres", f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    told = await asyncio.gather(
        *(world.answer(posting, who) for who in PEOPLE), world.store.choose(ANA), return_exceptions=True
    )
    assert {type(each) for each in told} == {StoreUnavailable}
    assert await world.store.find(ANA) is None
    postgres.sql("postgres", f"ALTER DATABASE {name} RESET default_transaction_read_only")
    assert (await pressed(world, posting)).new
    assert await world.sums_hold()


@pytest.mark.parametrize(
    ("error", "lost"),
    [
        (asyncpg.ReadOnlySQLTransactionError, True),
        (asyncpg.AdminShutdownError, True),
        (asyncpg.CrashShutdownError, True),
        (asyncpg.CannotConnectNowError, True),
        (asyncpg.SerializationError, True),  # a standby's conflict with what it has to repeat
        (asyncpg.IdleInTransactionSessionTimeoutError, True),
        (asyncpg.ProtocolViolationError, True),  # PgBouncer: server conn crashed?
        (asyncpg.TooManyConnectionsError, True),
        (asyncpg.InternalServerError, True),
        (asyncpg.ConnectionDoesNotExistError, True),
        (ConnectionResetError, True),
        (TimeoutError, True),
        (asyncpg.UniqueViolationError, False),
        (asyncpg.DataError, False),
        (asyncpg.UndefinedTableError, False),
        (asyncpg.LockNotAvailableError, False),
        (asyncpg.DeadlockDetectedError, False),
        (asyncpg.DiskFullError, False),
        (asyncpg.QueryCanceledError, False),
        (ValueError, False),
    ],
)
def test_an_error_of_the_server_costs_the_connection_and_one_of_the_statement_does_not(
    error: type[Exception], lost: bool
) -> None:
    assert is_lost(error("said")) is lost


async def test_a_batch_that_cannot_reach_the_server_is_refused_as_one(
    behind: World, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So are those who have come meanwhile, and reads; all goes on when the server answers again."""
    monkeypatch.setattr(connection, "LIMIT_SECONDS", 0.5)
    monkeypatch.setattr(answers, "SHORT_WAIT", 0)
    posting = await behind.daily()
    sizes: list[int] = []
    write = answer_transaction.write

    async def counted(db: Connection, attempts: list[Attempt], *more: object) -> list[Outcome]:
        sizes.append(len(attempts))
        return await write(db, attempts, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(answer_transaction, "write", counted)
    proxy.hangs = True
    first = [asyncio.create_task(behind.answer(posting, who)) for who in PEOPLE[:20]]
    await asyncio.wait(first, timeout=0)
    then = [asyncio.create_task(behind.answer(posting, who)) for who in PEOPLE[20:]]
    told = await asyncio.gather(*first, *then, behind.store.find(ANA), return_exceptions=True)
    assert {type(each) for each in told} == {StoreUnavailable}
    assert sizes == [20]
    proxy.hangs = False
    assert (await pressed(behind, posting)).new
    assert await repeated(lambda: behind.count("answer")) == 1
    assert await behind.sums_hold()


async def test_an_answer_whose_commit_was_not_answered_is_found(behind: World, proxy: Proxy) -> None:
    """It is told as what it is: the first, with its points."""
    posting = await behind.daily()
    proxy.loses = b"COMMIT\0"
    told = await asyncio.gather(*(behind.answer(posting, who) for who in (ANA, BIA)))
    assert proxy.lost == 1
    assert [(each.new, each.total) for each in told] == [(True, 10), (True, 10)]
    assert await behind.count("answer") == 2
    assert not (await behind.answer(posting)).new
    assert await behind.sums_hold()


async def test_an_answer_whose_transaction_was_cut_is_written_all_the_same(behind: World, proxy: Proxy) -> None:
    posting = await behind.daily()
    proxy.loses = b"INSERT 0 1\0"
    told = await asyncio.gather(*(behind.answer(posting, who) for who in (ANA, BIA)))
    assert proxy.lost == 1
    assert [(each.new, each.total) for each in told] == [(True, 10), (True, 10)]
    assert await behind.count("answer") == 2
    assert await behind.sums_hold()


async def test_an_answer_whose_commit_cannot_be_looked_up_is_not_called_refused(
    behind: World, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LIMIT_SECONDS", 0.5)
    posting = await behind.daily()
    proxy.loses, proxy.hangs_then = b"COMMIT\0", True
    with pytest.raises(StoreUncertain):
        await behind.answer(posting)
    proxy.hangs = False
    assert not (await pressed(behind, posting)).new


async def test_a_change_whose_commit_was_not_answered_is_not_called_refused(behind: World, proxy: Proxy) -> None:
    proxy.loses = b"COMMIT\0"
    with pytest.raises(StoreUncertain):
        await behind.store.choose(ANA, language="pt-BR")
    again = await behind.store.choose(ANA)
    assert again.language == "pt-BR"


async def test_those_who_came_while_a_batch_found_no_turn_are_refused_with_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "SHORT_WAIT", 0)
    sizes: list[int] = []
    later: list[asyncio.Task[Recorded]] = []

    async def write(_db: Connection, attempts: list[Attempt], _new_id: object) -> list[Outcome]:
        sizes.append(len(attempts))
        later.extend(asyncio.create_task(world.answer(7, who)) for who in (BIA, CAIO))
        await asyncio.wait(later, timeout=0.01)
        raise StoreBusy

    monkeypatch.setattr(answer_transaction, "write", write)
    with pytest.raises(StoreBusy):
        await world.answer(7)
    told = await asyncio.gather(*later, return_exceptions=True)
    assert [type(each) for each in told] == [StoreBusy, StoreBusy]
    assert sizes == [1]


async def test_writes_behind_one_that_found_no_turn_are_refused_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "SHORT_WAIT", -0.001)
    own, tries = turns.Turns(), 0

    async def write() -> None:
        nonlocal tries
        async with own.take():
            tries += 1
            await asyncio.sleep(0)
            raise StoreBusy

    told = await asyncio.gather(*(write() for _ in range(5)), return_exceptions=True)
    assert {type(each) for each in told} == {StoreBusy}
    assert tries == 1
    with pytest.raises(StoreBusy):
        await write()


async def test_time_is_not_over_while_it_is_this_process_that_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a crowd would be refused, and come again, for no fault of the server's."""

    async def work() -> None:
        async with connection.limit(asyncio.get_running_loop().time()):
            for _ in range(100):
                await asyncio.sleep(0)

    monkeypatch.setattr(connection, "LATE_SECONDS", 3600)
    with pytest.raises(TimeoutError):
        await work()
    monkeypatch.setattr(connection, "LATE_SECONDS", -3600)
    await work()


@pytest.fixture
def pair() -> Iterator[tuple[PostgresServer, PostgresServer]]:
    """A server, and its standby."""
    need("PostgreSQL")
    with own_server() as first, own_server(original=first) as second:
        yield first, second


@pytest.mark.slow
async def test_answers_go_on_at_a_standby_that_takes_over_from_a_server_that_hangs(
    pair: tuple[PostgresServer, PostgresServer],
) -> None:
    """What was acknowledged is there, once: the first server waits for its standby before it says so."""
    first, second = pair
    url = first.database().replace(f":{first.port}", f":{first.port},127.0.0.1:{second.port}")
    async with opened(url) as store:
        world, seen, enough = World(store, url), set[tuple[int, str]](), asyncio.Event()
        postings = [await world.daily(f"q{number}") for number in range(400)]
        first.sql("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'")
        first.sql("postgres", "SELECT pg_reload_conf()")
        handed_over = False

        async def press_on(who: Person) -> None:
            after = 0
            for posting in postings:
                await pressed(world, posting, who)
                seen.add((posting, who.user_id))
                after += handed_over
                if len(seen) > 100:
                    enough.set()
                if after > 20:
                    return

        pressing = [asyncio.create_task(press_on(who)) for who in PEOPLE[:6]]
        await enough.wait()
        await asyncio.to_thread(first.pause)
        await asyncio.to_thread(second.promote)
        handed_over = True
        await asyncio.gather(*pressing)
        await repeated(lambda: store.find(ANA))
        rows = await world.rows("SELECT a.posting_id, l.user_id FROM answer a JOIN learner l ON l.id = a.learner_id")
        assert set(rows) == seen
        assert len(rows) == len(seen)
        assert await world.sums_hold()


def test_each_of_several_servers_has_a_url_of_its_own() -> None:
    assert postgres_servers.servers_of("postgresql://ana:pw@one:1,[::1]:2/prova?sslmode=require") == [
        "postgresql://ana:pw@one:1/prova?sslmode=require",
        "postgresql://ana:pw@[::1]:2/prova?sslmode=require",
    ]
