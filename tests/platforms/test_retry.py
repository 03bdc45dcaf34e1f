"""A call is made again while its error passes; a connection with ever longer pauses."""

from __future__ import annotations

import asyncio
import random

import pytest

from bot.platforms.retry import Backoff, insist, rest
from tests.support.loop import steered


class Line:
    """A call that fails with each of some errors, and then works."""

    def __init__(self, *errors: Exception) -> None:
        """Take the errors, the first one first."""
        self.errors = list(errors)
        self.at: list[float] = []

    async def __call__(self) -> str:
        self.at.append(asyncio.get_running_loop().time())
        if self.errors:
            raise self.errors.pop(0)
        return "done"


def passes(error: Exception) -> float | None:
    """Return the seconds that an OSError carries as its number; nothing else passes."""
    return float(error.errno or 0) if isinstance(error, OSError) else None


@pytest.mark.parametrize(
    ("errors", "at"),
    [
        ((), [0]),
        ((OSError(),), [0, 1]),
        ((OSError(), OSError()), [0, 1, 4]),
        ((OSError(5, "busy"), OSError(1, "busy")), [0, 5, 8]),
    ],
    ids=["works", "one", "two", "longer than the pause"],
)
def test_a_call_is_made_again_after_each_pause(errors: tuple[OSError, ...], at: list[float]) -> None:
    line = Line(*errors)
    result, _ = steered(insist(line, (1, 3), passes))
    assert result == "done"
    assert line.at == pytest.approx(at)


def test_when_the_pauses_are_used_up_the_last_error_is_raised() -> None:
    first, second, last = OSError(), OSError(), OSError(9, "last")
    line = Line(first, second, last)
    with pytest.raises(OSError, match="last") as raised:
        steered(insist(line, (1, 3), passes))
    assert raised.value is last
    assert line.at == pytest.approx([0, 1, 4])


def test_an_error_that_does_not_pass_is_raised_at_once() -> None:
    line = Line(OSError(), ValueError("lasting"))
    with pytest.raises(ValueError, match="lasting"):
        steered(insist(line, (1, 3), passes))
    assert line.at == pytest.approx([0, 1])


class Chance(random.Random):
    """Chance that takes the upper end of what it may."""

    def uniform(self, a: float, b: float) -> float:
        """Return the upper end."""
        return b


def test_pauses_grow_up_to_the_longest_and_begin_anew() -> None:
    backoff = Backoff(1, 5, 2, Chance())
    assert [backoff.draw() for _ in range(5)] == [1, 2, 4, 5, 5]
    backoff.reset()
    assert [backoff.draw() for _ in range(2)] == [1, 2]


def test_chance_shortens_a_pause_by_up_to_a_half() -> None:
    rng = random.Random(3)
    drawn = [Backoff(8, 8, 2, rng).draw() for _ in range(200)]
    assert min(drawn) >= 4
    assert max(drawn) <= 8
    assert max(drawn) - min(drawn) > 3


@pytest.mark.parametrize(("set_after", "waited"), [(0, 0), (2, 2), (9, 3)])
def test_a_rest_ends_with_its_event_or_its_time(set_after: float, waited: float) -> None:
    async def main() -> float:
        event, loop = asyncio.Event(), asyncio.get_running_loop()
        loop.call_later(set_after, event.set)
        await rest(event, 3)
        return loop.time()

    assert steered(main())[0] == pytest.approx(waited)
