"""The tasks that are under way on a platform, and the wait for them at its end."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")


class UnderWay:
    """A set of tasks; each leaves it when it ends."""

    def __init__(self) -> None:
        """Begin with no task."""
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, _T]) -> asyncio.Task[_T]:
        """Start *work* as a task of the set."""
        task = asyncio.create_task(work)
        self._add(task)
        return task

    def hold(self) -> None:
        """Add the task that calls this."""
        if task := asyncio.current_task():
            self._add(task)

    async def drain(self, seconds: float) -> None:
        """Wait until all other tasks have ended, at most so long."""
        if waiting := self._tasks - {asyncio.current_task()}:
            await asyncio.wait(waiting, timeout=seconds)

    def cut(self) -> None:
        """Cancel every task that has not ended."""
        for task in self._tasks:
            task.cancel()

    def _add(self, task: asyncio.Task[Any]) -> None:
        """Add a task until it ends."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
