"""The maintained sums equal those made anew, and ranks equal counting by hand, whatever happens in whatever order."""

from __future__ import annotations

import asyncio
import random
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
from bot.store import leads
from bot.store.store import SqlStore
from tests.store.world import ANA, NOON, ROOM, World

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


async def test_thirty_years_of_days_are_all_rebuilt(world: World) -> None:
    """More days than a statement takes values."""
    await world.answer(await world.daily(), ANA, day=FIRST_DAY)
    days = [FIRST_DAY + timedelta(number) for number in range(1, 11_000)]
    await world.write(
        "INSERT INTO posting (id, kind, space, question, revision, shown, state, created_at) "
        "VALUES (?, 'daily', ?, 'q', 'r', 'a', 'sent', 0)",
        *((10_000 + number, ROOM) for number, _ in enumerate(days)),
    )
    await world.write(
        "INSERT INTO answer SELECT ?, id, ?, 'q', 'daily', 'a', 1, 10, 1, 0, '2026-01-01', ?, 1 FROM learner",
        *((10_000 + number, ROOM, day.isoformat()) for number, day in enumerate(days)),
    )
    await world.store.rebuild()
    for period in (ALL_TIME, week_of(days[-1]), month_of(days[-1])):
        own = (await world.store.board(ROOM, period, ANA, 0)).own
        assert own is not None
        held = sum(period in periods_of(day) for day in [FIRST_DAY, *days])
        assert (own.points, own.answers, own.correct) == (10 * held, held, held)


async def leaders_hold(world: World, few: int, many: int) -> None:
    """Compare those who lead each board with its bar, and their number with the limits."""
    bars = {(space, period): (-points, learner) for space, period, points, learner in await world.rows(_BARS)}
    leading: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for space, period, learner, points, leads_it in await world.rows(_LISTED):
        last = bars.get((space, period))
        assert bool(leads_it) == (last is None or (-points, learner) <= last)
        leading[space, period].append(bool(leads_it))
    for board, marks in leading.items():
        assert min(few, len(marks)) <= sum(marks) <= many, board
    assert set(bars) <= set(leading)
    assert await world.rows("SELECT 1 FROM standing WHERE listed = 0 AND leads = 1") == []
    assert await world.rows("SELECT 1 FROM tally WHERE learners <= 0") == []


_BARS = "SELECT space, period, points, learner_id FROM bar"
_LISTED = "SELECT space, period, learner_id, points, leads FROM standing WHERE listed = 1"


async def test_few_lead_a_board_however_many_are_on_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """They pass the bar, leave the board, come back to it, and leave for good; the top is right after each of it."""
    for name, value in {"MANY": 9, "KEPT": 5, "FEW": 3, "LOOKS": 1}.items():
        monkeypatch.setattr(leads, name, value)
    rng, answers, off = random.Random(7), list[Recorded](), set[Person]()
    people = [Person("terminal", str(number)) for number in range(30)]
    for turn in range(24):
        posting = await world.daily(f"q{turn}", space=SPACES[0])
        right = {who: rng.random() < 0.7 for who in rng.sample(people, 8)}
        answers += await asyncio.gather(*(world.answer(posting, who, correct=right[who]) for who in right))
        who = rng.choice(people)
        if turn % 3 == 0:
            await world.store.forget(who)
            answers = [each for each in answers if each.learner.person != who]
            off.discard(who)
        elif any(each.learner.person == who for each in answers):
            await world.store.choose(who, listed=who in off)
            off ^= {who}
        await leaders_hold(world, 3, 9 + 8)
        points = points_by_hand(answers, SPACES[0], ALL_TIME)
        for top in (3, 40):
            board = await world.store.board(SPACES[0], ALL_TIME, who, top)
            assert [row.points for row in board.top] == sorted(points[p] for p in points if p not in off)[::-1][:top]
    assert len(await world.rows(_BARS)) == 3
    assert await world.sums_hold()
    await world.write("DELETE FROM standing")
    await world.store.rebuild()
    await leaders_hold(world, 3, 30)
