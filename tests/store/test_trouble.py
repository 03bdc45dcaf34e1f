"""No room, somebody else's lock, a limit on files: told as such, nothing half written, and over when it is over."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator

import pytest

from bot.domain.errors import StoreBusy, StoreFull
from bot.domain.records import Person
from bot.store import sqlite
from bot.store.store import SqlStore
from tests.store.processes import Helper
from tests.store.world import ANA, ON_SQLITE, World

pytestmark = ON_SQLITE


async def test_a_full_disk_is_told_to_every_waiter_and_is_over_when_there_is_room(world: World) -> None:
    posting = await world.daily()
    ((pages,),) = await world.store._writer.fetch("PRAGMA page_count")
    await world.store._writer.fetch(f"PRAGMA max_page_count = {pages}")
    people = [Person("terminal", str(number)) for number in range(2000)]
    told = await asyncio.gather(*(world.answer(posting, each) for each in people), return_exceptions=True)
    refused = [each for each in told if isinstance(each, BaseException)]
    assert {type(each) for each in refused} == {StoreFull}
    assert await world.count("answer") == len(people) - len(refused)
    with pytest.raises(StoreFull):
        await asyncio.gather(*(world.store.choose(each) for each in people))
    assert await world.sums_hold()
    await world.store._writer.fetch("PRAGMA max_page_count = 100000")
    again = await asyncio.gather(*(world.answer(posting, each) for each in people))
    assert sum(each.new for each in again) == len(refused)
    assert await world.count("answer") == len(people)
    assert await world.sums_hold()


def test_a_limit_on_the_file_is_told_and_is_over_when_it_is_lifted(store_url: str) -> None:
    """The system itself refuses to let the file grow, as a quota does."""
    helper = Helper("limited", store_url)
    lines = helper.go().rest()
    assert lines[0] == "refused StoreUnavailable"
    assert lines[1] == "then answered"
    assert helper.code() == 0


@pytest.fixture
async def hurried(store: SqlStore, store_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """A store that gives up soon when its file is locked."""
    await store.close()
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    hurried = await SqlStore.open(store_url)
    yield World(hurried, store_url)
    await hurried.close()


async def test_a_lock_of_another_process_is_told_and_is_over_when_it_is_gone(hurried: World) -> None:
    posting = await hurried.daily()
    other = sqlite3.connect(hurried.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    told = await asyncio.gather(
        *(hurried.answer(posting, Person("terminal", str(number))) for number in range(5)),
        hurried.store.choose(ANA),
        return_exceptions=True,
    )
    assert {type(each) for each in told} == {StoreBusy}
    assert await hurried.store.find(ANA) is None
    other.execute("ROLLBACK")
    other.close()
    assert (await hurried.answer(posting)).new


async def test_at_the_end_writing_waits_only_briefly(store: SqlStore) -> None:
    await store.hurry()
    assert await store._writer.fetch("PRAGMA busy_timeout") == [(sqlite.LAST_WAIT_MS,)]
    await store.close()
    await store.hurry()


async def test_reading_does_not_wait_for_a_writer(hurried: World) -> None:
    await hurried.store.choose(ANA)
    other = sqlite3.connect(hurried.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert await hurried.store.find(ANA) is not None
    other.close()
