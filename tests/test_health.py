"""All is well while every part is, and the database is not asked more often than its answer is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from bot import health, scheduler
from bot.domain.errors import StoreUnavailable
from bot.health import Health, HealthState
from tests.support.platforms import Steady


class Asked:
    """A database that counts how often it is asked, and can be away or never answer."""

    waiting_answers = 3

    def __init__(self) -> None:
        self.times = 0
        self.away = self.hangs = False

    async def probe(self) -> Mapping[str, int]:
        self.times += 1
        if self.away:
            raise StoreUnavailable
        if self.hangs:
            await asyncio.Event().wait()
        return {"posted": 1}


def state(*, age: float | None = 1.0, database: bool = True, **platforms: bool) -> HealthState:
    return HealthState(platforms, database, age)


@pytest.mark.parametrize(("age", "ticking"), [(None, False), (0.0, True), (29.9, True), (30.0, False)])
def test_the_clock_is_well_for_thirty_seconds_after_a_round(age: float | None, ticking: bool) -> None:
    assert state(age=age).ticking is ticking
    assert state(age=age).ready is ticking


def test_a_clock_that_misses_ten_ticks_is_still_well_and_one_that_never_rests_is_none() -> None:
    assert 1.0 <= scheduler.TICK_SECONDS < health.STALE_AFTER / 10


def test_people_are_served_when_the_database_and_every_platform_are_there() -> None:
    assert state().ready
    assert state(discord=True, slack=True).ready
    assert not state(discord=True, slack=False).ready
    assert not state(database=False, discord=True).ready


async def test_the_database_is_asked_again_after_more_than_five_seconds() -> None:
    store, seconds = Asked(), [100.0]
    parts = Health([Steady("discord")], store, lambda: 1.0, lambda: seconds[0])
    for at, times in ((100.0, 1), (104.9, 1), (105.0, 1), (105.1, 2), (110.1, 2), (110.2, 3)):
        seconds[0] = at
        assert (await parts.state()).database
        assert store.times == times, at


async def test_many_who_ask_at_once_ask_the_database_once() -> None:
    store = Asked()
    parts = Health([], store, lambda: 1.0, lambda: 0.0)
    await asyncio.gather(*(parts.state() for _ in range(20)))
    assert store.times == 1


async def test_a_database_that_is_away_or_does_not_answer_is_not_writable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PROBE_TIMEOUT", 0.01)
    for trouble in ("away", "hangs"):
        store = Asked()
        setattr(store, trouble, True)
        found = await Health([], store, lambda: 1.0, lambda: 0.0).state()
        assert (found.database, found.postings, found.waiting) == (False, None, 3)


def test_a_database_that_does_not_answer_is_given_up_before_it_is_asked_again() -> None:
    assert health.PROBE_TIMEOUT < health.PROBE_EVERY
