"""Names and boards of a space, from the request to the database and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.chat.plain import plain_text
from bot.platforms.terminal.session import Session
from tests.conftest import House


async def board(house: House, period: str = "week") -> str:
    """Return a board as a bystander sees it."""
    return plain_text(await house.session("bruno").hear(f"/leaderboard {period}"))


async def answer(session: Session) -> None:
    """Answer a practice question, rightly or not."""
    await session.hear("/quiz clarify")
    choice = session.choice
    assert choice
    await session.hear("ABC"[: choice.pick])


@pytest.mark.parametrize(
    ("zone", "at", "period", "counted"),
    [
        ("Pacific/Auckland", datetime(2026, 11, 22, 20, 5, tzinfo=UTC), "week", True),  # Monday, 09:05 there
        ("UTC", datetime(2026, 11, 22, 20, 5, tzinfo=UTC), "week", False),
        ("America/Sao_Paulo", datetime(2026, 12, 1, 0, 35, tzinfo=UTC), "month", False),  # November 30, 21:35 there
        ("UTC", datetime(2026, 12, 1, 0, 35, tzinfo=UTC), "month", True),
    ],
)
async def test_an_answer_counts_for_the_week_and_month_of_its_space(
    house: House, zone: str, at: datetime, period: str, counted: bool
) -> None:
    """On Monday the 23rd, and in December, by the clock of UTC."""
    session = house.session()
    await session.hear(f"/settings space {zone}")
    house.clock.now = at
    await answer(session)
    house.clock.now = datetime(2026, 12, 15, 12, tzinfo=UTC) if period == "month" else at.replace(day=23, hour=12)
    assert ("1. ana" in await board(house, period)) is counted


async def test_a_changed_zone_counts_no_answer_twice_or_not_at_all(house: House) -> None:
    session = house.session()
    house.clock.now = datetime(2026, 11, 22, 20, 5, tzinfo=UTC)
    for zone in ("UTC", "Pacific/Auckland", "America/Los_Angeles"):
        await session.hear(f"/settings space {zone}")
        await answer(session)
    sums = await house.store._reader.fetch("SELECT * FROM standing ORDER BY space, period, learner_id")
    assert {period: answers for _, period, _, _, answers, *_ in sums} == {
        "2026-W47": 2, "2026-W48": 1, "2026-11": 3, "all": 3,
    }  # fmt: skip
    await house.store.rebuild()
    assert await house.store._reader.fetch("SELECT * FROM standing ORDER BY space, period, learner_id") == sums


async def test_a_new_name_is_on_the_board_after_the_next_request_of_any_kind(house: House) -> None:
    ana = house.session()
    await answer(ana)
    assert "1. ana" in await board(house)
    ana.actor = replace(ana.actor, name="Ana Lúcia")
    assert "1. Ana Lúcia" in plain_text(await ana.hear("/leaderboard"))
    assert "1. Ana Lúcia" in await board(house)


async def test_a_space_whose_admin_set_portuguese_reads_its_board_in_it(house: House) -> None:
    await house.session().hear("/settings space language pt-BR")
    assert "Placar desta semana" in await board(house)
    assert "Your settings" in plain_text(await house.session("bruno").hear("/settings"))
