"""Work that takes longer than an acknowledgement can wait goes on behind it."""

from __future__ import annotations

import asyncio

import pytest

from bot.platforms import in_time as room
from bot.platforms.in_time import PATIENCE, acknowledged_late, in_time
from tests.support.loop import steered


@pytest.fixture(autouse=True)
def _as_it_is(_unhurried: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give work the time that it has, which the tests of the platforms lengthen."""
    monkeypatch.setattr(room, "PATIENCE", PATIENCE)


@pytest.mark.parametrize(
    ("seconds", "expected", "waited"), [(0.0, True, 0.0), (1.4, True, 1.4), (1.6, False, 1.5), (60.0, False, 1.5)]
)
def test_work_has_a_second_and_a_half(seconds: float, expected: bool, waited: float) -> None:
    async def main() -> tuple[bool, float, str]:
        work = asyncio.create_task(asyncio.sleep(seconds, "done"))
        ended = await in_time(work)
        return ended, asyncio.get_running_loop().time(), await work

    assert PATIENCE == 1.5
    (ended, at, result), total = steered(main())
    assert (ended, result) == (expected, "done")
    assert at == pytest.approx(waited)
    assert total == pytest.approx(seconds)


def test_work_that_fails_has_ended() -> None:
    """Its error is for whoever asks for its result."""

    async def main() -> bool:
        async def broken() -> None:
            raise RuntimeError

        work = asyncio.create_task(broken())
        ended = await in_time(work)
        return ended and isinstance(work.exception(), RuntimeError)

    assert steered(main())[0]


@pytest.mark.parametrize(
    ("seconds", "told", "at"), [(0.0, False, []), (1.4, False, []), (1.6, True, [1.5]), (60.0, True, [1.5])]
)
def test_work_that_takes_longer_is_acknowledged_meanwhile(seconds: float, told: bool, at: list[float]) -> None:
    acknowledged: list[float] = []

    async def acknowledge() -> bool:
        acknowledged.append(asyncio.get_running_loop().time())
        return True

    result, total = steered(acknowledged_late(asyncio.sleep(seconds, "done"), acknowledge))
    assert result == ("done", told)
    assert acknowledged == pytest.approx(at)
    assert total == pytest.approx(seconds)


def test_an_acknowledgement_under_way_is_waited_for() -> None:
    """Its reply goes into the place of the acknowledgement, which has to be there."""

    async def acknowledge() -> bool:
        await asyncio.sleep(3)
        return False

    result, total = steered(acknowledged_late(asyncio.sleep(2, "done"), acknowledge))
    assert result == ("done", False)
    assert total == pytest.approx(4.5)


def test_work_that_fails_in_time_is_not_acknowledged_afterwards() -> None:
    async def main() -> None:
        async def broken() -> None:
            raise RuntimeError

        async def acknowledge() -> bool:
            raise AssertionError("acknowledged")

        with pytest.raises(RuntimeError):
            await acknowledged_late(broken(), acknowledge)
        await asyncio.sleep(10)

    steered(main())
