"""Schedules and their due dates, on each kind of store."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import Due, Promise, Recurrence
from bot.domain.records import NO_ZONE, Schedule, ScheduleState
from tests.store.kit import HERE, MINUTE, SPACE, Kit
from tests.store.world import NOON, World

HOUR = timedelta(hours=1)
MOMENT = timedelta(microseconds=1)


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


async def test_a_new_schedule_replaces_each_field_of_the_former_but_its_id(kit: Kit) -> None:
    before = await kit.schedule(set_by="U1", trouble="gone", paused_until=date(2026, 12, 1))
    after = await kit.schedule(
        language="en",
        recurrence=Recurrence(time(7, 30), ZoneInfo("Europe/Lisbon"), frozenset({2})),
        topic=None,
        grace=timedelta(hours=1),
        open_for=timedelta(hours=2),
        state=ScheduleState.OFF,
        due=Due(NOON.date() + timedelta(days=4), NOON + timedelta(days=4)),
        set_by="U2",
    )
    alike = {field.name for field in fields(Schedule) if getattr(before, field.name) == getattr(after, field.name)}
    assert alike == {"id", "space", "channel"}
    assert (after.trouble, after.paused_until, after.set_by) == (None, None, "U2")


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


async def test_a_promise_is_one_only_after_now(kit: Kit) -> None:
    await kit.schedule(due=Due(NOON.date(), NOON, -3 * HOUR))
    assert list(await kit.store.promises(NOON)) == []
    assert len(await kit.store.promises(NOON - MOMENT)) == 1


async def test_a_promise_is_moved_in_its_zone_on_its_date_and_by_its_offset_alone(kit: Kit) -> None:
    promised = Due(NOON.date(), NOON, -3 * HOUR)
    recife = Recurrence(time(9), ZoneInfo("America/Recife"))
    await kit.schedule("C1", due=promised)
    await kit.schedule("C2", due=promised, recurrence=recife)
    await kit.schedule("C3", due=Due(NOON.date() + timedelta(days=1), NOON, -3 * HOUR))
    await kit.schedule("C4", due=Due(NOON.date(), NOON, -2 * HOUR))
    await kit.store.move_promise(Promise(ZoneInfo("America/Sao_Paulo"), promised), Due(NOON.date(), NOON + HOUR))
    moved = {one.channel for one in await kit.store.schedules() if one.due and one.due.at == NOON + HOUR}
    assert moved == {"C1"}


async def test_a_skipped_date_that_is_due_now_stays_skipped(kit: Kit) -> None:
    schedule = await kit.schedule()
    await kit.claimed(schedule, reason="late")
    assert await kit.store.restore_skipped(NOON) == 0
    assert await kit.store.restore_skipped(NOON - MOMENT) == 1


async def test_a_date_that_is_over_in_utc_and_still_to_come_in_its_zone_is_due_again(kit: Kit) -> None:
    """At 01:00 UTC it is still the day before in Honolulu, whose evening is to come."""
    evening = datetime(2026, 11, 21, 9, tzinfo=NOON.tzinfo)
    honolulu = Recurrence(time(23), ZoneInfo("Pacific/Honolulu"))
    schedule = await kit.schedule(recurrence=honolulu, due=Due(date(2026, 11, 20), evening))
    await kit.claimed(schedule, reason="late")
    assert await kit.store.restore_skipped(datetime(2026, 11, 21, 1, tzinfo=NOON.tzinfo)) == 1
    assert (await kit.store.schedule(SPACE, "C1")).due == Due(date(2026, 11, 20), evening)


async def test_a_restored_date_takes_no_earlier_one_away(kit: Kit) -> None:
    await kit.claimed(await kit.schedule(), reason="late")
    earlier = Due(NOON.date(), NOON - MINUTE)
    await kit.schedule(due=earlier)
    assert await kit.store.restore_skipped(NOON - HOUR) == 1
    assert (await kit.store.schedule(SPACE, "C1")).due == earlier
