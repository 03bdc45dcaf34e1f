"""Repeated tries: of one call, a few times; of a connection, with ever longer pauses until it is time to stop."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

_T = TypeVar("_T")


async def insist(
    call: Callable[[], Awaitable[_T]], pauses: Sequence[float], passes: Callable[[Exception], float | None]
) -> _T:
    """Return the result of *call*, called again after each of *pauses* while its error is one that passes.

    *passes* returns the seconds that an error takes at least, or None for one that will not pass. Raises the error that
    does not, or the last one.
    """
    for pause in pauses:
        try:
            return await call()
        except Exception as error:
            wait = passes(error)
            if wait is None:
                raise
        await asyncio.sleep(max(pause, wait))
    return await call()


class Backoff:
    """Pauses between tries, each longer than the one before up to a longest, and shortened by chance up to a half."""

    def __init__(self, first: float, longest: float, growth: float, rng: random.Random) -> None:
        """Begin with the pause *first*; the next one is *growth* times as long."""
        self._first = self._pause = first
        self._longest = longest
        self._growth = growth
        self._rng = rng

    def draw(self) -> float:
        """Return the seconds of the next pause, and let the one after it be longer."""
        pause = self._pause
        self._pause = min(pause * self._growth, self._longest)
        return pause * self._rng.uniform(0.5, 1.0)

    def reset(self) -> None:
        """Begin anew with the first pause."""
        self._pause = self._first


async def rest(until: asyncio.Event, seconds: float) -> None:
    """Wait for an event, at most so long."""
    try:
        await asyncio.wait_for(until.wait(), seconds)
    except TimeoutError:
        return
