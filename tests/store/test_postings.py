"""Questions as shown: written as they are, and counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import StoreUnavailable
from bot.domain.kinds import PostingKind
from bot.domain.records import Posting, PostingState, Seen
from tests.store.world import ANA, BIA, NOON, ROOM, World


async def test_a_practice_posting_comes_back_as_it_was(world: World) -> None:
    at = datetime(2026, 3, 29, 1, 30, 0, 123457, tzinfo=UTC)
    closing = at + timedelta(days=1)
    posting = Posting(
        (1 << 63) - 1, PostingKind.PRACTICE, "discord:1", "q1", "r7", ("c", "a"), at, learner=5, closes_at=closing
    )
    learner = await world.store.add_posting(posting, ANA)
    stored = await world.store.posting(posting.id)
    assert stored.learner == learner.id
    assert (stored.order, stored.created_at, stored.closes_at) == (("c", "a"), at, closing)
    assert (stored.kind, stored.space, stored.question, stored.revision) == (
        PostingKind.PRACTICE,
        "discord:1",
        "q1",
        "r7",
    )
    assert stored.state is PostingState.SENT


async def test_posting_to_somebody_known_keeps_their_choices(world: World) -> None:
    chosen = await world.store.choose(ANA, zone="Europe/Lisbon", listed=False)
    posting = Posting(1, PostingKind.PRACTICE, ROOM, "q1", "r1", ("a", "b"), NOON)
    learner = await world.store.add_posting(posting, ANA)
    assert (learner.id, learner.zone, learner.listed) == (chosen.id, "Europe/Lisbon", False)


async def test_an_id_is_taken_once_and_the_second_writes_nothing(world: World) -> None:
    posting = Posting(1, PostingKind.PRACTICE, ROOM, "q1", "r1", ("a", "b"), NOON)
    await world.store.add_posting(posting, ANA)
    with pytest.raises(StoreUnavailable):
        await world.store.add_posting(posting, BIA)
    assert await world.store.find(BIA) is None


async def test_seen_counts_how_often_and_when_last(world: World) -> None:
    later = NOON + timedelta(days=1)
    await world.practice(ANA, "q1")
    await world.practice(ANA, "q1", at=later)
    await world.practice(BIA, "q2")
    assert await world.store.sightings(ANA) == {"q1": Seen(2, later)}


async def test_a_daily_question_is_seen_by_those_who_answer_it(world: World) -> None:
    later = NOON + timedelta(hours=2)
    await world.answer(await world.daily("q1"), ANA, at=later)
    practice = await world.practice(ANA, "q2")
    await world.answer(practice, ANA, at=later)
    assert await world.store.sightings(ANA) == {"q1": Seen(1, later), "q2": Seen(1, NOON)}
    assert await world.store.sightings(BIA) == {}


async def test_the_question_that_was_asked_last_is_the_learners_own_in_that_space(world: World) -> None:
    assert await world.store.latest_asked(ANA, ROOM) is None
    await world.practice(ANA, "q1")
    last = await world.practice(ANA, "q2", at=NOON + timedelta(hours=1))
    await world.practice(BIA, "q3", at=NOON + timedelta(hours=2))
    await world.daily("q4")
    assert await world.store.latest_asked(ANA, ROOM) == last
    assert await world.store.latest_asked(ANA, "discord:elsewhere") is None


async def test_a_question_is_missed_while_its_last_answer_is_wrong(world: World) -> None:
    for day, (question, right) in enumerate([("q1", False), ("q2", True), ("q3", False), ("q3", True), ("q2", False)]):
        at = NOON + timedelta(days=day)
        await world.answer(await world.practice(ANA, question, at=at), ANA, correct=right, at=at)
    await world.answer(await world.daily("q4"), ANA, correct=False)
    assert await world.store.missed(ANA) == {"q1", "q2", "q4"}
    assert await world.store.missed(BIA) == set()


async def test_what_a_person_chose_is_read_with_the_posting_they_answered(world: World) -> None:
    posting = await world.daily("q1")
    assert await world.store.chosen(posting, ANA) is None
    await world.answer(posting, ANA)
    assert await world.store.chosen(posting, ANA) == ("c",)
    assert await world.store.chosen(posting, BIA) is None
    assert await world.store.chosen(1 << 63, ANA) is None
    await world.store.fade(NOON + timedelta(days=1))
    assert await world.store.chosen(posting, ANA) == ()
