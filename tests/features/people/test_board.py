"""The boards turn over at midnight of their own zone, and show the asking person wherever they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from bot.chat.plain import plain_text
from bot.chat.reply import Ranking, Reply
from bot.domain.calendar import Period
from bot.domain.errors import BoardOff
from bot.domain.records import Board, Learner, Person, Standing
from bot.features.people.board import Leaderboard
from tests.support.askers import ANA, OneProfile, asker_of, learner_of

MONDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
"""Midnight in São Paulo, where it is three hours earlier."""
DECEMBER = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
NOBODY = Board((), 0, None, None)


def row(rank: int, learner: int) -> Standing:
    """Return a row."""
    return Standing(rank, learner, f"name{learner}", 100 - rank, 9, 9)


class Boards:
    """A store with one board, that notes what is asked of it."""

    def __init__(self, board: Board = NOBODY) -> None:
        self.shown = board
        self.asked: list[tuple[str, str, Person, int]] = []

    async def board(self, space: str, period: str, person: Person, top: int) -> Board:
        self.asked.append((space, period, person, top))
        return self.shown


async def board(
    store: Boards, at: datetime = MONDAY, learner: Learner | None = None, *, public: bool = True, **more: Any
) -> Reply:
    """Return a board in São Paulo, asked for by somebody in Tokyo."""
    boards = Leaderboard(cast("Any", store), lambda: at, public=public)
    profile = OneProfile(learner, space_zone="America/Sao_Paulo")
    return await boards.show(asker_of(profile, zone="Asia/Tokyo"), **more)


@pytest.mark.parametrize(
    ("at", "period", "key"),
    [
        (MONDAY - INSTANT, Period.WEEK, "2026-W47"),
        (MONDAY, Period.WEEK, "2026-W48"),
        (DECEMBER - INSTANT, Period.MONTH, "2026-11"),
        (DECEMBER, Period.MONTH, "2026-12"),
        (DECEMBER, Period.ALL, "all"),
    ],
)
async def test_a_board_turns_over_at_midnight_of_its_own_zone(at: datetime, period: Period, key: str) -> None:
    """Not of UTC, and not of the zone of whoever looks at it."""
    store = Boards()
    await board(store, at, learner_of(zone="Asia/Tokyo"), period=period)
    assert store.asked == [("terminal:room", key, ANA, 10)]


async def test_a_board_is_the_weeks_where_no_period_is_named() -> None:
    store = Boards()
    reply = await board(store)
    assert store.asked[0][1] == "2026-W48"
    assert [button.call.args["period"] for button in reply.buttons] == ["month", "all"]


async def test_one_who_is_not_among_the_first_has_a_row_of_their_own_below() -> None:
    reply = await board(Boards(Board((row(1, 1), row(2, 2)), 40, row(31, 7), 3)))
    (ranking,) = [block for block in reply.blocks if isinstance(block, Ranking)]
    assert [(one.rank, one.own) for one in ranking.rows] == [(1, False), (2, False), (31, True)]


async def test_one_who_is_among_the_first_is_marked_there_and_not_repeated() -> None:
    reply = await board(Boards(Board((row(1, 1), row(2, 7)), 2, row(2, 7), 1)))
    (ranking,) = [block for block in reply.blocks if isinstance(block, Ranking)]
    assert [(one.rank, one.own) for one in ranking.rows] == [(1, False), (2, True)]


async def test_one_who_is_off_the_board_is_not_on_it() -> None:
    there = Board((row(1, 1),), 1, row(2, 7), 98)
    reply = await board(Boards(there), learner=learner_of(listed=False))
    (ranking,) = [block for block in reply.blocks if isinstance(block, Ranking)]
    assert [one.own for one in ranking.rows] == [False]
    assert "98" not in plain_text(reply)


@pytest.mark.parametrize(("members", "counted"), [(2, False), (3, True)])
async def test_the_number_of_people_is_shown_where_not_all_of_them_are(members: int, counted: bool) -> None:
    reply = await board(Boards(Board((row(1, 1), row(2, 7)), members, row(2, 7), None)))
    assert (f"{members} people" in plain_text(reply)) is counted


@pytest.mark.parametrize("to_next", [None, 5])
async def test_what_is_missing_to_the_next_place_is_shown_but_at_the_top(to_next: int | None) -> None:
    shown = plain_text(await board(Boards(Board((row(1, 7), row(2, 8)), 2, row(1, 7), to_next))))
    assert ("5 points to" in shown) is bool(to_next)


async def test_a_board_that_is_switched_off_is_not_read() -> None:
    store = Boards()
    with pytest.raises(BoardOff):
        await board(store, public=False)
    assert store.asked == []


async def test_a_public_board_speaks_the_spaces_language_and_not_the_askers() -> None:
    store, profile = Boards(), OneProfile(learner_of(language="en"), space_language="pt-BR")
    boards = Leaderboard(cast("Any", store), lambda: MONDAY)
    assert (await boards.show(asker_of(profile))).title == "Placar desta semana"
    assert (await boards.show(asker_of(OneProfile(learner_of(language="pt-BR"))))).title == "This week's leaderboard"


async def test_ones_own_row_has_the_name_of_now_and_the_others_theirs_here() -> None:
    there = Board((row(1, 1), row(2, 7), replace(row(3, 9), name="\u3164")), 3, row(2, 7), 1)
    boards = Leaderboard(cast("Any", Boards(there)), lambda: MONDAY)
    reply = await boards.show(asker_of(OneProfile(learner_of(), name="ana of old"), name="ana"))
    (ranking,) = [block for block in reply.blocks if isinstance(block, Ranking)]
    assert [one.name for one in ranking.rows] == [there.top[0].name, "ana", "(no name here yet)"]
