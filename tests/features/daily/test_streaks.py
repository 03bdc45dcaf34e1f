"""A run from the first question to the last, with real schedules, a real database and real answers."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.plain import plain_text
from bot.platforms.terminal.session import PLATFORM
from tests.conftest import House
from tests.support.schedules import MemoryChannels

SUNDAY = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


async def run_after(house: House, schedule: str, days: int, late: timedelta, zone: str = "UTC") -> list[int]:
    """Return the run on each page of a learner who answers every question so long after it came."""
    channels = MemoryChannels(house.clock, random.Random(1))
    house.prova.channels[PLATFORM] = channels
    house.clock.now = SUNDAY
    session, runs, seen = house.session(), [], 0
    await session.hear(f"/settings zone {zone}")
    await session.hear(f"/daily set {schedule} clarify")
    asked: list[tuple[datetime, object]] = []
    for _ in range(days * 48):
        house.clock.forward(minutes=30)
        await house.prova.round.run()
        posts = [one for each in channels.posted.values() for one in each]
        asked += [(house.clock.now + late, one.reply) for one in posts[seen:]]
        seen = len(posts)
        while asked and asked[0][0] <= house.clock.now:
            session.see(asked.pop(0)[1])  # type: ignore[arg-type]
            choice = session.choice
            assert choice
            verdict = plain_text(await session.hear("ABC"[: choice.pick]))
            assert "Not this time" in verdict or "Right" in verdict
            page = plain_text(await session.hear("/me"))
            runs.append(int(page.partition("Streak: ")[2].split()[0]))
    return runs


@pytest.mark.parametrize(
    ("schedule", "zone", "late"),
    [
        ("00:00 UTC mon,wed,fri", "UTC", timedelta(minutes=30)),
        ("00:00 America/Sao_Paulo mon-fri", "America/Sao_Paulo", timedelta(minutes=30)),
        ("09:00 UTC mon,thu", "Pacific/Auckland", timedelta(hours=23)),
    ],
)
async def test_whoever_answers_each_question_of_their_channel_in_time_keeps_the_run(
    house: House, schedule: str, zone: str, late: timedelta
) -> None:
    runs = await run_after(house, schedule, 15, late, zone)
    assert len(runs) >= 4
    assert runs == list(range(1, len(runs) + 1))


async def test_who_is_forgotten_is_gone_from_the_closed_messages_too(house: House) -> None:
    """The message is written anew at the next round, and names the others as before."""
    channels = MemoryChannels(house.clock, random.Random(1))
    house.prova.channels[PLATFORM] = channels
    await house.session().hear("/daily set 13:00 UTC clarify")
    house.clock.forward(hours=1)
    await house.prova.round.run()
    ((posted,),) = channels.posted.values()
    for name in ("ana", "bruno"):
        session = house.session(name)
        session.see(posted.reply)
        assert session.choice
        await session.hear("ABC"[: session.choice.pick])
    house.clock.forward(hours=24)
    await house.prova.round.run()
    thanked = plain_text(posted.reply).partition("Thank you")[2]
    assert ("ana" in thanked, "bruno" in thanked) == (True, True)
    await house.session().hear("/settings forget yes")
    await house.prova.round.run()
    assert "ana" not in plain_text(posted.reply).partition("Thank you")[2]
    assert "bruno" in plain_text(posted.reply)
