"""What the bot remembers about itself."""

from __future__ import annotations

import asyncio

from bot.store.seal import Seal
from tests.store.world import World


async def test_the_last_value_under_a_name_is_remembered(world: World) -> None:
    await world.store.remember("tree", "a")
    await world.store.remember("tree", "b")
    await world.store.remember("other", "c")
    assert await world.store.remembered("tree") == "b"


async def test_an_unknown_name_is_none(world: World) -> None:
    assert await world.store.remembered("tree") is None


async def test_what_is_dropped_is_forgotten_and_only_once(world: World) -> None:
    await world.store.remember("tree", "a")
    assert await world.store.drop("tree")
    assert not await world.store.drop("tree")
    assert await world.store.remembered("tree") is None


async def test_what_begins_alike_is_found_by_name(world: World) -> None:
    """A sign that means something in a pattern is a sign here."""
    for name in ("a%b:1", "a%b:2", "axb:3", "A%b:4", "a%"):
        await world.store.remember(name, name)
    assert await world.store.memos("a%b:") == {"a%b:1": "a%b:1", "a%b:2": "a%b:2"}


async def test_only_one_of_many_can_drop_the_same(world: World) -> None:
    """So that a state of an installation is good once, also when it comes twice at the same time."""
    await world.store.remember("state", "a")
    assert sorted(await asyncio.gather(*(world.store.drop("state") for _ in range(5)))) == [False] * 4 + [True]


async def test_a_secret_is_sealed_where_there_is_a_key_and_other_values_are_not(world: World) -> None:
    world.store.seal = Seal(("k" * 32,))
    await world.store.remember("token", "xoxb", secret=True)
    await world.store.remember("plain", "xoxp")
    assert (await world.store.remembered("token"), await world.store.remembered("plain")) == ("xoxb", "xoxp")
    kept = dict(await world.rows("SELECT name, value FROM memo"))
    assert kept["token"].startswith("sealed:")
    assert kept["plain"] == "xoxp"
