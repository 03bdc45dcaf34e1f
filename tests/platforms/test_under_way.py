"""The end waits for what is under way, for a while, and for nothing else."""

from __future__ import annotations

import asyncio

import pytest

from bot.platforms.under_way import UnderWay
from tests.support.loop import steered


@pytest.mark.parametrize(("limit", "waited", "ended"), [(5.0, 2.0, [1, 2]), (1.5, 1.5, [1]), (0.5, 0.5, [])])
def test_a_drain_waits_until_all_have_ended_or_its_time_is_over(limit: float, waited: float, ended: list[int]) -> None:
    async def main() -> float:
        under_way = UnderWay()
        tasks = {seconds: under_way.start(asyncio.sleep(seconds)) for seconds in (1, 2)}
        await under_way.drain(limit)
        assert [seconds for seconds, task in tasks.items() if task.done()] == ended
        assert not any(task.cancelled() for task in tasks.values())
        return asyncio.get_running_loop().time()

    assert steered(main())[0] == pytest.approx(waited)


def test_with_nothing_under_way_a_drain_is_over_at_once() -> None:
    assert steered(UnderWay().drain(9)) == (None, 0.0)


def test_what_is_started_has_a_result_and_leaves_when_it_has_ended() -> None:
    async def main() -> str:
        under_way = UnderWay()
        result = await under_way.start(asyncio.sleep(1, "done"))
        await under_way.drain(9)
        return result

    result, seconds = steered(main())
    assert result == "done"
    assert seconds == pytest.approx(1)


def test_a_task_that_holds_itself_is_waited_for_and_does_not_wait_for_itself() -> None:
    async def main() -> float:
        under_way = UnderWay()

        async def held() -> None:
            under_way.hold()
            await asyncio.sleep(1)

        under_way.hold()
        other = asyncio.create_task(held())
        await asyncio.sleep(0)
        await under_way.drain(9)
        assert other.done()
        return asyncio.get_running_loop().time()

    assert steered(main())[0] == pytest.approx(1)


def test_what_is_cut_ends_at_once() -> None:
    async def main() -> float:
        under_way = UnderWay()
        task = under_way.start(asyncio.sleep(60))
        under_way.cut()
        await under_way.drain(9)
        assert task.cancelled()
        return asyncio.get_running_loop().time()

    assert steered(main())[0] == 0
