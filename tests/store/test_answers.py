"""The first answer counts, once, and the points are those of the rules."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.errors import NotYours, PostingClosed, StoreUnavailable, UnknownPosting, WrongCount
from bot.domain.kinds import PostingKind
from bot.domain.records import Judgement, Learner, Person, Posting, PostingState, Profile
from bot.ports.store import Attempt
from bot.store import answer_transaction, answers
from bot.store.connection import Connection
from bot.store.values import micros
from tests.store.world import ANA, BIA, NOON, ROOM, TODAY, World, verdict


async def test_an_answer_is_returned_as_it_is_stored(world: World) -> None:
    posting = await world.daily("q1")
    recorded = await world.answer(posting, ANA)
    again = await world.answer(posting, ANA)
    assert recorded.new
    assert recorded.posting == await world.store.posting(posting)
    assert recorded.learner == await world.store.find(ANA)
    assert (recorded.answer.chosen, recorded.answer.correct, recorded.answer.points) == (("c",), True, 10)
    assert (recorded.answer.space, recorded.answer.question, recorded.answer.answered_at) == (ROOM, "q1", NOON)
    assert again.answer == recorded.answer


async def test_the_first_answer_stands(world: World) -> None:
    posting = await world.daily()
    await world.answer(posting, correct=False)
    again = await world.answer(posting, correct=True, at=NOON + timedelta(hours=1))
    assert not again.new
    assert (again.answer.correct, again.answer.answered_at, again.total) == (False, NOON, 2)
    assert await world.count("answer") == 1


async def test_the_same_answer_twice_at_once_is_written_once(world: World) -> None:
    posting = await world.daily()
    twins = await asyncio.gather(*(world.answer(posting) for _ in range(20)))
    assert [each.new for each in twins] == [True] + [False] * 19
    assert {(each.answer, each.total) for each in twins} == {(twins[0].answer, 10)}
    assert await world.sums_hold()


async def test_a_daily_question_is_open_to_strangers_who_become_learners(world: World) -> None:
    recorded = await world.answer(await world.daily(), BIA, name="Bia")
    assert await world.store.find(BIA) == recorded.learner
    assert ((await world.store.profile(BIA, ROOM)).name, recorded.learner.listed) == ("Bia", True)


async def test_a_stranger_with_several_answers_at_once_is_one_learner(world: World) -> None:
    postings = [await world.daily(f"q{number}") for number in range(5)]
    recorded = await asyncio.gather(*(world.answer(posting, BIA) for posting in postings))
    assert len({each.learner.id for each in recorded}) == 1
    assert [each.total for each in recorded] == [10, 20, 30, 40, 50]


async def test_an_answer_brings_the_name_up_to_date(world: World) -> None:
    await world.answer(await world.daily(), name="Ana")
    recorded = await world.answer(await world.daily(), name="Ana Lúcia 🦉")
    assert (await world.store.profile(ANA, ROOM)) == Profile(recorded.learner, "Ana Lúcia 🦉")


async def test_a_name_that_no_database_takes_is_mended(world: World) -> None:
    await world.answer(await world.daily(), name="A\0na\ud800")
    assert (await world.store.profile(ANA, ROOM)).name == "Ana?"


async def test_the_same_user_id_elsewhere_is_somebody_else(world: World) -> None:
    posting = await world.daily()
    here, there = await asyncio.gather(
        world.answer(posting, Person("discord", "7")), world.answer(posting, Person("slack", "7"))
    )
    assert here.new
    assert there.new
    assert here.learner.id != there.learner.id


@pytest.mark.parametrize("number", [77, -1, 1 << 63, 1 << 80])
async def test_an_unknown_posting_is_refused(world: World, number: int) -> None:
    with pytest.raises(UnknownPosting):
        await world.answer(number)
    with pytest.raises(UnknownPosting):
        await world.store.posting(number)


async def test_the_least_id_is_one(world: World) -> None:
    await world.store.add_posting(Posting(0, PostingKind.PRACTICE, ROOM, "q1", "r1", ("a", "b"), NOON), ANA)
    assert (await world.store.posting(0)).id == 0
    assert (await world.answer(0)).new


async def test_practice_belongs_to_its_learner(world: World) -> None:
    posting = await world.practice(ANA)
    for other in (BIA, Person("slack", "ana")):
        with pytest.raises(NotYours):
            await world.answer(posting, other)
    assert (await world.answer(posting, ANA)).answer.points == 2
    assert await world.store.find(BIA) is None


async def test_practice_is_not_another_learner_s_either(world: World) -> None:
    await world.store.choose(BIA)
    with pytest.raises(NotYours):
        await world.answer(await world.practice(ANA), BIA)


@pytest.mark.parametrize("state", [PostingState.CLOSED, PostingState.SKIPPED])
async def test_a_closed_posting_takes_no_answer(world: World, state: PostingState) -> None:
    posting = await world.daily(state=state)
    with pytest.raises(PostingClosed) as refused:
        await world.answer(posting)
    assert refused.value.posting == await world.store.posting(posting)
    assert await world.store.find(ANA) is None


async def test_a_posting_closes_at_its_instant_and_not_before(world: World) -> None:
    posting = await world.daily(closes_at=NOON)
    assert (await world.answer(posting, ANA, at=NOON - timedelta(microseconds=1))).new
    with pytest.raises(PostingClosed):
        await world.answer(posting, BIA, at=NOON)


async def test_an_earlier_answer_is_shown_after_closing(world: World) -> None:
    posting = await world.daily(closes_at=NOON)
    first = await world.answer(posting, at=NOON - timedelta(hours=1))
    later = await world.answer(posting, at=NOON + timedelta(hours=1))
    assert (later.new, later.answer) == (False, first.answer)


async def test_what_the_judge_raises_goes_to_its_own_waiter_only(world: World) -> None:
    def strict(_posting: Posting, _learner: Learner, _zone: str | None) -> Judgement:
        raise WrongCount(wanted=2)

    posting = await world.daily()
    refused, written = await asyncio.gather(
        world.answer(posting, ANA, judge=strict), world.answer(posting, BIA), return_exceptions=True
    )
    assert isinstance(refused, WrongCount)
    assert not isinstance(written, BaseException)
    assert written.new
    assert await world.store.find(ANA) is None


async def test_the_judge_sees_the_posting_the_learner_and_the_zone_as_stored(world: World) -> None:
    seen: list[tuple[Posting, Learner, str | None]] = []

    def judge(posting: Posting, learner: Learner, zone: str | None) -> Judgement:
        seen.append((posting, learner, zone))
        return Judgement(("a", "c"), True, TODAY, TODAY)

    learner = await world.store.choose(ANA, language="pt_BR", zone="America/Recife")
    await world.store.set_space(ROOM, zone="Asia/Tokyo")
    recorded = await world.answer(await world.practice(), judge=judge)
    assert seen == [(recorded.posting, learner, "Asia/Tokyo")]
    assert recorded.answer.chosen == ("a", "c")


async def test_a_bad_row_fails_alone(world: World) -> None:
    posting = await world.daily()
    people = [Person("terminal", name) for name in ("one", "two", "\ud800", "three")]
    outcomes = await asyncio.gather(*(world.answer(posting, each) for each in people), return_exceptions=True)
    assert [isinstance(each, StoreUnavailable) for each in outcomes] == [False, False, True, False]
    assert await world.count("answer") == 3
    assert await world.sums_hold()


async def test_practice_scores_on_first_sight_only(world: World) -> None:
    first = await world.answer(await world.practice(question="q1"), correct=False)
    second = await world.answer(await world.practice(question="q1"))
    other = await world.answer(await world.practice(question="q2"))
    assert [(each.answer.first_sight, each.answer.points) for each in (first, second, other)] == [
        (True, 0),
        (False, 0),
        (True, 2),
    ]


async def test_of_two_answers_to_a_question_at_once_the_first_is_the_first_sight(world: World) -> None:
    postings = [await world.practice(question="q1") for _ in range(2)]
    recorded = await asyncio.gather(*(world.answer(posting) for posting in postings))
    assert [(each.answer.first_sight, each.answer.points) for each in recorded] == [(True, 2), (False, 0)]


async def test_first_sight_counts_daily_questions_and_other_spaces_too(world: World) -> None:
    await world.answer(await world.daily("q1", space="terminal:elsewhere"))
    again = await world.answer(await world.practice(question="q1"))
    assert (again.answer.first_sight, again.answer.points) == (False, 0)
    assert (await world.answer(await world.practice(BIA, "q1"), BIA)).answer.first_sight


@pytest.mark.parametrize("together", [True, False])
async def test_ten_practice_answers_a_day_score(world: World, *, together: bool) -> None:
    postings = [await world.practice(question=f"q{number}") for number in range(12)]
    if together:
        recorded = await asyncio.gather(*(world.answer(posting) for posting in postings))
    else:
        recorded = [await world.answer(posting) for posting in postings]
    assert [each.answer.points for each in recorded] == [2] * 10 + [0, 0]
    assert recorded[-1].total == 20
    tomorrow = await world.answer(await world.practice(question="new"), day=TODAY + timedelta(days=1))
    assert tomorrow.answer.points == 2


async def test_the_cap_is_one_of_the_learner_s_day_and_not_of_the_space_s(world: World) -> None:
    tomorrow = TODAY + timedelta(days=1)

    async def answer(question: str, day: date) -> int:
        judge = verdict(day=day, board_day=tomorrow)
        return (await world.answer(await world.practice(question=question), judge=judge)).answer.points

    assert [await answer(f"q{number}", TODAY) for number in range(11)] == [2] * 10 + [0]
    assert await answer("new", tomorrow) == 2


async def test_the_daily_question_is_beyond_the_cap_and_does_not_use_it_up(world: World) -> None:
    await world.answer(await world.daily("d1"))
    postings = [await world.practice(question=f"q{number}") for number in range(10)]
    recorded = [await world.answer(posting) for posting in postings]
    assert [each.answer.points for each in recorded] == [2] * 10
    assert (await world.answer(await world.daily("d2"))).answer.points == 10


@pytest.mark.parametrize("together", [True, False])
async def test_answers_that_earn_nothing_do_not_use_the_cap_up_and_daily_ones_neither(
    world: World, *, together: bool
) -> None:
    wrong = [await world.practice(question=f"w{number}") for number in range(3)]
    daily = [await world.daily(f"d{number}") for number in range(3)]
    right = [await world.practice(question=f"q{number}") for number in range(11)]
    plays = [
        *(world.answer(posting, correct=False) for posting in wrong),
        *(world.answer(posting) for posting in daily),
        *(world.answer(posting) for posting in right),
    ]
    recorded = await asyncio.gather(*plays) if together else [await play for play in plays]
    assert [each.answer.points for each in recorded] == [0] * 3 + [10] * 3 + [2] * 10 + [0]


async def test_the_total_is_of_the_posting_s_space(world: World) -> None:
    await world.answer(await world.daily("q1", space="terminal:a"))
    assert (await world.answer(await world.daily("q2", space="terminal:b"))).total == 10
    assert (await world.answer(await world.daily("q3", space="terminal:a"), correct=False)).total == 12


async def test_more_answers_than_one_batch_holds_are_all_written(world: World) -> None:
    posting = await world.daily()
    people = [Person("terminal", str(number)) for number in range(1200)]
    recorded = await asyncio.gather(*(world.answer(posting, person) for person in people))
    assert all(each.new for each in recorded)
    assert await world.count("answer") == 1200
    assert await world.sums_hold()


MOMENT = timedelta(microseconds=1)


async def faded(world: World) -> set[str]:
    """Return the questions of the answers whose choice is erased."""
    return {question for (question,) in await world.rows("SELECT question FROM answer WHERE chosen = ''")}


async def test_answers_before_an_instant_fade_and_the_one_at_it_stays(world: World) -> None:
    for question, at in (("before", NOON - MOMENT), ("at", NOON), ("after", NOON + MOMENT)):
        await world.answer(await world.daily(question), at=at)
    assert await world.store.fade(NOON) == 1
    assert await faded(world) == {"before"}
    assert await world.store.fade(NOON) == 0
    assert await world.store.fade(NOON + MOMENT) == 1
    assert await faded(world) == {"before", "at"}


async def test_an_answer_to_one_posting_stays_when_an_older_one_to_it_fades(world: World) -> None:
    posting = await world.daily()
    await world.answer(posting, ANA, at=NOON - MOMENT)
    await world.answer(posting, BIA, at=NOON)
    assert await world.store.fade(NOON) == 1
    assert await world.rows("SELECT answered_at FROM answer WHERE chosen <> ''") == [(micros(NOON),)]


async def test_what_fades_keeps_its_day_points_and_first_sight(world: World) -> None:
    recorded = await world.answer(await world.daily("q1"))
    standing = await world.store.progress(ROOM, ANA)
    assert await world.store.fade(NOON + timedelta(days=1)) == 1
    again = await world.answer(recorded.posting.id)
    midnight = NOON.replace(hour=0)
    assert again.answer == replace(recorded.answer, chosen=(), answered_at=midnight)
    assert (await world.store.sightings(ANA))["q1"].last_at == midnight
    assert await world.store.progress(ROOM, ANA) == standing
    assert await world.sums_hold()


async def test_the_hour_of_a_practice_question_fades_and_that_of_a_daily_one_stays(world: World) -> None:
    """People answer practice moments after it is shown; a daily question is shown to a whole channel."""
    practice, daily = await world.practice(ANA, "q1", at=NOON - MOMENT), await world.daily("q2")
    later = await world.practice(ANA, "q3", at=NOON)
    assert await world.store.fade(NOON) == 0
    assert (await world.store.posting(practice)).created_at == NOON.replace(hour=0)
    assert (await world.store.posting(later)).created_at == NOON
    await world.store.fade(NOON + timedelta(days=9))
    assert (await world.store.posting(daily)).created_at == NOON


@pytest.mark.parametrize("answered", [True, False])
async def test_more_than_fades_at_once_fades_in_the_end(
    world: World, monkeypatch: pytest.MonkeyPatch, *, answered: bool
) -> None:
    monkeypatch.setattr(answers, "FADED_AT_ONCE", 2)
    for number in range(5):
        posting = await world.practice(question=f"q{number}")
        if answered:
            await world.answer(posting)
    assert await world.store.fade(NOON + MOMENT) == (5 if answered else 0)
    assert {at % 86_400_000_000 for (at,) in await world.rows("SELECT created_at FROM posting")} == {0}


async def test_where_nothing_is_old_enough_to_fade_nobody_waits(world: World) -> None:
    await world.answer(await world.practice())
    async with world.store._writer.transaction():
        assert await world.store.fade(NOON - timedelta(days=1)) == 0


async def test_no_batch_is_larger_than_it_may_be(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    write = answer_transaction.write

    async def counted(
        db: Connection, attempts: Sequence[Attempt], new_id: Callable[[], int]
    ) -> list[answer_transaction.Outcome]:
        sizes.append(len(attempts))
        return await write(db, attempts, new_id)

    monkeypatch.setattr(answers, "BATCH", 3)
    monkeypatch.setattr(answer_transaction, "write", counted)
    posting = await world.daily()
    people = [Person("terminal", str(number)) for number in range(7)]
    await asyncio.gather(*(world.answer(posting, person) for person in people))
    assert sizes == [3, 3, 1]


async def test_the_largest_batch_fits_into_its_statements(world: World) -> None:
    """Of all values, people and points that it can have: three boards an answer are the most that one adds to."""
    postings = [await world.practice(Person("terminal", str(number)), f"q{number}") for number in range(answers.BATCH)]
    recorded = await asyncio.gather(
        *(world.answer(posting, Person("terminal", str(number))) for number, posting in enumerate(postings))
    )
    assert {each.total for each in recorded} == {2}
    assert await world.sums_hold()
