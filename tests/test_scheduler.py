"""The clock asks for round after round, whatever becomes of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot import scheduler
from bot.scheduler import Scheduler


@dataclass
class WallClock:
    """A machine's clock that can be set; it goes on by itself."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Rounds:
    """Rounds that can be held up and can fail."""

    def __init__(self) -> None:
        self.begun = 0
        self.at_once = 0
        self.most = 0
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.fails = False
        self.changed = asyncio.Condition()

    async def run(self) -> None:
        self.begun += 1
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        async with self.changed:
            self.changed.notify_all()
        await self.may_end.wait()
        self.at_once -= 1
        if self.fails:
            raise RuntimeError("broken")

    async def until(self, begun: int) -> None:
        """Wait until so many rounds have begun."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.begun >= begun)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock tick fast."""
    monkeypatch.setattr(scheduler, "TICK_SECONDS", 0.05)


async def test_rounds_follow_each_other_from_the_start() -> None:
    rounds = Rounds()
    clock = Scheduler(rounds)
    clock.start()
    await rounds.until(3)
    await clock.stop(5)


async def test_a_round_that_hangs_holds_up_none_after_it_until_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "MAX_TICKS", 3)
    rounds = Rounds()
    rounds.may_end.clear()
    clock = Scheduler(rounds)
    clock.start()
    await rounds.until(4)  # the first, and three of the clock's
    rounds.may_end.set()
    await rounds.until(8)
    await clock.stop(5)
    assert rounds.most == 4


async def test_a_round_that_fails_is_reported_and_followed_by_the_next(caplog: pytest.LogCaptureFixture) -> None:
    rounds = Rounds()
    rounds.fails = True
    clock = Scheduler(rounds)
    clock.start()
    await rounds.until(3)
    await clock.stop(5)
    assert "daily: a round failed" in caplog.text


async def test_the_end_waits_for_the_round_under_way_but_not_for_ever(caplog: pytest.LogCaptureFixture) -> None:
    rounds = Rounds()
    rounds.may_end.clear()
    clock = Scheduler(rounds)
    clock.start()
    await rounds.until(1)
    stopping = asyncio.create_task(clock.stop(5))
    rounds.may_end.set()
    await stopping
    assert rounds.at_once == 0
    begun = rounds.begun
    held = Rounds()
    held.may_end.clear()
    other = Scheduler(held)
    other.start()
    await held.until(1)
    await other.stop(0.05)
    assert "a round was cut off" in caplog.text
    assert rounds.begun == begun


async def test_its_age_runs_from_the_end_of_the_last_round_that_went_well() -> None:
    rounds = Rounds()
    rounds.may_end.clear()
    clock = Scheduler(rounds)
    assert clock.tick_age() is None
    clock.start()
    await rounds.until(1)
    assert clock.tick_age() is None
    rounds.may_end.set()
    await rounds.until(3)
    loop = asyncio.get_running_loop()
    ended_at = clock._ended_at
    assert ended_at is not None
    assert clock.tick_age() == pytest.approx(loop.time() - ended_at, abs=1)
    rounds.fails = True
    await rounds.until(rounds.begun + 1)
    failing_since = clock._ended_at
    await rounds.until(rounds.begun + 3)
    assert clock._ended_at == failing_since
    await clock.stop(5)


async def test_an_end_before_the_first_round_is_quiet(caplog: pytest.LogCaptureFixture) -> None:
    clock = Scheduler(Rounds())
    clock.start()
    await clock.stop(5)
    assert "cut off" not in caplog.text


async def test_a_round_that_ends_in_time_is_not_said_to_be_cut_off(caplog: pytest.LogCaptureFixture) -> None:
    rounds = Rounds()
    rounds.may_end.clear()
    clock = Scheduler(rounds)
    clock.start()
    await rounds.until(1)
    stopping = asyncio.create_task(clock.stop(60))
    await asyncio.sleep(0)
    rounds.may_end.set()
    await stopping
    assert rounds.at_once == 0
    assert "cut off" not in caplog.text


@pytest.mark.parametrize(("hours", "said"), [(-1, "went back by 3600 s"), (1, "went forward by 3600 s")])
async def test_a_clock_that_is_set_holds_up_no_round_and_is_reported_once(
    hours: int, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    rounds, wall = Rounds(), WallClock()
    clock = Scheduler(rounds, wall)
    clock.start()
    await rounds.until(2)
    wall.ahead += timedelta(hours=hours)
    await rounds.until(6)
    assert caplog.text.count(said) == 1
    wall.ahead += timedelta(seconds=5)  # as clocks are set over the network
    await rounds.until(8)
    await clock.stop(5)
    assert caplog.text.count("this machine's clock") == 1
