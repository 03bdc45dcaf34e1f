"""Who asks is read from the store at most once a request."""

from __future__ import annotations

import pytest

from bot.chat.request import Call
from bot.domain.records import Person, Profile
from tests.conftest import House

LINES = (
    "/quiz",
    "/which drift",
    "/compare clarify, model monitor",
    "/leaderboard",
    "/me",
    "/daily set 13h UTC clarify",
    "/daily",
    "/daily pause",
    "/daily resume",
    "/daily skip",
    "/daily now",
    "/daily off",
    "/settings",
    "/settings zone Lisbon",
    "/settings export",
    "/settings forget",
    "/reports",
    "/help",
    "/nonsense",
    "/quiz there is no such topic",
)


@pytest.mark.parametrize("line", LINES)
async def test_a_line_reads_the_learner_at_most_once(house: House, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    session = house.session()
    await session.hear("/daily set 12h30 UTC clarify")
    await session.hear("/settings language pt")
    reads = count_reads(house, monkeypatch)
    await session.hear(line)
    assert len(reads) <= 1


async def test_an_answer_and_the_home_page_read_the_learner_at_most_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = house.session()
    await session.hear("/quiz clarify easy")
    reads = count_reads(house, monkeypatch)
    await session.hear("A")
    assert reads == []
    await session.ask(Call("home"))
    assert len(reads) == 1


def count_reads(house: House, monkeypatch: pytest.MonkeyPatch) -> list[Person]:
    """Return a list that grows with each read of a learner's row."""
    reads: list[Person] = []
    profile = house.store.profile

    async def counted(person: Person, space: str) -> Profile:
        reads.append(person)
        return await profile(person, space)

    monkeypatch.setattr(house.store, "profile", counted)
    return reads
