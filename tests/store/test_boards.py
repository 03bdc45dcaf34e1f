"""Boards: ranks, ties, one's own row, and who isn't on them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.domain.calendar import ALL_TIME
from bot.domain.following import StudyHistory
from bot.domain.records import Board, Person, Progress, Standing, Tally
from tests.store.world import ANA, BIA, CAIO, DUDA, NOON, ROOM, TODAY, World, verdict


async def play(world: World, **rights: int) -> None:
    """Let people answer that many daily questions right."""
    most = max(rights.values())
    postings = [await world.daily(f"q{number}") for number in range(most)]
    for name, right in rights.items():
        for posting in postings[:right]:
            await world.answer(posting, Person("terminal", name))


async def test_equal_points_share_a_rank_and_the_next_rank_is_left_out(world: World) -> None:
    await play(world, ana=3, bia=2, caio=2, duda=1)
    board = await world.store.board(ROOM, ALL_TIME, DUDA, 10)
    assert [(row.rank, row.points) for row in board.top] == [(1, 30), (2, 20), (2, 20), (4, 10)]
    assert (board.top[0].name, board.top[0].answers, board.top[0].correct) == ("Ana", 3, 3)
    assert board.own == board.top[3]
    assert (board.members, board.to_next) == (4, 10)


async def test_ties_come_in_the_order_of_learner_ids(world: World) -> None:
    await play(world, **dict.fromkeys(("ana", "bia", "caio", "duda", "eva"), 1))
    board = await world.store.board(ROOM, ALL_TIME, ANA, 3)
    everybody = await world.rows("SELECT id FROM learner ORDER BY id")
    assert [row.learner for row in board.top] == [number for (number,) in everybody[:3]]
    assert {row.rank for row in board.top} == {1}


async def test_the_own_row_is_there_beyond_the_head(world: World) -> None:
    await play(world, ana=30, bia=29, caio=2, duda=1)
    board = await world.store.board(ROOM, ALL_TIME, CAIO, 1)
    assert [row.name for row in board.top] == ["Ana"]
    assert board.own is not None
    assert (board.own.rank, board.to_next, board.members) == (3, 270, 4)


async def test_the_best_has_nobody_to_reach(world: World) -> None:
    await play(world, ana=2, bia=2, caio=1)
    board = await world.store.board(ROOM, ALL_TIME, BIA, 10)
    assert board.own is not None
    assert (board.own.rank, board.to_next) == (1, None)


async def test_an_empty_board_and_a_stranger(world: World) -> None:
    assert await world.store.board(ROOM, ALL_TIME, ANA, 10) == Board((), 0, None, None)
    await play(world, ana=1)
    board = await world.store.board(ROOM, ALL_TIME, BIA, 10)
    assert (len(board.top), board.members, board.own, board.to_next) == (1, 1, None, None)


@pytest.mark.parametrize("top", [0, 1, 10])
async def test_the_head_is_as_long_as_asked(world: World, top: int) -> None:
    await play(world, ana=2, bia=1)
    board = await world.store.board(ROOM, ALL_TIME, BIA, top)
    assert len(board.top) == min(top, 2)
    assert board.members == 2


async def test_an_answer_counts_for_its_week_its_month_and_all_time_of_its_space(world: World) -> None:
    await world.answer(await world.daily("q1"), day=date(2026, 11, 30))
    await world.answer(await world.daily("q2"), day=date(2026, 12, 1))
    points = {}
    for period in ("2026-W49", "2026-W48", "2026-11", "2026-12", ALL_TIME):
        own = (await world.store.board(ROOM, period, ANA, 5)).own
        points[period] = own and own.points
    assert points == {"2026-W49": 20, "2026-W48": None, "2026-11": 10, "2026-12": 10, ALL_TIME: 20}
    assert (await world.store.board("terminal:elsewhere", ALL_TIME, ANA, 5)).own is None


async def test_who_isn_t_listed_is_on_no_board_and_comes_back(world: World) -> None:
    await play(world, ana=3, bia=2, caio=1)
    before = [await world.store.board(ROOM, ALL_TIME, who, 10) for who in (ANA, BIA, CAIO)]
    await world.store.choose(ANA, listed=False)
    hidden = await world.store.board(ROOM, ALL_TIME, BIA, 10)
    assert [(row.rank, row.name) for row in hidden.top] == [(1, "Bia"), (2, "Caio")]
    assert (hidden.members, hidden.to_next) == (2, None)
    await world.store.choose(ANA, listed=True)
    assert [await world.store.board(ROOM, ALL_TIME, who, 10) for who in (ANA, BIA, CAIO)] == before
    assert await world.sums_hold()


async def test_who_isn_t_listed_still_has_an_own_row(world: World) -> None:
    await play(world, ana=3, bia=2, caio=1)
    await world.store.choose(BIA, listed=False)
    await world.store.choose(BIA, listed=False)
    board = await world.store.board(ROOM, ALL_TIME, BIA, 10)
    assert board.own is not None
    assert (board.own.rank, board.own.points, board.to_next) == (2, 20, 10)
    assert await world.sums_hold()


async def test_answers_given_unlisted_count_on_coming_back(world: World) -> None:
    await world.store.choose(ANA, listed=False)
    await play(world, ana=2, bia=1)
    assert (await world.store.board(ROOM, ALL_TIME, BIA, 10)).members == 1
    await world.store.choose(ANA, listed=True)
    board = await world.store.board(ROOM, ALL_TIME, BIA, 10)
    assert [(row.rank, row.points) for row in board.top] == [(1, 20), (2, 10)]
    assert await world.sums_hold()


async def test_progress_of_a_stranger_is_empty(world: World) -> None:
    assert await world.store.progress(ROOM, ANA) == Progress(StudyHistory({}), (), None)


async def test_progress_has_days_tallies_and_the_standing_here(world: World) -> None:
    yesterday = TODAY - timedelta(days=1)
    await world.answer(await world.daily("q2"), day=yesterday)
    await world.answer(await world.practice(ANA, "q1", space="terminal:elsewhere"), correct=False)
    await world.answer(await world.practice(ANA, "q1"))
    await world.answer(await world.daily("q2"), BIA)
    progress = await world.store.progress(ROOM, ANA)
    learner = await world.store.find(ANA)
    assert learner is not None
    assert progress == Progress(
        history=StudyHistory({yesterday: 1, TODAY: 2}, upgraded_at=NOON),
        tallies=(Tally("q1", 2, 1), Tally("q2", 1, 1)),
        standing=Standing(1, learner.id, "Ana", 10, 2, 2),
    )
    assert await world.store.study(ANA) == progress.history
    assert (await world.store.progress("terminal:nowhere", DUDA)).standing is None


async def test_one_bucket_s_last_point_and_the_next_one_s_first_are_counted_once(world: World) -> None:
    """256 points begin the second bucket of the histogram: 25 right answers and 3 tries."""
    postings = [await world.daily(f"q{number}") for number in range(28)]
    for number, posting in enumerate(postings):
        await world.answer(posting, ANA, correct=number < 25)
        if number < 25:
            await world.answer(posting, BIA)
    board = await world.store.board(ROOM, ALL_TIME, BIA, 10)
    assert [(row.rank, row.points) for row in board.top] == [(1, 256), (2, 250)]
    assert board.own == board.top[1]
    assert board.to_next == 6


async def test_boards_go_by_the_space_s_day_and_days_by_the_learner_s(world: World) -> None:
    """Monday has begun in the space and not where the learner is."""
    sunday, monday = date(2026, 11, 22), date(2026, 11, 23)
    await world.answer(await world.daily(), judge=verdict(day=sunday, board_day=monday))
    for _ in range(2):
        weeks = [(await world.store.board(ROOM, week, ANA, 9)).members for week in ("2026-W47", "2026-W48")]
        assert weeks == [0, 1]
        await world.store.rebuild()
    assert (await world.store.progress(ROOM, ANA)).history.days == {sunday: 1}


async def test_a_page_and_a_row_are_the_person_s_of_one_platform(world: World) -> None:
    twin = Person("slack", ANA.user_id)
    posting, other = await world.daily("q1"), await world.daily("q2")
    for who in (ANA, twin):
        await world.answer(posting, who, correct=who == ANA)
    await world.answer(other, twin)
    progress = await world.store.progress(ROOM, ANA)
    assert progress.tallies == (Tally("q1", 1, 1),)
    own = (await world.store.board(ROOM, ALL_TIME, ANA, 0)).own
    assert own is not None
    assert own.points == 10


async def test_who_isn_t_listed_is_no_one_to_reach(world: World) -> None:
    await play(world, ana=3, bia=2, caio=1)
    await world.store.choose(BIA, listed=False)
    assert (await world.store.board(ROOM, ALL_TIME, CAIO, 10)).to_next == 20
