"""Waiting answers: nobody is told before the commit, and no waiter can harm another."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import StoreBusy, StoreFull, StoreUnavailable, UnknownPosting
from bot.domain.records import Person
from bot.ports.store import Attempt
from bot.store import answer_transaction
from bot.store.answer_transaction import Outcome
from bot.store.connection import Connection, Row, Steps
from bot.store.sqlite import SqliteConnection
from bot.store.store import SqlStore
from tests.store.world import ANA, BIA, CAIO, ON_SQLITE, World


class Gate:
    """Stands before the COMMIT of a store: holds it up, or makes it fail; and counts the trips to the database."""

    def __init__(self, store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
        """Take the place of the writer's statements."""
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()
        self.failure: Exception | None = None
        self.trips = 0
        self._fetch = store._writer.fetch
        self._many = store._writer.many
        monkeypatch.setattr(store._writer, "fetch", self.fetch)
        monkeypatch.setattr(store._writer, "many", self.many)
        if isinstance(store._writer, SqliteConnection):
            self._loop = asyncio.get_running_loop()
            self._drive = store._writer._drive
            monkeypatch.setattr(store._writer, "_drive", self.drive_in_thread)

    async def hold(self) -> None:
        self.reached.set()
        await self.opened.wait()
        if self.failure:
            raise self.failure

    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        self.trips += 1
        if sql == "COMMIT":
            await self.hold()
        return await self._fetch(sql, values)

    async def many(self, sql: str, rows: Sequence[Row]) -> None:
        self.trips += bool(rows)
        await self._many(sql, rows)

    def drive_in_thread(self, steps: Steps[Any]) -> object:
        self.trips += 1
        result = self._drive(steps)
        asyncio.run_coroutine_threadsafe(self.hold(), self._loop).result()
        return result


async def test_nobody_is_told_before_the_commit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    posting = await world.daily()
    gate = Gate(world.store, monkeypatch)
    waiter = asyncio.create_task(world.answer(posting))
    await gate.reached.wait()
    assert not waiter.done()
    assert await world.count("answer") == 0
    gate.opened.set()
    assert (await waiter).new
    assert await world.count("answer") == 1


async def test_a_commit_that_fails_is_told_and_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    posting = await world.daily()
    gate = Gate(world.store, monkeypatch)
    gate.opened.set()
    gate.failure = StoreUnavailable()
    told = await asyncio.gather(*(world.answer(posting, who) for who in (ANA, BIA)), return_exceptions=True)
    assert [type(each) for each in told] == [StoreUnavailable, StoreUnavailable]
    assert await world.count("answer") == 0
    gate.failure = None
    assert (await world.answer(posting)).new


@pytest.mark.parametrize("trouble", [StoreBusy, StoreFull])
async def test_a_batch_that_finds_no_turn_or_no_room_is_not_tried_again_one_by_one(
    world: World, monkeypatch: pytest.MonkeyPatch, trouble: type[StoreUnavailable]
) -> None:
    sizes: list[int] = []

    async def write(_db: Connection, attempts: list[Attempt], _new_id: object) -> list[Outcome]:
        sizes.append(len(attempts))
        raise trouble

    monkeypatch.setattr(answer_transaction, "write", write)
    told = await asyncio.gather(*(world.answer(7, who) for who in (ANA, BIA, CAIO)), return_exceptions=True)
    assert [type(each) for each in told] == [trouble] * 3
    assert sizes == [3]


@pytest.mark.parametrize("trouble", [StoreBusy, StoreFull])
async def test_once_one_of_a_batch_finds_no_turn_or_no_room_the_rest_is_not_tried(
    world: World, monkeypatch: pytest.MonkeyPatch, trouble: type[StoreUnavailable]
) -> None:
    """A batch that failed for another reason is tried one by one."""
    sizes: list[int] = []

    async def write(_db: Connection, attempts: list[Attempt], _new_id: object) -> list[Outcome]:
        sizes.append(len(attempts))
        if len(attempts) > 1:
            raise StoreUnavailable
        if attempts[0].person == BIA:
            raise trouble
        return [UnknownPosting()]

    monkeypatch.setattr(answer_transaction, "write", write)
    told = await asyncio.gather(*(world.answer(7, who) for who in (ANA, BIA, CAIO)), return_exceptions=True)
    assert [type(each) for each in told] == [UnknownPosting, trouble, trouble]
    assert sizes == [3, 1, 1]


async def test_a_waiter_who_leaves_before_the_batch_is_not_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    posting = await world.daily()
    gate = Gate(world.store, monkeypatch)
    first = asyncio.create_task(world.answer(posting, ANA))
    await gate.reached.wait()
    leaver, stayer = (asyncio.create_task(world.answer(posting, who)) for who in (BIA, CAIO))
    await asyncio.wait([leaver], timeout=0)
    leaver.cancel()
    gate.opened.set()
    assert (await first).new
    assert (await stayer).new
    assert leaver.cancelled()
    assert await world.count("answer") == 2


async def test_a_waiter_who_leaves_during_the_commit_harms_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    posting = await world.daily()
    gate = Gate(world.store, monkeypatch)
    leaver, stayer = (asyncio.create_task(world.answer(posting, who)) for who in (ANA, BIA))
    await gate.reached.wait()
    leaver.cancel()
    gate.opened.set()
    assert (await stayer).new
    assert not (await world.answer(posting, ANA)).new


async def test_another_write_that_is_cancelled_is_rolled_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    posting = await world.daily()
    gate = Gate(world.store, monkeypatch)
    choosing = asyncio.create_task(world.store.choose(ANA, language="pt_BR"))
    await gate.reached.wait()
    choosing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await choosing
    assert await world.store.find(ANA) is None
    gate.opened.set()
    assert (await world.answer(posting)).new


async def test_a_drain_that_is_stopped_leaves_nobody_waiting(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    posting = await world.daily()
    gate = Gate(world.store, monkeypatch)
    first = asyncio.create_task(world.answer(posting, ANA))
    await gate.reached.wait()
    second = asyncio.create_task(world.answer(posting, BIA))
    await asyncio.wait([second], timeout=0)
    assert world.store._draining
    world.store._draining.cancel()
    await asyncio.wait([first, second])
    assert first.cancelled()
    assert second.cancelled()
    assert await world.count("answer") == 0
    gate.opened.set()
    assert (await world.answer(posting, ANA)).new


@pytest.mark.usefixtures("store")
async def test_closing_writes_what_still_waits_and_then_refuses(store_url: str) -> None:
    second = await SqlStore.open(store_url)
    world = World(second, store_url)
    posting = await world.daily()
    waiters = [asyncio.create_task(world.answer(posting, who)) for who in (ANA, BIA, CAIO)]
    await asyncio.wait(waiters, timeout=0)
    await second.close()
    assert [(await waiter).new for waiter in waiters] == [True] * 3
    with pytest.raises(StoreUnavailable):
        await world.answer(posting)
    with pytest.raises(StoreUnavailable):
        await second.find(ANA)
    with pytest.raises(StoreUnavailable):
        await second.choose(ANA, listed=False)
    await second.close()


async def test_an_answer_takes_few_trips_and_a_batch_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    daily, practice = await world.daily("q1"), await world.practice(ANA, "q2")
    gate = Gate(world.store, monkeypatch)
    gate.opened.set()
    await world.answer(daily, ANA)
    most = 1 if world.store._writer.engine == "sqlite" else 6  # the last removes emptied slots of the histogram
    assert gate.trips <= most
    await world.answer(practice, ANA)
    assert gate.trips <= most * 2
    people = [Person("terminal", str(number)) for number in range(100)]
    await asyncio.gather(*(world.answer(daily, person) for person in people))
    assert gate.trips <= most * 3 + 1


@ON_SQLITE
async def test_the_database_file_is_one_file_after_closing(store_url: str) -> None:
    store = await SqlStore.open(store_url)
    await store.upgrade()
    await store.close()
    folder = Path(store_url.removeprefix("sqlite:///")).parent
    assert [path.name for path in folder.iterdir()] == ["store.db"]
