"""What the bot remembers about itself."""

from __future__ import annotations

from tests.store.world import World


async def test_the_last_value_under_a_name_is_remembered(world: World) -> None:
    await world.store.remember("tree", "a")
    await world.store.remember("tree", "b")
    await world.store.remember("other", "c")
    assert await world.store.remembered("tree") == "b"


async def test_an_unknown_name_is_none(world: World) -> None:
    assert await world.store.remembered("tree") is None
