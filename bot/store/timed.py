"""A connection with a stopwatch."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from time import perf_counter
from typing import Any, TypeAlias

from bot.store.connection import Connection, Result, Row, Steps

Watch: TypeAlias = Callable[[str, float], None]
"""Called with a kind of work and its seconds: `read`, or `transaction` with the wait for a turn."""


class Timed:
    """A Connection that reports the seconds of transactions, and of statements outside of them, to *watch*."""

    def __init__(self, inner: Connection, watch: Watch) -> None:
        """Take over a connection."""
        self._inner = inner
        self._watch = watch
        self._inside = False
        self.engine = inner.engine
        self.notes = inner.notes
        self.many = inner.many
        self.load = inner.load
        self.scrub = inner.scrub
        self.hurry = inner.hurry
        self.close = inner.close

    @property
    def away(self) -> bool:
        """Return whether the server does not answer."""
        return self._inner.away

    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return all its rows."""
        if self._inside:
            return await self._inner.fetch(sql, values)
        start = perf_counter()
        try:
            return await self._inner.fetch(sql, values)
        finally:
            self._watch("read", perf_counter() - start)

    async def run(self, steps: Steps[Result]) -> Result:
        """Carry out a transaction that is known as a whole."""
        start = perf_counter()
        try:
            return await self._inner.run(steps)
        finally:
            self._watch("transaction", perf_counter() - start)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Hold the right to write."""
        start = perf_counter()
        try:
            async with self._inner.transaction():
                self._inside = True
                try:
                    yield
                finally:
                    self._inside = False
        finally:
            self._watch("transaction", perf_counter() - start)
