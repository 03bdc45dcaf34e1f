"""The turns of those who write in one process, on either engine: the first to come is the first to write."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from bot.domain.errors import StoreBusy

SHORT_WAIT = 0.2
"""Seconds of waiting behind one who got no turn, after which it is not waited for a second one."""


class Turns:
    """The turns to write; those who waited while the first found the database busy are refused with it."""

    def __init__(self) -> None:
        """Begin with none taken."""
        self._lock = asyncio.Lock()
        self._busy_at = 0.0

    @contextlib.asynccontextmanager
    async def take(self, *, last: bool = False) -> AsyncIterator[None]:
        """Hold the turn of this process. Raises StoreBusy after a wait behind one who got none, but for the *last*."""
        time = asyncio.get_running_loop().time
        came = time()
        async with self._lock:
            if not last and came + SHORT_WAIT < self._busy_at:
                raise StoreBusy
            try:
                yield
            except StoreBusy:
                self._busy_at = time()
                raise
