"""An event loop whose time is steered: a pause takes no time, and has its length all the same."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")


class _Selector(selectors.DefaultSelector):  # which one it is depends on the system
    """A selector that never waits; the time it was asked to wait passes at once."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> Any:
        """Return what is ready now, and let the time pass."""
        assert timeout is not None, "nothing is left that could happen"
        self.passed += timeout
        return super().select(0)


class SteeredLoop(asyncio.SelectorEventLoop):
    """A loop whose time passes when there is nothing to do but wait."""

    def __init__(self) -> None:
        """Begin at zero."""
        self._steered = _Selector()
        super().__init__(self._steered)

    def time(self) -> float:
        """Return the seconds that have passed."""
        return self._steered.passed


def steered(main: Coroutine[Any, Any, _T]) -> tuple[_T, float]:
    """Run *main* on a steered loop, and return its result and the seconds that it took there."""
    with asyncio.Runner(loop_factory=SteeredLoop) as runner:
        result = runner.run(main)
        return result, runner.get_loop().time()
