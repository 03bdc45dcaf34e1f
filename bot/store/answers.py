"""The write path of answers: those that wait at the same time share one transaction, and so one trip to the disk."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.domain.errors import ConnectionLost, StoreBusy, StoreFull, StoreUnavailable, StoreUncertain, UnknownPosting
from bot.domain.records import Recorded
from bot.ports.clock import Clock
from bot.ports.store import Attempt
from bot.store import answer_transaction, fading
from bot.store.answer_transaction import Outcome
from bot.store.base import SqlBase
from bot.store.connection import Connection, end_of_time, one_limit, time_left
from bot.store.turns import SHORT_WAIT
from bot.store.values import is_id, micros

FADED_AT_ONCE = 5_000
"""Answers that are looked at together, and fade in one transaction: those that come meanwhile do not wait long."""
BATCH = 500
"""The most answers that share a transaction."""
AGAIN_SECONDS = 0.3
"""The least time in which a batch can be written once more."""

_Waiter = tuple[Attempt, "asyncio.Future[Recorded]", float]
"""An attempt, its outcome to be, and the instant at which it came, on the loop's clock."""


class SqlAnswers(SqlBase):
    """The queue of waiting answers, and the one task that drains it while it isn't empty."""

    def __init__(self, writer: Connection, reader: Connection, clock: Clock, new_id: Callable[[], int]) -> None:
        """Start with nothing waiting."""
        super().__init__(writer, reader, clock, new_id)
        self._waiting: deque[_Waiter] = deque()
        self._draining: asyncio.Task[None] | None = None
        self._closed = False

    async def answer(self, attempt: Attempt) -> Recorded:
        """Write the first answer of a person to a posting, durably, before it returns.

        Safe to repeat: an earlier answer is returned with `new=False`. Raises UnknownPosting, NotYours for another
        learner's practice question, PostingClosed, or an error of the attempt's judge.
        """
        if self._closed:
            raise StoreUnavailable
        if not is_id(attempt.posting):
            raise UnknownPosting
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Recorded] = loop.create_future()
        self._waiting.append((attempt, future, loop.time()))
        if self._draining is None or self._draining.done():
            self._draining = asyncio.create_task(self._drain())
        return await future

    async def fade(self, before: datetime) -> int:
        """Erase the choice and the hour of answers given before then, and return how many; points and days stay.

        So boards, streaks and sightings are the same afterwards, also when they are counted anew. The hour at which a
        practice question was shown goes too: the answer came moments later.
        """
        return await fading.fade(self._writer, self._reader, micros(before), FADED_AT_ONCE)

    async def _finish(self) -> None:
        """Refuse further answers, and wait until those in the queue are written, or cannot be."""
        self._closed = True
        if self._draining is not None and not self._draining.done():
            await self._writer.hurry()
            await asyncio.wait([self._draining])

    async def _drain(self) -> None:
        """Write batch after batch until none waits; an answer whose waiter left before its batch isn't written."""
        while self._waiting:
            taken = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            waiters = [waiter for waiter in taken if not waiter[1].done()]
            if waiters:
                try:
                    outcomes = await self._write_batch([attempt for attempt, _, _ in waiters])
                    _resolve(waiters, outcomes)
                    self._refuse_behind(outcomes[-1])
                except BaseException:
                    for _, future, _ in (*waiters, *self._waiting):
                        future.cancel()
                    self._waiting.clear()
                    raise

    def _refuse_behind(self, last: Outcome) -> None:
        """Refuse those who have waited for long behind a batch that got no turn, or no answer, as its *last* did."""
        refusal = StoreBusy if isinstance(last, StoreBusy) else StoreUnavailable
        if refusal is StoreBusy or self._writer.away:
            behind = asyncio.get_running_loop().time() - SHORT_WAIT
            while self._waiting and self._waiting[0][2] < behind:
                _resolve([self._waiting.popleft()], [refusal()])

    async def _write_batch(self, attempts: Sequence[Attempt]) -> Sequence[Outcome]:
        """Write a batch; one that fails as a whole is tried one by one, so that a bad row fails alone.

        One that got no turn or no room, or could not reach the server, is refused as one.
        """
        try:
            return await self._write_again(attempts)
        except Exception as error:  # noqa: BLE001 - whatever it is, it goes to the waiter of that answer
            if refusal := self._shared(error):
                return [refusal() for _ in attempts]
            if len(attempts) == 1:
                return [error]
        outcomes: list[Outcome] = []
        for number, attempt in enumerate(attempts, start=1):
            outcomes += await self._write_batch([attempt])
            if refusal := self._shared(outcomes[-1]):
                return [*outcomes, *(refusal() for _ in attempts[number:])]
        return outcomes

    def _shared(self, outcome: Outcome) -> type[StoreUnavailable] | None:
        """Return the refusal that the answers of one batch share, or None for an outcome that is one attempt's own."""
        if isinstance(outcome, StoreBusy | StoreFull | StoreUncertain):
            return type(outcome)
        lost = isinstance(outcome, StoreUnavailable) and (isinstance(outcome, ConnectionLost) or self._writer.away)
        return StoreUnavailable if lost else None

    async def _write_again(self, attempts: Sequence[Attempt]) -> Sequence[Outcome]:
        """Write a batch, once more where the connection was lost; so those learn of it who were written after all."""
        with one_limit():
            try:
                return await answer_transaction.write(self._writer, attempts, self._new_id)
            except (ConnectionLost, StoreUncertain) as lost:
                if self._writer.away or time_left(end_of_time()) < AGAIN_SECONDS:
                    raise
                try:
                    again = await answer_transaction.write(self._writer, attempts, self._new_id)
                except StoreUnavailable as error:
                    raise (lost if isinstance(lost, StoreUncertain) else error) from error
        return [answer_transaction.found_again(*each) for each in zip(attempts, again, strict=True)]


def _resolve(waiters: Sequence[_Waiter], outcomes: Sequence[Outcome]) -> None:
    """Hand each waiter who is still there the outcome of their attempt."""
    for (_, future, _), outcome in zip(waiters, outcomes, strict=True):
        if future.done():
            continue
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
