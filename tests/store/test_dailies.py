"""Daily questions: one claim for each date, whoever asks, on each kind of store."""

from __future__ import annotations

import asyncio
import json
from datetime import date, datetime, timedelta

import pytest

from bot.domain.calendar import Due
from bot.domain.following import StudyHistory
from bot.domain.kinds import PostingKind
from bot.domain.records import DailyPosting, OpenDaily, Person, Posting, PostingState
from bot.ports.dailies import ScheduleEdit
from bot.store import dailies
from tests.store.kit import HERE, MINUTE, SPACE, Kit
from tests.store.world import ANA, BIA, CAIO, NOON, ROOM, World

MOMENT = timedelta(microseconds=1)


async def test_one_of_many_wins_a_claim_and_the_place_moves_on(kit: Kit) -> None:
    schedule = await kit.schedule()
    won = await asyncio.gather(*(kit.claimed(schedule, f"p{number}") for number in range(5)))
    assert len([daily for daily in won if daily]) == 1
    after = await kit.store.schedule(SPACE, "C1")
    assert after.due == Due(date(2026, 11, 23), datetime(2026, 11, 23, 15, tzinfo=NOON.tzinfo))
    assert await kit.store.due(HERE, NOON, 9) == []


async def test_a_date_that_was_claimed_is_not_claimed_again_whatever_the_schedule_says(kit: Kit) -> None:
    schedule = await kit.schedule()
    await kit.sent(schedule)
    again = await kit.schedule(due=Due(NOON.date(), NOON))
    assert await kit.claimed(again) is None
    assert len(await kit.store.latest(schedule.id, 9)) == 1


async def test_a_claim_on_a_schedule_that_was_changed_meanwhile_writes_nothing(kit: Kit) -> None:
    before = await kit.schedule()
    await kit.schedule(due=Due(NOON.date() + timedelta(days=1), NOON + timedelta(days=1)))
    assert await kit.claimed(before) is None
    assert await kit.store.latest(before.id, 9) == []


async def test_a_claim_that_ran_out_is_taken_over_once(kit: Kit) -> None:
    schedule = await kit.schedule()
    daily = await kit.claimed(schedule)
    assert daily is not None
    assert await kit.store.take_over_expired(HERE, NOON, "p2", NOON + 2 * MINUTE, 9) == []
    assert await kit.store.take_over_expired(("discord",), NOON + MINUTE, "p2", NOON, 9) == []
    (taken,) = await kit.store.take_over_expired(HERE, NOON + MINUTE, "p2", NOON + 2 * MINUTE, 9)
    assert (taken.posting, taken.day, taken.due_at) == (daily.posting, daily.day, daily.due_at)
    assert await kit.store.take_over_expired(HERE, NOON + MINUTE, "p3", NOON + 2 * MINUTE, 9) == []
    assert len(await kit.store.take_over_expired(HERE, NOON + 2 * MINUTE, "p3", NOON + 3 * MINUTE, 9)) == 1


async def test_what_was_sent_is_no_claim_any_more_and_its_place_is_well(kit: Kit) -> None:
    schedule = await kit.schedule(trouble="gone")
    daily = await kit.sent(schedule)
    await kit.store.mark_sent(daily, "m1", NOON)
    latest, after = await kit.latest(schedule), await kit.store.schedule(SPACE, "C1")
    assert (latest.posting.state, latest.message, after.trouble) == (PostingState.SENT, "m1", None)
    assert await kit.store.take_over_expired(HERE, NOON + timedelta(days=9), "p2", NOON, 9) == []


async def test_a_failure_is_tried_again_at_its_time_and_is_news_once(kit: Kit) -> None:
    schedule = await kit.schedule()
    daily = await kit.claimed(schedule)
    assert daily is not None
    again = NOON + 5 * MINUTE
    assert not await kit.store.record_failure(daily, None, again)
    assert await kit.store.record_failure(daily, "forbidden", again)
    assert not await kit.store.record_failure(daily, "forbidden", again)
    assert await kit.store.record_failure(daily, "gone", again)
    assert await kit.store.take_over_expired(HERE, again - MINUTE, "p2", again, 9) == []
    (taken,) = await kit.store.take_over_expired(HERE, again, "p2", again + MINUTE, 9)
    assert (taken.tries, taken.schedule.trouble) == (4, "gone")


async def test_what_is_skipped_is_kept_with_its_reason_and_counts_as_not_asked(kit: Kit) -> None:
    schedule = await kit.schedule()
    assert await kit.claimed(schedule, reason="late")
    moved = await kit.store.schedule(SPACE, "C1")
    daily = await kit.claimed(moved)
    await kit.store.skip(daily, "gone")
    latest = await kit.store.latest(schedule.id, 9)
    assert [(one.posting.state, one.reason) for one in latest] == [
        (PostingState.SKIPPED, "gone"),
        (PostingState.SKIPPED, "late"),
    ]
    assert {question for question, seen in (await kit.store.asked(schedule.id)).items() if seen.times} == set()
    assert await kit.store.take_over_expired(HERE, NOON + timedelta(days=9), "p2", NOON, 9) == []


async def test_what_was_asked_is_counted(kit: Kit) -> None:
    schedule = await kit.schedule()
    daily = await kit.sent(schedule)
    other = await kit.schedule("C2")
    await kit.sent(other)
    (seen,) = (await kit.store.asked(schedule.id)).items()
    assert (seen[0], seen[1].times, seen[1].last_at) == (daily.posting.question, 1, NOON)


async def test_what_is_over_is_taken_once_and_closed(kit: Kit) -> None:
    schedule = await kit.schedule()
    daily = await kit.sent(schedule)
    over = NOON + timedelta(hours=24)
    assert await kit.store.closable(HERE, over - MINUTE, 9) == []
    (taken,) = await kit.store.closable(HERE, over, 9)
    assert await kit.store.closable(("discord",), over, 9) == []
    assert not await kit.store.claim_closing(taken.posting.id, over - MINUTE, "p1", over)
    assert await kit.store.claim_closing(taken.posting.id, over, "p1", over + MINUTE)
    assert (taken.posting.id, taken.message) == (daily.posting.id, "m1")
    assert await kit.store.closable(HERE, over, 9) == []
    assert not await kit.store.claim_closing(taken.posting.id, over, "p2", over + MINUTE)
    assert await kit.store.claim_closing(taken.posting.id, over + MINUTE, "p2", over + 2 * MINUTE)
    await kit.store.close_daily(taken, over)
    await kit.store.close_daily(taken, over, "late")
    closed = await kit.latest(schedule)
    assert (closed.posting.state, closed.reason) == (PostingState.CLOSED, None)
    assert await kit.store.closable(HERE, over + timedelta(days=1), 9) == []
    assert not await kit.store.claim_closing(taken.posting.id, over + timedelta(days=1), "p3", over)


async def test_the_reason_of_an_end_that_is_not_shown_is_kept_until_it_is(kit: Kit) -> None:
    schedule = await kit.schedule()
    daily = await kit.sent(schedule)
    assert not await kit.store.record_failure(daily, None, NOON, reason="archived")
    assert ((await kit.latest(schedule)).reason, (await kit.latest(schedule)).schedule.trouble) == ("archived", None)
    await kit.store.record_failure(daily, None, NOON)
    assert (await kit.latest(schedule)).reason == "archived"
    await kit.store.close_daily(daily, NOON, "replied")
    assert (await kit.latest(schedule)).reason == "replied"
    await kit.store.record_failure(daily, None, NOON, reason="away")
    assert (await kit.latest(schedule)).reason == "replied"


# --- on the database alone, with real answers ---


async def asked(world: World, kit: Kit) -> DailyPosting:
    """Post a question that people can answer."""
    return await kit.sent(await kit.schedule())


async def test_the_counter_is_taken_by_one_process_in_each_span(world: World) -> None:
    kit = Kit(world.store)
    daily = await asked(world, kit)
    every = timedelta(seconds=30)

    async def count(at: datetime, owner: str = "p1") -> DailyPosting | None:
        return await world.store.claim_count(daily.posting.id, at, every, owner, at + MINUTE)

    async def countable(at: datetime) -> list[int]:
        return [one.posting.id for one in await world.store.countable([7, daily.posting.id], at, every)]

    assert await count(NOON) is None
    assert await countable(NOON) == []
    await world.answer(daily.posting.id, ANA)
    assert await countable(NOON) == [daily.posting.id]
    one, other = await asyncio.gather(count(NOON, "p1"), count(NOON, "p2"))
    assert sorted([one is None, other is None]) == [False, True]
    assert (one or other).told == 1  # type: ignore[union-attr]
    await world.store.release_claim(daily.posting.id, "p1" if one else "p2")
    await world.answer(daily.posting.id, BIA)
    assert await count(NOON + every / 2) is None
    assert await countable(NOON + every / 2) == []
    assert await countable(NOON + every) == [daily.posting.id]
    later = await count(NOON + every)
    assert later is not None
    assert later.told == 2


async def test_the_counter_is_taken_again_after_the_clock_went_back(world: World) -> None:
    daily, every = await asked(world, Kit(world.store)), timedelta(seconds=30)
    await world.answer(daily.posting.id, ANA)
    assert await world.store.claim_count(daily.posting.id, NOON, every, "p1", NOON + MINUTE)
    await world.store.release_claim(daily.posting.id, "p1")
    await world.answer(daily.posting.id, BIA)
    for back, taken in ((every, False), (timedelta(hours=1), True)):
        at = NOON - back
        assert bool(await world.store.countable([daily.posting.id], at, every)) is taken
        assert bool(await world.store.claim_count(daily.posting.id, at, every, "p1", at + MINUTE)) is taken


async def test_nobody_closes_a_question_whose_counter_is_being_changed(world: World) -> None:
    """Else the count could arrive after the end, and take its place."""
    kit = Kit(world.store)
    daily = await asked(world, kit)
    await world.answer(daily.posting.id, ANA)
    over = daily.posting.closes_at
    assert over
    assert await world.store.claim_count(daily.posting.id, over, MINUTE, "p1", over + MINUTE)
    assert not await world.store.claim_closing(daily.posting.id, over, "p2", over + MINUTE)
    assert not await world.store.release_claim(daily.posting.id, "p2")
    assert not await world.store.claim_closing(daily.posting.id, over, "p2", over + MINUTE)
    assert await world.store.release_claim(daily.posting.id, "p1")
    assert await world.store.claim_closing(daily.posting.id, over, "p2", over + MINUTE)


async def test_a_result_counts_options_and_knows_newcomers_and_days(world: World) -> None:
    kit = Kit(world.store)
    yesterday = NOON - timedelta(days=1)
    await world.answer(await world.daily("q0"), BIA, day=yesterday.date(), at=yesterday)
    daily = await asked(world, kit)
    for person in (ANA, BIA, CAIO):
        await world.answer(daily.posting.id, person, correct=person != CAIO)
    await world.store.choose(CAIO, listed=False)
    result = await world.store.result(daily.posting.id)
    assert (result.answers, result.correct) == (3, 2)
    assert sum(result.chosen.values()) == 3
    people = {one.name: one for one in result.people}
    assert {name: one.newcomer for name, one in people.items()} == {"Ana": True, "Bia": False}
    assert len(people["Bia"].history.days) == 2


async def test_who_set_a_schedule_is_exported_and_forgotten(world: World) -> None:
    kit = Kit(world.store)
    await world.store.choose(ANA, language="en")
    await kit.schedule(set_by=ANA.user_id, space=f"{ANA.platform}:r1")
    await kit.schedule("C2", set_by=ANA.user_id, space="discord:1")
    export = json.loads(json.dumps(await world.store.export(ANA)))
    assert export["schedules"] == [{"space": f"{ANA.platform}:r1", "channel": "C1"}]
    await world.store.forget(ANA)
    kept = {schedule.channel: schedule.set_by for schedule in await world.store.schedules()}
    assert kept == {"C1": None, "C2": ANA.user_id}


async def test_a_claim_is_held_by_its_owner_until_it_runs_out(kit: Kit) -> None:
    daily = await kit.claimed(await kit.schedule(), "p1")
    assert daily
    number = daily.posting.id
    closes = NOON + timedelta(hours=30)
    assert not await kit.store.renew_claim(number, "p2", NOON, NOON + MINUTE, closes)
    assert await kit.store.renew_claim(number, "p1", NOON, NOON + 2 * MINUTE, closes)
    assert await kit.store.renew_claim(number, "p1", NOON + MINUTE, NOON + 2 * MINUTE, closes)
    assert (await kit.latest(daily.schedule)).posting.closes_at == closes
    await kit.edit(daily.schedule, ScheduleEdit(wanted=False))
    assert not await kit.store.renew_claim(number, "p1", NOON + MINUTE, NOON + 2 * MINUTE, closes)
    assert (await kit.latest(daily.schedule)).reason == "admin"
    await kit.edit(daily.schedule, ScheduleEdit(wanted=True))
    assert await kit.store.renew_claim(number, "p1", NOON + MINUTE, NOON + 2 * MINUTE, closes)
    assert not await kit.store.renew_claim(number, "p1", NOON + 2 * MINUTE, NOON + 3 * MINUTE, closes)


async def test_a_second_message_of_a_question_is_known_as_one_too_many(kit: Kit) -> None:
    daily = await kit.sent(await kit.schedule())
    assert await kit.store.mark_sent(daily, "m1", NOON)
    assert not await kit.store.mark_sent(daily, "m2", NOON)
    assert (await kit.latest(daily.schedule)).message == "m1"


async def test_what_was_left_out_can_be_forgotten_and_what_was_posted_not(kit: Kit) -> None:
    schedule = await kit.schedule()
    await kit.claimed(schedule, reason="admin")
    await kit.edit(schedule, ScheduleEdit(), (NOON.date() + timedelta(days=1), date.max))
    assert len(await kit.store.latest(schedule.id, 9)) == 1
    await kit.edit(schedule, ScheduleEdit(), (NOON.date(), date.max))
    assert len(await kit.store.latest(schedule.id, 9)) == 0
    again = await kit.schedule()
    await kit.sent(again)
    await kit.edit(schedule, ScheduleEdit(), (NOON.date(), date.max))
    assert len(await kit.store.latest(schedule.id, 9)) == 1


async def test_the_question_before_is_the_last_that_takes_no_more_answers(kit: Kit) -> None:
    schedule = await kit.schedule()
    first = await kit.sent(schedule)
    day, closes = first.day, NOON + timedelta(hours=24)
    assert await kit.store.over(schedule.id, day + timedelta(days=1), closes - MINUTE) is None
    assert await kit.store.over(schedule.id, day, closes) is None
    over = await kit.store.over(schedule.id, day + timedelta(days=1), closes)
    assert over is not None
    assert (over.posting.id, over.message) == (first.posting.id, "m1")
    again = await kit.store.schedule(SPACE, "C1")
    skipped = await kit.claimed(again, reason="late")
    assert skipped is not None
    over = await kit.store.over(schedule.id, skipped.day + timedelta(days=1), closes + timedelta(days=9))
    assert over is not None
    assert over.day == first.day


async def test_tries_to_close_are_counted_from_none(kit: Kit) -> None:
    schedule = await kit.schedule()
    daily = await kit.claimed(schedule)
    assert daily is not None
    await kit.store.record_failure(daily, None, NOON)
    await kit.store.record_failure(daily, None, NOON)
    assert (await kit.latest(schedule)).tries == 2
    await kit.store.mark_sent(daily, "m1", NOON)
    assert (await kit.latest(schedule)).tries == 0


async def test_the_claim_that_ran_out_first_is_taken_over_first(kit: Kit) -> None:
    for channel, minutes in (("C1", 2), ("C2", 3)):
        daily = await kit.claimed(await kit.schedule(channel))
        assert daily
        await kit.store.record_failure(daily, None, NOON + minutes * MINUTE)
    late = NOON + timedelta(hours=1)
    for channel in ("C1", "C2"):
        taken = await kit.store.take_over_expired(HERE, late, "p2", late + MINUTE, 1)
        assert [one.schedule.channel for one in taken] == [channel]


async def test_the_question_that_is_over_longest_comes_first(kit: Kit) -> None:
    for channel, minutes in (("C1", 1), ("C2", 2)):
        daily = await kit.claimed(await kit.schedule(channel))
        assert daily
        await kit.store.renew_claim(daily.posting.id, "p1", NOON, NOON + MINUTE, NOON + minutes * MINUTE)
        await kit.store.mark_sent(daily, "m1", NOON)
    (first,) = await kit.store.closable(HERE, NOON + 2 * MINUTE, 1)
    assert first.schedule.channel == "C1"
    (first,) = await kit.store.closable(HERE, NOON + MINUTE, 9)
    assert first.schedule.channel == "C1"


async def test_a_question_may_be_in_its_channel_from_the_first_try_until_it_is_surely_refused(kit: Kit) -> None:
    schedule = await kit.schedule()
    daily = await kit.claimed(schedule)
    assert daily
    assert not (await kit.latest(schedule)).tried
    assert await kit.store.renew_claim(daily.posting.id, "p1", NOON, NOON + MINUTE, NOON + MINUTE)
    assert (await kit.latest(schedule)).tried
    await kit.store.record_failure(daily, None, NOON)
    assert (await kit.latest(schedule)).tried
    await kit.store.record_failure(daily, None, NOON, refused=True)
    assert not (await kit.latest(schedule)).tried


async def test_each_step_is_taken_from_the_step_before_alone(kit: Kit) -> None:
    schedule = await kit.schedule()
    daily = await kit.claimed(schedule)
    assert daily
    await kit.store.close_daily(daily, NOON)
    assert (await kit.latest(schedule)).posting.state is PostingState.CLAIMED
    assert not await kit.store.release_claim(daily.posting.id, "p1")
    await kit.store.renew_claim(daily.posting.id, "p1", NOON, NOON + MINUTE, NOON + MINUTE)
    await kit.store.mark_sent(daily, "m1", NOON)
    await kit.store.skip(daily, "gone")
    await kit.edit(schedule, ScheduleEdit(wanted=False))
    await kit.store.record_failure(daily, None, NOON, refused=True)
    latest = await kit.latest(schedule)
    assert (latest.posting.state, latest.reason, latest.tried) == (PostingState.SENT, None, True)
    await kit.store.close_daily(daily, NOON)
    tries = latest.tries
    await kit.store.record_failure(daily, None, NOON)
    assert not await kit.store.mark_sent(daily, "m2", NOON)
    latest = await kit.latest(schedule)
    assert (latest.posting.state, latest.tries, latest.message) == (PostingState.CLOSED, tries, "m1")


async def test_what_is_skipped_is_never_sent(kit: Kit) -> None:
    schedule = await kit.schedule()
    daily = await kit.claimed(schedule)
    assert daily
    await kit.store.skip(daily, "gone")
    assert not await kit.store.mark_sent(daily, "m1", NOON)
    assert (await kit.latest(schedule)).posting.state is PostingState.SKIPPED


async def test_a_skipped_question_ends_the_trouble_of_a_platform_that_was_away_and_no_other(kit: Kit) -> None:
    for channel, trouble in (("C1", "away"), ("C2", "gone")):
        daily = await kit.claimed(await kit.schedule(channel, trouble=trouble))
        await kit.store.skip(daily, "late")
    assert {one.channel: one.trouble for one in await kit.store.schedules()} == {"C1": None, "C2": "gone"}


async def test_a_trouble_leaves_what_is_due_unless_it_stops_it(kit: Kit) -> None:
    schedule = await kit.schedule()
    assert await kit.store.record_trouble(schedule.id, "gone")
    assert (await kit.store.schedule(SPACE, "C1")).due == schedule.due
    assert not await kit.store.record_trouble(schedule.id, "gone", stop=True)
    assert (await kit.store.schedule(SPACE, "C1")).due is None


async def test_a_claim_is_on_the_date_and_on_the_instant_that_were_read(kit: Kit) -> None:
    before = await kit.schedule()
    for due in (Due(NOON.date(), NOON + MINUTE), Due(NOON.date() + timedelta(days=1), NOON)):
        await kit.schedule(due=due)
        assert await kit.claimed(before) is None
        assert (await kit.store.schedule(SPACE, "C1")).due == due


async def test_dates_are_revived_from_the_first_to_the_last_but_for_those_perhaps_posted(kit: Kit) -> None:
    schedule = await kit.schedule()
    reasons = ("admin", "late", "unseen", "empty", "admin")
    days = []
    for reason in reasons:
        assert schedule.due
        days.append(schedule.due.day)
        await kit.claimed(schedule, reason=reason)
        schedule = await kit.store.schedule(SPACE, "C1")
    await kit.edit(schedule, ScheduleEdit(), (days[1], days[3]))
    assert [one.day for one in await kit.store.latest(schedule.id, 9)] == [days[4], days[2], days[0]]


async def test_of_several_that_are_over_the_last_is_the_one_before(kit: Kit) -> None:
    schedule = await kit.schedule()
    days = []
    for _ in range(2):
        days.append((await kit.sent(schedule)).day)
        schedule = await kit.store.schedule(SPACE, "C1")
    over = await kit.store.over(schedule.id, days[1] + timedelta(days=1), NOON + timedelta(days=9))
    assert over is not None
    assert over.day == days[1]
    assert [one.day for one in await kit.store.latest(schedule.id, 1)] == days[1:]


async def test_practice_is_never_closed(world: World) -> None:
    posting = Posting(7, PostingKind.PRACTICE, ROOM, "q1", "r1", ("a", "b"), NOON, closes_at=NOON)
    await world.store.add_posting(posting, ANA)
    assert not await world.store.claim_closing(7, NOON + MINUTE, "p1", NOON + 2 * MINUTE)


async def test_a_question_that_was_answered_is_not_revived(world: World) -> None:
    kit = Kit(world.store)
    schedule = await kit.schedule()
    daily = await kit.claimed(schedule)
    assert daily
    await world.answer(daily.posting.id, ANA)
    await kit.store.skip(daily, "gone")
    await kit.edit(schedule, ScheduleEdit(), (daily.day, date.max))
    assert len(await kit.store.latest(schedule.id, 9)) == 1


async def test_the_counter_is_free_when_a_claim_runs_out_and_not_before(world: World) -> None:
    daily = await asked(world, Kit(world.store))
    await world.answer(daily.posting.id, ANA)
    assert await world.store.claim_count(daily.posting.id, NOON, MINUTE, "p1", NOON + 5 * MINUTE)
    await world.answer(daily.posting.id, BIA)
    for minutes, free in ((4, False), (5, True)):
        at = NOON + minutes * MINUTE
        assert bool(await world.store.claim_count(daily.posting.id, at, MINUTE, "p2", at + MINUTE)) is free


async def test_a_question_that_is_over_or_closed_counts_no_more(world: World) -> None:
    daily = await asked(world, Kit(world.store))
    await world.answer(daily.posting.id, ANA)
    over = daily.posting.closes_at
    assert over
    assert len(await world.store.countable([daily.posting.id], over - MOMENT, MINUTE)) == 1
    assert await world.store.countable([daily.posting.id], over, MINUTE) == []
    await world.store.close_daily(daily, NOON)
    assert await world.store.countable([daily.posting.id], over - MOMENT, MINUTE) == []


async def test_more_questions_than_one_statement_asks_for_are_all_counted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dailies, "_AT_ONCE", 2)
    kit = Kit(world.store)
    numbers = []
    for channel in range(5):
        daily = await kit.sent(await kit.schedule(f"C{channel}"))
        await world.answer(daily.posting.id, ANA)
        numbers.append(daily.posting.id)
    found = await world.store.countable(numbers, NOON, MINUTE)
    assert sorted(one.posting.id for one in found) == sorted(numbers)


async def test_three_open_questions_wait_for_a_person_the_newest_first(world: World) -> None:
    kit = Kit(world.store)
    waiting = [(await kit.sent(await kit.schedule(f"C{number}"))).posting.id for number in range(5)]
    closes = NOON + timedelta(hours=24)
    for number, posting in enumerate(waiting):
        await world.write(f"UPDATE posting SET created_at = created_at + {number} WHERE id = {posting}")
    await world.answer(waiting[4], ANA)
    practice = Posting(70, PostingKind.PRACTICE, SPACE, "q9", "r1", ("a", "b"), NOON + MINUTE, closes_at=closes)
    await world.store.add_posting(practice, ANA)

    async def offered(person: Person, space: str = SPACE, now: datetime = NOON) -> list[int]:
        return [one.posting for one in await world.store.unanswered(space, person, now)]

    assert await offered(ANA) == waiting[3:0:-1]
    assert await offered(Person("slack", ANA.user_id)) == waiting[4:1:-1]
    assert await offered(ANA, "terminal:elsewhere") == []
    assert await offered(ANA, now=closes - MOMENT) == waiting[3:0:-1]
    assert await offered(ANA, now=closes) == []


async def test_an_open_question_is_known_to_those_who_answered_in_its_channel_before(world: World) -> None:
    kit = Kit(world.store)
    before = await kit.sent(await kit.schedule())
    await world.answer(before.posting.id, ANA)
    now = await kit.sent(await kit.store.schedule(SPACE, "C1"))
    for person, known in ((ANA, True), (BIA, False)):
        found = {one.posting: one for one in await world.store.unanswered(SPACE, person, NOON)}
        assert found[now.posting.id] == OpenDaily(now.posting.id, "C1", known)


async def test_the_first_hundred_who_answered_are_in_a_result_in_their_order(world: World) -> None:
    posting = (await asked(world, Kit(world.store))).posting.id
    people = [Person("terminal", f"p{number:03}") for number in range(101)]
    await asyncio.gather(
        *(world.answer(posting, person, at=NOON + number * MOMENT) for number, person in enumerate(reversed(people)))
    )
    result = await world.store.result(posting)
    assert result.answers == 101
    assert [one.name for one in result.people] == [f"P{number:03}" for number in range(100, 0, -1)]


async def test_a_history_has_the_posted_questions_of_the_channels_that_were_answered(world: World) -> None:
    kit = Kit(world.store)
    schedule = await kit.schedule()
    daily = await kit.sent(schedule)
    await kit.store.close_daily(daily, NOON)
    schedule = await kit.store.schedule(SPACE, "C1")
    second = await kit.sent(schedule)
    third = await kit.claimed(await kit.store.schedule(SPACE, "C1"))
    assert third
    await kit.claimed(await kit.store.schedule(SPACE, "C1"), reason="late")
    week = Due(NOON.date() + timedelta(days=7), NOON)
    await kit.sent(await kit.schedule("C2", space="slack:T2", due=week))
    assert (await world.store.progress(SPACE, ANA)).history == await world.store.study(ANA) == StudyHistory({})
    await world.answer(second.posting.id, ANA)
    dailies = sorted((await world.store.progress(SPACE, ANA)).history.dailies, key=lambda one: one.opened_at)
    assert [(one.channel, one.answered_on) for one in dailies] == [(schedule.id, None), (schedule.id, NOON.date())]
    assert {one.closes_at for one in dailies} == {daily.posting.closes_at, second.posting.closes_at}
    (one,) = (await world.store.result(second.posting.id)).people
    assert one.history == (await world.store.progress(SPACE, ANA)).history == await world.store.study(ANA)
