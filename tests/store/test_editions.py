"""Questions are kept as they were asked."""

from __future__ import annotations

from tests.store.world import World


async def test_what_is_kept_first_stays(world: World) -> None:
    await world.store.keep_editions({("drift-01", "r1"): "one", ("drift-01", "r2"): "two"})
    await world.store.keep_editions({("drift-01", "r1"): "another", ("drift-02", "r1"): "three"})
    assert await world.store.editions() == {("drift-01", "r1"), ("drift-01", "r2"), ("drift-02", "r1")}
    assert await world.store.edition("drift-01", "r1") == "one"
    assert await world.store.edition("drift-03", "r1") is None


async def test_nothing_to_keep_is_no_trouble(world: World) -> None:
    await world.store.keep_editions({})
    assert await world.store.editions() == set()
