"""A store with some people and questions in it, and short ways to say what happens there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.domain.kinds import PostingKind
from bot.domain.records import Judgement, Learner, Person, Posting, PostingState, Recorded
from bot.ports.store import Attempt
from bot.store.store import SqlStore
from bot.store.values import ids_text, micros

ON_SQLITE = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
"""For what only a file can show."""
ON_POSTGRES = pytest.mark.parametrize("store_url", ["postgres"], indirect=True)
"""For what only a server can show."""

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ROOM = "terminal:room"
ANA, BIA, CAIO, DUDA = (Person("terminal", name) for name in ("ana", "bia", "caio", "duda"))

Judge = Callable[[Posting, Learner, str | None], Judgement]

_DAILY = (
    "INSERT INTO posting (id, kind, space, question, revision, shown, state, created_at, closes_at) "
    "VALUES (?, 'daily', ?, ?, 'r1', ?, ?, ?, ?)"
)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[SqlStore]:
    """Open a store, up to date, and close it."""
    store = await SqlStore.open(url, clock=lambda: NOON)
    await store.upgrade()
    yield store
    await store.close()


def verdict(*, correct: bool = True, day: date = TODAY, board_day: date | None = None) -> Judge:
    """Return a judge that always says the same."""

    def judge(posting: Posting, _learner: Learner, _zone: str | None) -> Judgement:
        return Judgement(posting.order[:1], correct, day, board_day or day)

    return judge


class World:
    """The store under test; everything goes through its Protocol but daily postings, which have no method yet."""

    def __init__(self, store: SqlStore, url: str) -> None:
        """Start where nothing has happened yet."""
        self.store = store
        self.url = url
        self._next = 1000

    def new_id(self) -> int:
        """Return an id not used before."""
        self._next += 1
        return self._next

    async def daily(
        self,
        question: str = "q1",
        *,
        space: str = ROOM,
        state: PostingState = PostingState.SENT,
        closes_at: datetime | None = None,
    ) -> int:
        """Post a daily question and return the posting's id."""
        number = self.new_id()
        closes = None if closes_at is None else micros(closes_at)
        values = (number, space, question, ids_text(("c", "a", "b", "d")), state.value, micros(NOON), closes)
        await self.write(_DAILY, values)
        return number

    async def practice(
        self, person: Person = ANA, question: str = "q1", *, space: str = ROOM, at: datetime = NOON
    ) -> int:
        """Post a practice question to a person and return the posting's id."""
        number = self.new_id()
        posting = Posting(number, PostingKind.PRACTICE, space, question, "r1", ("c", "a", "b", "d"), at)
        await self.store.add_posting(posting, person)
        return number

    async def answer(
        self,
        posting: int,
        person: Person = ANA,
        *,
        correct: bool = True,
        day: date = TODAY,
        at: datetime = NOON,
        name: str | None = None,
        judge: Judge | None = None,
    ) -> Recorded:
        """Answer a posting."""
        called = person.user_id.title() if name is None else name
        return await self.store.answer(Attempt(posting, person, called, at, judge or verdict(correct=correct, day=day)))

    async def write(self, sql: str, *rows: tuple[Any, ...]) -> None:
        """Run a statement for each of *rows*, in one transaction."""
        async with self.store._writer.transaction():
            await self.store._writer.many(sql, rows or [()])

    async def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read what is stored."""
        return await self.store._reader.fetch(sql, values)

    async def count(self, table: str) -> int:
        """Count the rows of a table."""
        ((number,),) = await self.rows(f"SELECT COUNT(*) FROM {table}")
        return int(number)

    async def sums(self) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        """Return everything that is maintained beside the answers."""
        return (
            await self.rows("SELECT * FROM standing ORDER BY space, period, learner_id"),
            await self.rows("SELECT * FROM tally WHERE learners <> 0 ORDER BY space, period, width, slot"),
        )

    async def sums_hold(self) -> bool:
        """Tell whether rebuilding changes nothing."""
        maintained = await self.sums()
        await self.store.rebuild()
        return maintained == await self.sums()
