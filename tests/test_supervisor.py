"""Platforms run side by side: none stops another, and one that refuses us is tried again."""

from __future__ import annotations

import asyncio

import pytest

from bot import supervisor
from bot.ports.platform import PlatformUnusable
from bot.supervisor import Supervisor
from tests.support.platforms import Refused, Steady


async def test_one_that_refuses_us_is_reported_and_tried_again_beside_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(supervisor, "RETRY", 0.01)
    steady, refused, stop = Steady(), Refused(times=3), asyncio.Event()
    both = Supervisor([steady, refused])
    running = asyncio.create_task(both.run(stop))
    await refused.begun.wait()
    assert caplog.text.count("refused: Set another token. Trying again in") == 3
    assert not steady.stopping.is_set()
    stop.set()
    await running
    await both.stop(1.0)
    assert (steady.stopped_with, refused.stopped_with) == ([1.0], [1.0])


async def test_what_breaks_unforeseen_beside_others_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Refused):
        async def run(self) -> None:
            if self.left:
                self.left -= 1
                raise RuntimeError
            await super().run()

    monkeypatch.setattr(supervisor, "RETRY", 0.01)
    steady, broken, stop = Steady(), Broken("broken"), asyncio.Event()
    both = Supervisor([steady, broken])
    running = asyncio.create_task(both.run(stop))
    await broken.begun.wait()
    assert "broken: ended" in caplog.text
    stop.set()
    await running
    await both.stop(1.0)


@pytest.mark.parametrize("error", [RuntimeError, PlatformUnusable])
async def test_what_ends_the_last_one_is_raised(error: type[Exception]) -> None:
    class Ending(Steady):
        async def run(self) -> None:
            raise error

    alone = Supervisor([Ending()])
    with pytest.raises(error):
        await alone.run(asyncio.Event())
    await alone.stop(1.0)


async def test_when_all_the_others_are_waiting_to_be_tried_again_the_last_refusal_is_raised() -> None:
    both = Supervisor([Refused("one", times=9), Refused("two", times=9)])
    with pytest.raises(PlatformUnusable, match="Set another token"):
        await both.run(asyncio.Event())
    await both.stop(1.0)


async def test_a_platform_that_does_not_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hanging(Steady):
        async def stop(self, seconds: float) -> None:
            self.stopped_with.append(seconds)

    monkeypatch.setattr(supervisor, "CANCEL_AFTER", 0.01)
    hanging, stop = Hanging(), asyncio.Event()
    alone = Supervisor([hanging])
    running = asyncio.create_task(alone.run(stop))
    await hanging.begun.wait()
    stop.set()
    await running
    await alone.stop(1.0)
    assert hanging.stopped_with == [1.0]


async def test_one_that_refuses_us_rests_for_five_minutes_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    steady, refused, stop, slept = Steady(), Refused(), asyncio.Event(), asyncio.Event()
    rests: list[float] = []

    async def sleep(seconds: float) -> None:
        rests.append(seconds)
        slept.set()
        await asyncio.Event().wait()

    both = Supervisor([steady, refused])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(asyncio, "sleep", sleep)
        running = asyncio.create_task(both.run(stop))
        await slept.wait()
    assert rests == [300.0]
    assert "Trying again in 5 minutes." in caplog.text
    assert not refused.begun.is_set()
    stop.set()
    await running
    await both.stop(1.0)


async def test_one_that_has_come_back_counts_as_running_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one may then be refused without an end to both."""

    class Late(Refused):
        def __init__(self, after: asyncio.Event) -> None:
            super().__init__("late")
            self.after = after

        async def run(self) -> None:
            await self.after.wait()
            await super().run()

    monkeypatch.setattr(supervisor, "RETRY", 0.01)
    first, stop = Refused("first"), asyncio.Event()
    late = Late(first.begun)
    both = Supervisor([first, late])
    running = asyncio.create_task(both.run(stop))
    await late.begun.wait()
    stop.set()
    await running
    await both.stop(1.0)


async def test_platforms_that_end_by_themselves_end_the_whole() -> None:
    class Ending(Steady):
        async def run(self) -> None:
            self.begun.set()

    both = Supervisor([Ending("one"), Ending("two")])
    await both.run(asyncio.Event())
    await both.stop(1.0)


async def test_a_platform_that_ends_soon_after_it_was_asked_to_is_not_cut_off() -> None:
    class Tidy(Steady):
        tidied = False

        async def run(self) -> None:
            await super().run()
            for _ in range(20):
                await asyncio.sleep(0)
            self.tidied = True

    tidy, stop = Tidy(), asyncio.Event()
    alone = Supervisor([tidy])
    running = asyncio.create_task(alone.run(stop))
    await tidy.begun.wait()
    stop.set()
    await running
    await alone.stop(1.0)
    assert tidy.tidied
