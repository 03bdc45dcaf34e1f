"""Phrases that were not understood are counted."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest

from bot.store import misses
from tests.store.world import NOON, World


async def told(world: World, limit: int = 9) -> list[tuple[str, str, int]]:
    """Return what was missed."""
    return [(one.phrase, one.chosen, one.times) for one in await world.store.misses(limit)]


async def test_what_was_missed_oftenest_comes_first(world: World) -> None:
    for phrase, chosen in (("a", ""), ("b", "kms"), ("b", "kms"), ("b", "iam")):
        await world.store.count_miss(phrase, chosen)
    assert (await told(world))[0] == ("b", "kms", 2)
    assert sorted((await told(world))[1:]) == [("a", "", 1), ("b", "iam", 1)]
    assert len(await told(world, 1)) == 1


async def test_of_those_missed_alike_the_last_one_comes_first_and_the_oldest_makes_room(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = (NOON + timedelta(seconds=number) for number in count())
    monkeypatch.setattr(world.store, "_clock", lambda: next(moments))
    monkeypatch.setattr(misses, "MOST", 3)
    for phrase in ("c", "a", "b"):
        await world.store.count_miss(phrase, "")
    assert [phrase for phrase, _, _ in await told(world)] == ["b", "a", "c"]
    assert [one.last_at for one in await world.store.misses(1)] == [NOON + timedelta(seconds=2)]
    await world.store.count_miss("d", "")
    assert [phrase for phrase, _, _ in await told(world)] == ["d", "b", "a"]
    await world.store.count_miss("a", "")
    (again,) = await world.store.misses(1)
    assert (again.phrase, again.times, again.last_at) == ("a", 2, NOON + timedelta(seconds=4))


async def test_what_came_once_makes_room(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misses, "MOST", 3)
    for phrase in ("a", "a", "b", "c", "d", "e"):
        await world.store.count_miss(phrase, "")
    kept = await told(world)
    assert len(kept) == 3
    assert kept[0] == ("a", "", 2)
