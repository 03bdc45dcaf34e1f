"""The race between an answer and its acknowledgement: Discord and Slack want to hear of us within 3 s."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

PATIENCE = 1.5
"""Seconds that work may take before it is acknowledged without its answer: half of the platforms' own limit."""

_T = TypeVar("_T")


async def acknowledged_late(
    work: Awaitable[_T], acknowledge: Callable[[], Coroutine[Any, Any, bool]]
) -> tuple[_T, bool]:
    """Return the result of *work*, and that of *acknowledge*, which is called where the work takes longer.

    In the task of the caller: most work is done before a task of its own would have begun.
    """
    loop = asyncio.get_running_loop()
    acknowledging: list[asyncio.Task[bool]] = []

    timer = loop.call_later(PATIENCE, lambda: acknowledging.append(loop.create_task(acknowledge())))
    try:
        result = await work
    finally:
        timer.cancel()
    return result, bool(acknowledging) and await acknowledging[0]


async def in_time(work: asyncio.Task[Any]) -> bool:
    """Wait for *work* as long as an acknowledgement can wait, and return whether it has ended; it goes on if not."""
    done, _ = await asyncio.wait({work}, timeout=PATIENCE)
    return bool(done)
