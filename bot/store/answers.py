"""The write path: answers that wait at the same time share one transaction, and so one trip to the disk."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.domain.errors import StoreBusy, StoreFull, StoreUnavailable, UnknownPosting
from bot.domain.records import Recorded
from bot.ports.clock import Clock
from bot.ports.store import Attempt
from bot.store import answer_transaction
from bot.store.answer_transaction import Outcome
from bot.store.base import SqlBase
from bot.store.connection import Connection
from bot.store.values import is_id, micros

FADED_AT_ONCE = 1_000
"""Postings whose answers fade in one transaction, so that people who answer meanwhile do not wait long."""
_FADE = """
UPDATE answer SET chosen = '', answered_at = answered_at - answered_at % 86400000000
WHERE posting_id IN (SELECT posting_id FROM answer WHERE answered_at < ? AND chosen <> '' LIMIT ?)
AND answered_at < ? AND chosen <> '' RETURNING posting_id
"""
_FADE_SHOWN = """
UPDATE posting SET created_at = created_at - created_at % 86400000000, sent_at = NULL WHERE id IN (
    SELECT id FROM posting WHERE kind = 'practice' AND created_at < ? AND created_at % 86400000000 <> 0 LIMIT ?
) RETURNING id
"""
BATCH = 500
"""How many answers share a transaction at most."""

_Waiter = tuple[Attempt, "asyncio.Future[Recorded]"]


class SqlAnswers(SqlBase):
    """The queue of waiting answers, and the one task that drains it while it isn't empty."""

    def __init__(self, writer: Connection, reader: Connection, clock: Clock, new_id: Callable[[], int]) -> None:
        """Start with nothing waiting."""
        super().__init__(writer, reader, clock, new_id)
        self._waiting: deque[_Waiter] = deque()
        self._drain: asyncio.Task[None] | None = None
        self._closed = False

    async def answer(self, attempt: Attempt) -> Recorded:
        """Write the first answer of a person to a posting, durably, before it returns.

        Safe to repeat: an earlier answer is returned with `new=False`. Raises UnknownPosting, NotYours for a practice
        question of somebody else, PostingClosed, or what the attempt's judge raises.
        """
        if self._closed:
            raise StoreUnavailable
        if not is_id(attempt.posting):
            raise UnknownPosting
        future: asyncio.Future[Recorded] = asyncio.get_running_loop().create_future()
        self._waiting.append((attempt, future))
        if self._drain is None or self._drain.done():
            self._drain = asyncio.create_task(self._drained())
        return await future

    async def fade(self, before: datetime) -> int:
        """Forget of answers before then what was chosen and at which hour, some at a time; return how many.

        The hour at which a practice question was shown goes too: the answer came moments later.
        """
        faded = 0
        while True:
            async with self._writer.transaction():
                rows = await self._writer.fetch(_FADE, (micros(before), FADED_AT_ONCE, micros(before)))
                shown = await self._writer.fetch(_FADE_SHOWN, (micros(before), FADED_AT_ONCE))
            faded += len(rows)
            if not rows and not shown:
                return faded

    async def _finish(self) -> None:
        """Take no more answers, and wait until those that wait are written, or cannot be."""
        self._closed = True
        if self._drain is not None and not self._drain.done():
            await self._writer.hurry()
            await asyncio.wait([self._drain])

    async def _drained(self) -> None:
        """Write batch after batch until nobody waits; somebody who stopped waiting before their batch isn't written."""
        while self._waiting:
            taken = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            waiters = [waiter for waiter in taken if not waiter[1].done()]
            if waiters:
                try:
                    _tell(waiters, await self._outcomes([attempt for attempt, _ in waiters]))
                except BaseException:
                    for _, future in (*waiters, *self._waiting):
                        future.cancel()
                    self._waiting.clear()
                    raise

    async def _outcomes(self, attempts: Sequence[Attempt]) -> Sequence[Outcome]:
        """Write a batch; one that fails as a whole is tried one by one, so that a bad row fails alone."""
        try:
            return await answer_transaction.write(self._writer, attempts, self._new_id)
        except (StoreBusy, StoreFull) as error:
            return [type(error)() for _ in attempts]
        except Exception as error:  # noqa: BLE001 - whatever it is, it goes to the one whose answer it is about
            if len(attempts) == 1:
                return [error]
        outcomes: list[Outcome] = []
        for number, attempt in enumerate(attempts):
            outcomes += await self._outcomes([attempt])
            if isinstance(last := outcomes[-1], StoreBusy | StoreFull):
                return [*outcomes, *(type(last)() for _ in attempts[number + 1 :])]
        return outcomes


def _tell(waiters: Sequence[_Waiter], outcomes: Sequence[Outcome]) -> None:
    """Give everybody who still waits what is theirs."""
    for (_, future), outcome in zip(waiters, outcomes, strict=True):
        if future.done():
            continue
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
