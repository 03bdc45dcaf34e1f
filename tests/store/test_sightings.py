"""Sightings that were counted a moment ago are never those of another moment: whoever wrote in between is seen."""

from __future__ import annotations

import random
from datetime import timedelta

from bot.domain.records import Person, Seen
from bot.store.known_sightings import MOST, KnownSightings
from tests.store.world import ANA, BIA, NOON, World, opened


async def test_sightings_are_those_of_the_rows_whichever_process_wrote_them(world: World) -> None:
    rng, expected = random.Random(5), dict[Person, dict[str, Seen]]({ANA: {}, BIA: {}})
    async with opened(world.url) as other:
        elsewhere = World(other, world.url)
        elsewhere._next = 5000
        for step in range(40):
            writer, person = rng.choice([world, elsewhere]), rng.choice([ANA, BIA])
            question, at = f"q{rng.randrange(6)}", NOON + timedelta(minutes=step)
            if rng.random() < 0.3:
                await writer.answer(await writer.daily(question), person, at=at)
            else:
                await writer.answer(await writer.practice(person, question, at=at), person, at=at)
            before = expected[person].get(question, Seen(0, at))
            expected[person][question] = Seen(before.times + 1, at)
            if rng.random() < 0.6:
                reader = rng.choice([world, elsewhere])
                assert await reader.store.sightings(person) == expected[person]


async def test_whoever_was_forgotten_and_comes_back_has_seen_nothing(world: World) -> None:
    await world.practice(ANA, "q1")
    assert set(await world.store.sightings(ANA)) == {"q1"}
    await world.store.forget(ANA)
    assert await world.store.sightings(ANA) == {}
    await world.practice(ANA, "q2")
    assert set(await world.store.sightings(ANA)) == {"q2"}


async def test_a_question_asked_again_and_again_reads_the_rows_once(world: World) -> None:
    """A thousand rows are read for the first question of a sitting, and not for those that follow."""
    for number in range(3):
        await world.practice(ANA, f"q{number}")
    first = await world.store.sightings(ANA)
    await world.practice(ANA, "q9")
    assert await world.store.sightings(ANA) is first


def test_the_sightings_of_those_not_met_for_longest_make_room() -> None:
    known = KnownSightings()
    half = {f"q{number}": Seen(1, NOON) for number in range(MOST // 2)}
    known.keep(1, 1, 0, dict(half))
    known.keep(2, 1, 0, dict(half))
    assert known.of(1, 1, 0) is not None
    known.keep(3, 1, 0, {"q1": Seen(1, NOON)})
    assert known.of(2, 1, 0) is None
    assert known.of(1, 1, 0) is not None
    assert known.of(3, 1, 0) is not None


def test_sightings_that_were_counted_from_other_rows_do_not_count() -> None:
    known = KnownSightings()
    known.keep(1, 2, 1, {"q1": Seen(3, NOON)})
    assert known.of(1, 2, 1) == {"q1": Seen(3, NOON)}
    assert known.of(1, 3, 1) is None
    assert known.of(1, 2, 2) is None
    known.add(1, "q1", NOON + timedelta(hours=1))
    assert known.of(1, 2, 1) is None
    assert known.of(1, 3, 1) == {"q1": Seen(4, NOON + timedelta(hours=1))}
