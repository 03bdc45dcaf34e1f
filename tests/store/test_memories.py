"""Memory goes along with the answers, once a day and question, and going through them again gives the same."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from datetime import date, timedelta

from bot.domain.kinds import PostingKind
from bot.domain.memory import Memory, reviewed
from bot.domain.records import Person, Posting
from tests.store.world import ANA, BIA, CAIO, NOON, ROOM, TODAY, World

ONE_DAY = timedelta(days=1)


async def after(world: World, person: Person = ANA) -> Mapping[str, Memory]:
    """Return what a person remembers."""
    return await world.store.memories(person)


async def same_after_rebuild(world: World) -> bool:
    """Return whether nothing changes when the memory is made anew."""
    before = await world.rows("SELECT * FROM memory ORDER BY learner_id, question")
    await world.store.rebuild()
    return before == await world.rows("SELECT * FROM memory ORDER BY learner_id, question")


async def review(world: World, question: str, reviews: str, person: Person = ANA) -> int:
    """Post a review of one question that stands for another's."""
    posting = Posting(world.new_id(), PostingKind.REVIEW, ROOM, question, "r1", ("c", "a"), NOON, reviews=reviews)
    await world.store.add_posting(posting, person)
    return posting.id


async def test_an_answer_of_any_kind_is_remembered(world: World) -> None:
    await world.answer(await world.practice(ANA, "q1"))
    await world.answer(await world.daily("q2"), correct=False)
    assert await after(world) == {"q1": reviewed(None, TODAY, right=True), "q2": reviewed(None, TODAY, right=False)}
    assert await after(world, BIA) == {}


async def test_the_first_answer_of_a_day_counts_and_the_next_day_another(world: World) -> None:
    first = reviewed(None, TODAY, right=False)
    await world.answer(await world.practice(ANA), correct=False)
    await world.answer(await world.practice(ANA), correct=True)
    assert await after(world) == {"q1": first}
    tomorrow = TODAY + ONE_DAY
    await world.answer(await world.practice(ANA), correct=True, day=tomorrow, at=NOON + ONE_DAY)
    await world.answer(await world.practice(ANA), correct=False, day=TODAY, at=NOON + ONE_DAY)
    assert await after(world) == {"q1": reviewed(first, tomorrow, right=True)}
    assert await same_after_rebuild(world)


async def test_answers_of_one_batch_count_like_those_of_several(world: World) -> None:
    postings = [await world.practice(ANA, "q1") for _ in range(3)]
    others = [await world.practice(BIA, "q1")]
    await asyncio.gather(
        *(world.answer(one, correct=number > 0) for number, one in enumerate(postings)),
        *(world.answer(one, BIA) for one in others),
    )
    assert await after(world) == {"q1": reviewed(None, TODAY, right=False)}
    assert await after(world, BIA) == {"q1": reviewed(None, TODAY, right=True)}
    assert await same_after_rebuild(world)


async def test_a_sibling_is_remembered_and_is_the_review_of_the_question_it_stands_for(world: World) -> None:
    await world.answer(await world.practice(ANA, "q1"), correct=False)
    before = (await after(world))["q1"]
    later = TODAY + 3 * ONE_DAY
    await world.answer(await review(world, "q2", "q1"), correct=True, day=later, at=NOON + 3 * ONE_DAY)
    assert await after(world) == {"q1": reviewed(before, later, right=True), "q2": reviewed(None, later, right=True)}
    await world.answer(await world.practice(ANA, "q1"), correct=False, day=later, at=NOON + 3 * ONE_DAY)
    assert (await after(world))["q1"] == reviewed(before, later, right=True)
    assert await same_after_rebuild(world)


async def test_an_answer_given_twice_is_remembered_once(world: World) -> None:
    posting = await world.practice(ANA)
    await world.answer(posting, correct=False)
    await world.answer(posting, correct=True, day=TODAY + ONE_DAY)
    assert await after(world) == {"q1": reviewed(None, TODAY, right=False)}


async def test_answers_that_faded_stay_in_memory_and_give_the_same_anew(world: World) -> None:
    rng = random.Random(4)
    for number in range(40):
        day, hours = number // 4, timedelta(hours=rng.randrange(10))
        posting = await world.practice(ANA, f"q{rng.randrange(3)}", at=NOON + day * ONE_DAY)
        at = NOON + day * ONE_DAY + hours
        await world.answer(posting, correct=rng.random() < 0.5, day=TODAY + day * ONE_DAY, at=at)
    before = await after(world)
    assert len(before) == 3
    assert await same_after_rebuild(world)
    assert await world.store.fade(NOON + 30 * ONE_DAY)
    assert await after(world) == before
    assert await same_after_rebuild(world)


async def test_many_learners_are_made_anew_in_steps(world: World) -> None:
    people = [Person("terminal", f"p{number}") for number in range(203)]
    for person in people:
        await world.answer(await world.practice(person), person)
    assert await world.count("memory") == 203
    assert await same_after_rebuild(world)


async def test_memory_is_exported_and_goes_with_the_person(world: World) -> None:
    await world.answer(await world.practice(ANA))
    await world.answer(await world.practice(CAIO), CAIO)
    memory = reviewed(None, TODAY, right=True)
    assert (await world.store.export(ANA))["memory"] == [
        {
            "question": "q1",
            "stability": memory.stability,
            "difficulty": memory.difficulty,
            "reviewed_on": TODAY.isoformat(),
            "interval": memory.interval,
            "lapses": 0,
        }
    ]
    await world.store.forget(ANA)
    assert await after(world) == {}
    assert list(await after(world, CAIO)) == ["q1"]


async def test_answers_from_before_there_was_memory_are_gone_through_at_the_upgrade(world: World) -> None:
    days: list[tuple[date, bool]] = [(TODAY, False), (TODAY, True), (TODAY + ONE_DAY, True)]
    for number, (day, correct) in enumerate(days):
        await world.answer(await world.practice(ANA), correct=correct, day=day, at=NOON + timedelta(hours=20 * number))
    expected = await after(world)
    async with world.store._writer.transaction():
        await world.store._writer.fetch("DROP TABLE memory")
        await world.store._writer.fetch("ALTER TABLE answer DROP COLUMN studied")
        await world.store._writer.fetch("ALTER TABLE posting DROP COLUMN reviews")
        await world.store._writer.fetch("DELETE FROM migration WHERE name = '0011-memory'")
    assert await world.store.upgrade() == ("0011-memory",)
    assert await after(world) == expected
    assert expected == {"q1": reviewed(reviewed(None, TODAY, right=False), TODAY + ONE_DAY, right=True)}
