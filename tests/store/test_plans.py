"""The exam in view, and results: written for the person alone, exported, and gone with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.domain.records import ExamResult
from tests.store.world import ANA, BIA, NOON, World

JANUARY = date(2027, 1, 20)
RESULT = ExamResult("AIF-C01", JANUARY, passed=False, score=640, reported_at=NOON)


async def test_an_exam_in_view_is_a_persons_own_and_can_be_given_up(world: World) -> None:
    learner = await world.store.choose_exam(ANA, "AIF-C01", JANUARY)
    assert (learner.exam, learner.exam_on) == ("AIF-C01", JANUARY)
    assert await world.store.find(ANA) == learner
    assert await world.store.choose(ANA, language="en") == replace(learner, language="en")
    assert await world.store.find(BIA) is None
    assert (await world.store.choose_exam(ANA, None, None)).exam is None
    found = await world.store.find(ANA)
    assert found
    assert (found.exam, found.exam_on, found.language) == (None, None, "en")


async def test_a_result_ends_the_day_of_its_exam_and_replaces_what_was_said_of_that_day(world: World) -> None:
    await world.store.choose_exam(ANA, "AIF-C01", JANUARY)
    assert (await world.store.save_result(ANA, RESULT)).exam_on is None
    assert await world.store.save_result(ANA, replace(RESULT, passed=True, score=None)) == await world.store.find(ANA)
    await world.store.save_result(ANA, replace(RESULT, taken_on=JANUARY + timedelta(days=30), passed=True))
    results = (await world.store.export(ANA))["results"]
    assert results == [
        {"exam": "AIF-C01", "taken_on": "2027-01-20", "passed": True, "score": None, "reported_at": NOON.isoformat()},
        {"exam": "AIF-C01", "taken_on": "2027-02-19", "passed": True, "score": 640, "reported_at": NOON.isoformat()},
    ]


async def test_the_result_of_another_exam_leaves_the_one_in_view(world: World) -> None:
    before = await world.store.choose_exam(ANA, "MLA-C02", JANUARY)
    assert await world.store.save_result(ANA, RESULT) == before == await world.store.find(ANA)


async def test_who_leaves_leaves_no_result(world: World) -> None:
    await world.store.save_result(ANA, RESULT)
    assert await world.store.forget(ANA)
    assert await world.store.export(ANA) == {}
    assert (await world.store.export(BIA)) == {}
