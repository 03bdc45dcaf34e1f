"""Places and their daily questions: one claim for each date, whoever asks, on each kind of store."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import Due, Promise, Recurrence, due_days
from bot.domain.kinds import PostingKind
from bot.domain.records import NO_ZONE, DailyPosting, Posting, PostingState, Schedule, ScheduleState
from bot.ports.dailies import ScheduleEdit
from tests.store.world import ANA, BIA, CAIO, NOON, World, opened
from tests.support.schedules import MemoryDailies, saved

SPACE = "slack:T1"
HERE = ("slack",)
MINUTE = timedelta(minutes=1)


@dataclass
class Kit:
    """A store, and short ways to fill it."""

    store: Any
    numbers: int = 0

    async def schedule(self, channel: str = "C1", **more: Any) -> Schedule:
        """Set a schedule whose question is due now."""
        self.numbers += 1
        recurrence = Recurrence(time(12), ZoneInfo("America/Sao_Paulo"), frozenset({1, 3, 5}))
        known: dict[str, Any] = {
            "space": SPACE,
            "language": "pt-BR",
            "recurrence": recurrence,
            "topic": "aif-c01",
            "grace": timedelta(hours=6),
            "open_for": timedelta(hours=24),
            "due": Due(NOON.date(), NOON, timedelta(hours=-3)),
        }
        schedule = Schedule(self.numbers, channel=channel, **{**known, **more})
        await saved(self.store, schedule)
        stored: Schedule | None = await self.store.schedule(schedule.space, channel)
        assert stored is not None
        return stored

    def daily(self, schedule: Schedule, reason: str | None = None) -> DailyPosting:
        """Return a posting for what is due."""
        assert schedule.due
        self.numbers += 1
        posting = Posting(
            id=self.numbers,
            kind=PostingKind.DAILY,
            space=schedule.space,
            question=f"q{self.numbers}",
            revision="r1",
            order=("c", "a", "b"),
            created_at=NOON,
            schedule=schedule.id,
            state=PostingState.SKIPPED if reason else PostingState.CLAIMED,
            closes_at=NOON + timedelta(hours=24),
        )
        return DailyPosting(posting, schedule, schedule.due.day, schedule.due.at, reason=reason)

    async def claimed(self, schedule: Schedule, owner: str = "p1", *, reason: str | None = None) -> DailyPosting | None:
        """Claim what is due."""
        daily = self.daily(schedule, reason)
        following = next(due_days(schedule.recurrence, daily.day))
        return daily if await self.store.claim(daily, following, owner, NOON + MINUTE) else None

    async def sent(self, schedule: Schedule) -> DailyPosting:
        """Claim and send what is due."""
        daily = await self.claimed(schedule)
        assert daily is not None
        await self.store.mark_sent(daily, "m1", NOON)
        return daily

    async def edit(self, schedule: Schedule, edit: ScheduleEdit, revived: tuple[date, date] | None = None) -> None:
        """Change a schedule as a command would."""
        revive = (lambda _: revived) if revived else None
        await self.store.edit_schedule(schedule.space, schedule.channel, lambda *_: edit, looked_at=9, revive=revive)

    async def latest(self, schedule: Schedule) -> DailyPosting:
        """Return the newest date of a place."""
        newest: DailyPosting = (await self.store.latest(schedule.id, 1))[0]
        return newest


@pytest.fixture(params=["sqlite", "postgres", "memory"])
async def kit(request: pytest.FixtureRequest) -> AsyncIterator[Kit]:
    if request.param == "memory":
        yield Kit(MemoryDailies())
        return
    async with opened(str(request.getfixturevalue(f"{request.param}_url"))) as store:
        yield Kit(store)


async def test_a_schedule_is_read_as_it_was_written(kit: Kit) -> None:
    schedule = await kit.schedule(
        state=ScheduleState.PAUSED, paused_until=date(2026, 12, 1), set_by="U1", trouble="gone", topic=None
    )
    assert schedule.recurrence == Recurrence(time(12), ZoneInfo("America/Sao_Paulo"), frozenset({1, 3, 5}))
    assert (schedule.state, schedule.paused_until, schedule.set_by) == (ScheduleState.PAUSED, date(2026, 12, 1), "U1")
    assert (schedule.trouble, schedule.topic, schedule.language) == ("gone", None, "pt-BR")
    assert (schedule.grace, schedule.open_for) == (timedelta(hours=6), timedelta(hours=24))
    assert schedule.due == Due(NOON.date(), NOON)
    assert await kit.store.schedule(SPACE, "C9") is None


async def test_a_new_schedule_takes_the_place_of_the_former_and_keeps_its_past(kit: Kit) -> None:
    schedule = await kit.schedule()
    await kit.sent(schedule)
    again = await kit.schedule(language="en", due=None)
    assert (again.id, again.language, again.due) == (schedule.id, "en", None)
    assert (await kit.latest(again)).message == "m1"
    assert [one.channel for one in await kit.store.schedules()] == ["C1"]


async def test_what_is_due_comes_longest_due_first_and_only_of_our_platforms(kit: Kit) -> None:
    await kit.schedule("C1")
    await kit.schedule("C2", due=Due(NOON.date(), NOON - MINUTE))
    await kit.schedule("C3", due=Due(NOON.date(), NOON + MINUTE))
    await kit.schedule("C4", due=None)
    await kit.schedule("C5", space="discord:1")
    assert [one.channel for one in await kit.store.due(HERE, NOON, 10)] == ["C2", "C1"]
    assert [one.channel for one in await kit.store.due(("discord", "slack"), NOON, 1)] == ["C2"]
    assert [one.channel for one in await kit.store.due(("discord",), NOON, 9)] == ["C5"]


async def test_what_is_promised_alike_is_told_and_moved_as_one(kit: Kit) -> None:
    hour = timedelta(hours=1)
    later = Due(NOON.date(), NOON + MINUTE, -3 * hour)
    for channel in ("C1", "C2"):
        await kit.schedule(channel, due=later)
    await kit.schedule("C3", due=Due(NOON.date(), NOON + MINUTE))
    await kit.schedule("C4", due=None)
    (promise,) = await kit.store.promises(NOON)
    assert (promise, promise.due.offset) == (Promise(ZoneInfo("America/Sao_Paulo"), later), -3 * hour)
    await kit.store.move_promise(promise, Due(NOON.date(), NOON + 2 * MINUTE, -2 * hour))
    dues = {one.channel: (one.due.at, one.due.offset) for one in await kit.store.schedules() if one.due}
    moved = (NOON + 2 * MINUTE, -2 * hour)
    assert dues == {"C1": moved, "C2": moved, "C3": (NOON + MINUTE, None)}


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
    await kit.store.close_daily(taken, over)
    assert (await kit.latest(schedule)).posting.state is PostingState.CLOSED
    assert await kit.store.closable(HERE, over + timedelta(days=1), 9) == []
    assert not await kit.store.claim_closing(taken.posting.id, over + timedelta(days=1), "p3", over)


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
    await world.store.choose(CAIO, "Caio", listed=False)
    result = await world.store.result(daily.posting.id)
    assert (result.answers, result.correct) == (3, 2)
    assert sum(result.chosen.values()) == 3
    people = {one.name: one for one in result.people}
    assert {name: one.newcomer for name, one in people.items()} == {"Ana": True, "Bia": False}
    assert len(people["Bia"].days) == 2
    assert result.posts == {daily.day}


async def test_who_set_a_schedule_is_exported_and_forgotten(world: World) -> None:
    kit = Kit(world.store)
    await world.store.choose(ANA, "Ana", language="en")
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


async def test_what_a_clock_ahead_has_missed_is_due_again_and_nothing_else(kit: Kit) -> None:
    """Two study dates to come were skipped as late; one that is over, and one that an admin left out, stay skipped."""
    over = await kit.schedule("C0", due=Due(NOON.date() - timedelta(days=2), NOON - timedelta(days=2)))
    await kit.claimed(over, reason="late")
    ahead = await kit.schedule("C1", due=Due(NOON.date(), NOON))
    for _ in range(2):
        await kit.claimed(ahead, reason="late")
        ahead = await kit.store.schedule(SPACE, "C1")
    out = await kit.schedule("C2", due=Due(NOON.date(), NOON))
    await kit.claimed(out, reason="admin")
    assert await kit.store.restore_skipped(NOON - MINUTE) == 2
    assert (await kit.store.schedule(SPACE, "C1")).due == Due(NOON.date(), NOON)
    assert [one.day for one in await kit.store.latest(ahead.id, 9)] == []
    assert len(await kit.store.latest(over.id, 9)) == len(await kit.store.latest(out.id, 9)) == 1
    assert await kit.store.restore_skipped(NOON - MINUTE) == 0


async def test_a_zone_that_this_machine_does_not_know_harms_no_other_place(world: World) -> None:
    kit = Kit(world.store)
    for channel in ("C1", "C2"):
        await kit.schedule(channel)
    await world.write("UPDATE place SET zone = 'US/Pacific-New' WHERE channel = 'C1'")
    dues = {one.channel: one.trouble for one in await world.store.due(HERE, NOON, 9)}
    assert dues == {"C1": NO_ZONE, "C2": None}
    assert len(await world.store.promises(NOON - MINUTE)) == 1
    (lost,) = [one.id for one in await world.store.schedules() if one.channel == "C1"]
    assert await world.store.record_trouble(lost, NO_ZONE, stop=True)
    assert [one.channel for one in await world.store.due(HERE, NOON, 9)] == ["C2"]


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
