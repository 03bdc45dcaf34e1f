"""The maintained sums equal those made anew, and ranks equal counting by hand, whatever happens in whatever order."""

from __future__ import annotations

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import ALL_TIME, month_of, periods_of, week_of
from bot.domain.records import Person, Recorded
from bot.store import standings
from bot.store.store import SqlStore
from tests.store.world import NOON, ROOM, World

PEOPLE = [Person("terminal", name) for name in ("ana", "bia", "caio", "duda")]
SPACES = ("terminal:a", "terminal:b")
FIRST_DAY = date(2026, 12, 20)


@dataclass(frozen=True)
class Play:
    """Somebody answers one of a few daily or practice questions."""

    who: int
    space: int
    question: int
    practice: bool
    correct: bool
    days: int


@dataclass(frozen=True)
class Choice:
    """Somebody goes off the boards or comes back, or leaves for good (None)."""

    who: int
    listed: bool | None


plays = st.builds(
    Play,
    who=st.integers(0, 3),
    space=st.integers(0, 1),
    question=st.integers(0, 4),
    practice=st.booleans(),
    correct=st.booleans(),
    days=st.integers(0, 30),
)
choices = st.builds(Choice, who=st.integers(0, 3), listed=st.sampled_from([True, False, False, None]))
steps = st.lists(st.one_of(st.lists(plays, min_size=1, max_size=12), choices), max_size=8)


async def play_all(world: World, batch: Sequence[Play], dailies: dict[tuple[int, int], int]) -> list[Recorded]:
    """Let all of a batch happen at once."""
    postings = []
    for play in batch:
        question, space = f"q{play.question}", SPACES[play.space]
        if play.practice:
            postings.append(await world.practice(PEOPLE[play.who], question, space=space))
        else:
            key = (play.space, play.question)
            if key not in dailies:
                dailies[key] = await world.daily(question, space=space)
            postings.append(dailies[key])
    return await asyncio.gather(
        *(
            world.answer(posting, PEOPLE[play.who], correct=play.correct, day=FIRST_DAY + timedelta(play.days))
            for posting, play in zip(postings, batch, strict=True)
        )
    )


def points_by_hand(answers: Sequence[Recorded], space: str, period: str) -> dict[Person, int]:
    """Add up the points of everybody with an answer."""
    points: dict[Person, int] = defaultdict(int)
    for each in answers:
        if each.answer.space == space and period in periods_of(each.answer.board_date):
            points[each.learner.person] += each.answer.points
    return points


async def boards_hold(world: World, answers: Sequence[Recorded], unlisted: set[Person]) -> None:
    """Compare each board with counting by hand."""
    days = [FIRST_DAY + timedelta(number) for number in range(31)]
    for space in SPACES:
        for period in sorted({ALL_TIME, *map(week_of, days), *map(month_of, days)}):
            points = points_by_hand(answers, space, period)
            listed = sorted((points[who] for who in points if who not in unlisted), reverse=True)
            for who in PEOPLE:
                board = await world.store.board(space, period, who, 3)
                assert [row.points for row in board.top] == listed[:3]
                assert [row.rank for row in board.top] == [1 + listed.index(row.points) for row in board.top]
                assert board.members == len(listed)
                if who not in points:
                    assert board.own is None
                    continue
                above = [each for each in listed if each > points[who]]
                assert board.own is not None
                assert (board.own.points, board.own.rank) == (points[who], 1 + len(above))
                assert board.to_next == (min(above) - points[who] if above else None)


async def live(script: Sequence[list[Play] | Choice]) -> None:
    """Play a script on a new database and look at the boards at its end."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/store.db"
        store = await SqlStore.open(url, clock=lambda: NOON)
        try:
            await store.upgrade()
            world, answers, unlisted = World(store, url), list[Recorded](), set[Person]()
            dailies: dict[tuple[int, int], int] = {}
            for step in script:
                if isinstance(step, list):
                    answers += [each for each in await play_all(world, step, dailies) if each.new]
                    continue
                who = PEOPLE[step.who]
                if step.listed is None:
                    await store.forget(who)
                    answers = [each for each in answers if each.learner.person != who]
                else:
                    await store.choose(who, listed=step.listed)
                (unlisted.add if step.listed is False else unlisted.discard)(who)
            await boards_hold(world, answers, unlisted)
            assert await world.sums_hold()
            await boards_hold(world, answers, unlisted)
        finally:
            await store.close()


@settings(max_examples=50, deadline=None, derandomize=True)
@given(steps)
def test_boards_are_what_counting_by_hand_gives(script: list[list[Play] | Choice]) -> None:
    asyncio.run(live(script))


async def test_ranks_hold_over_many_members_and_buckets(world: World) -> None:
    """Points beyond one bucket of the histogram, with and without company in it."""
    postings = [await world.daily(f"q{number}", space=SPACES[0]) for number in range(80)]
    people = [Person("terminal", str(number)) for number in range(0, 81, 3)]
    recorded = await asyncio.gather(
        *(world.answer(posting, who) for who in people for posting in postings[: int(who.user_id)])
    )
    points = points_by_hand(recorded, SPACES[0], ALL_TIME)
    ordered = sorted(points.values(), reverse=True)
    for who in people[1:]:
        own = (await world.store.board(SPACES[0], ALL_TIME, who, 0)).own
        assert own is not None
        assert (own.points, own.rank) == (points[who], 1 + ordered.index(points[who]))
    assert await world.sums_hold()


async def test_rebuilding_mends_sums_that_were_damaged(world: World) -> None:
    await world.answer(await world.daily())
    good = await world.sums()
    async with world.store._writer.transaction():
        await world.store._writer.fetch("UPDATE standing SET points = 999")
        await world.store._writer.fetch("DELETE FROM tally")
    await world.store.rebuild()
    assert await world.sums() == good


async def test_rebuilding_an_empty_store_is_fine(world: World) -> None:
    await world.store.rebuild()
    assert await world.sums() == ([], [])


async def test_more_days_than_one_statement_holds_are_all_rebuilt(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standings, "_CHUNK", 2)
    for number in range(4):
        await world.answer(await world.daily(f"q{number}"), PEOPLE[0], day=FIRST_DAY + timedelta(number))
    assert await world.sums_hold()
    own = (await world.store.board(ROOM, ALL_TIME, PEOPLE[0], 0)).own
    assert own is not None
    assert (own.points, own.answers, own.correct) == (40, 4, 4)
