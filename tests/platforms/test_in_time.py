"""Work that takes longer than an acknowledgement can wait goes on behind it."""

from __future__ import annotations

import asyncio

import pytest

from bot.platforms import in_time as room
from bot.platforms.in_time import PATIENCE, in_time
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
