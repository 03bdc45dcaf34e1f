"""Phrases that were not understood are counted."""

from __future__ import annotations

import pytest

from bot.store import misses
from tests.store.world import World


async def told(world: World, limit: int = 9) -> list[tuple[str, str, int]]:
    """Return what was missed."""
    return [(one.phrase, one.chosen, one.times) for one in await world.store.misses(limit)]


async def test_what_was_missed_oftenest_comes_first(world: World) -> None:
    for phrase, chosen in (("a", ""), ("b", "kms"), ("b", "kms"), ("b", "iam")):
        await world.store.count_miss(phrase, chosen)
    assert (await told(world))[0] == ("b", "kms", 2)
    assert sorted((await told(world))[1:]) == [("a", "", 1), ("b", "iam", 1)]
    assert len(await told(world, 1)) == 1


async def test_what_came_once_makes_room(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misses, "MOST", 3)
    for phrase in ("a", "a", "b", "c", "d", "e"):
        await world.store.count_miss(phrase, "")
    kept = await told(world)
    assert len(kept) == 3
    assert kept[0] == ("a", "", 2)
