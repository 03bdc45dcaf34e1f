"""`/daily`: what an admin sets is what is posted, and what cannot be is said when it is set."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.app import Prova
from bot.chat.plain import plain_text
from bot.content.lookup.index import Index
from bot.content.model import Bank
from bot.domain.records import PostingState, Schedule
from bot.features.practice.library import Library
from bot.platforms.terminal.session import PLATFORM
from bot.ports.dailies import ScheduleEdit
from tests.conftest import House
from tests.support.schedules import MemoryChannels


@pytest.fixture
def channels(house: House) -> MemoryChannels:
    """Channels in the terminal's place, in which the platform can do what real ones do."""
    channels = MemoryChannels(house.clock, random.Random(1))
    house.prova.channels[PLATFORM] = channels
    return channels


async def told(house: House, line: str, name: str = "ana", locale: str = "en") -> str:
    """Return what somebody is told."""
    return plain_text(await house.session(name, locale).hear(line))


async def schedule_of(house: House) -> Schedule:
    """Return the one place there is."""
    (schedule,) = await house.store.schedules()
    return schedule


async def test_a_word_too_many_is_answered_with_all_that_can_be_asked(house: House) -> None:
    assert "Try it like this: /daily, /daily set, /daily pause, /daily resume, /daily skip, /daily now" in await told(
        house, "/daily 9:00"
    )
    session = house.session("bia")
    session.actor = replace(session.actor, admin=False)
    assert plain_text(await session.hear("/daily 9:00")) == "Try it like this: /daily"


async def test_where_we_may_not_write_nothing_is_set(house: House, channels: MemoryChannels) -> None:
    await told(house, "/daily set 13h UTC")
    schedule = await schedule_of(house)
    channels.forbidden.add(schedule.channel)
    assert "not allowed to post in this channel" in await told(house, "/daily set 14h UTC")
    assert await schedule_of(house) == schedule


async def test_a_platform_that_is_away_is_no_reason_to_refuse(house: House, channels: MemoryChannels) -> None:
    channels.away = lambda: True
    assert "The daily question is set." in await told(house, "/daily set 13h UTC")


async def test_a_topic_without_questions_is_refused(bank: Bank, index: Index, house: House) -> None:
    """As in a bank of one's own that has a service and asks nothing about it yet."""
    left = {key: one for key, one in bank.questions.items() if "model-monitor" not in one.services}
    bare = replace(bank, questions=MappingProxyType(left))
    prova = Prova(Library(bare, {}), index, house.store, house.clock, random.Random(7), ZoneInfo("UTC"))
    prova.channels.update(house.prova.channels)
    quiet = replace(house, bank=bare, dispatcher=prova.dispatcher, prova=prova)
    assert "no question on that topic" in await told(quiet, "/daily set 13h UTC model-monitor")
    assert await house.store.schedules() == []


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("drift", "I don't know the topic “drift”. Try one of these: Model Monitor"),
        ("clarify please", "I don't know the topic “clarify please”. Try one of these: Clarify"),
        ("please mon-fri clarify", "I don't understand “please” here. Try it like this: /daily set [time]"),
        ("topic something with pictures", "I don't know the topic “something with pictures”."),
    ],
)
async def test_no_topic_of_a_schedule_is_guessed(
    house: House, channels: MemoryChannels, words: str, named: str
) -> None:
    assert named in await told(house, f"/daily set {words} 13h UTC")
    assert await house.store.schedules() == []


async def test_the_next_three_are_told_in_local_time(house: House, channels: MemoryChannels) -> None:
    shown = await told(house, "/daily set 9h America/Sao_Paulo mon-fri")
    assert [line for line in shown.split("\n") if "09:00" in line or "9:00" in line][-3:]
    for day in ("Tue, Nov 24", "Wed, Nov 25", "Thu, Nov 26"):
        assert day in shown


async def test_what_is_not_said_stays_as_it_was(house: House, channels: MemoryChannels) -> None:
    await told(house, "/daily set 13h America/Sao_Paulo mon-fri clarify closes:3 language:pt")
    before = await schedule_of(house)
    await told(house, "/daily set 14h", "bia")
    after = await schedule_of(house)
    assert after.recurrence == replace(before.recurrence, at=before.recurrence.at.replace(hour=14))
    assert replace(after, recurrence=before.recurrence, due=before.due, set_by=before.set_by) == before


async def test_a_trouble_is_shown_in_words_until_a_question_arrives(house: House, channels: MemoryChannels) -> None:
    await told(house, "/daily set 13h UTC")
    channels.forbidden.add((await schedule_of(house)).channel)
    house.clock.forward(hours=1, seconds=1)
    await house.prova.round.run()
    shown = await told(house, "/daily")
    assert "Trouble: I'm not allowed to post in the daily question's channel." in shown
    channels.forbidden.clear()
    house.clock.forward(minutes=2)
    await house.prova.round.run()
    shown = await told(house, "/daily")
    assert "Trouble" not in shown
    assert "November 23, 2026: posted. 0 answered." in shown


async def test_the_last_result_is_shown_once_it_is_closed(house: House, channels: MemoryChannels) -> None:
    await told(house, "/daily set 13h UTC clarify closes:2")
    house.clock.forward(hours=1, seconds=1)
    await house.prova.round.run()
    schedule = await schedule_of(house)
    (posted,) = channels.posted[schedule.channel]
    for name in ("ana", "bia", "caio"):
        session = house.session(name)
        session.see(posted.reply)
        await session.hear("AB"[: posted.reply.choice.pick] if posted.reply.choice else "")
    assert "posted. 3 answered." in await told(house, "/daily")
    house.clock.forward(hours=2)
    await house.prova.round.run()
    shown = await told(house, "/daily")
    assert "posted and closed. " in shown
    assert "of 3 right." in shown


async def test_few_left_is_shown(house: House, channels: MemoryChannels) -> None:
    shown = await told(house, "/daily set 13h UTC neo")
    assert "questions left before one repeats" in shown
    assert "That's not many" in shown


async def test_now_posts_within_a_round_and_the_day_has_no_second_one(house: House, channels: MemoryChannels) -> None:
    await told(house, "/daily set 18h UTC")
    assert "on its way" in await told(house, "/daily now")
    await house.prova.round.run()
    house.clock.forward(hours=8)
    await house.prova.round.run()
    schedule = await schedule_of(house)
    assert len(channels.posted[schedule.channel]) == 1
    assert schedule.due
    assert schedule.due.at - house.clock() == timedelta(hours=22)


# --- pauses, and what is left out ---


async def test_what_was_left_out_by_mistake_comes_back_with_resume_and_now(
    house: House, channels: MemoryChannels
) -> None:
    await told(house, "/daily set 13h UTC")
    await told(house, "/daily pause 2026-12-20")
    for _ in range(2):
        assert "Skipped" in await told(house, "/daily skip")
    assert "Mon, Nov 23, 13:00" in await told(house, "/daily resume")
    await told(house, "/daily skip")
    assert "on its way" in await told(house, "/daily now")
    await house.prova.round.run()
    assert len(channels.posted[(await schedule_of(house)).channel]) == 1


async def test_nothing_is_left_out_where_nothing_is_due(house: House, channels: MemoryChannels) -> None:
    await told(house, "/daily set 13h UTC")
    await told(house, "/daily off")
    before = await schedule_of(house)
    assert "Skipped" not in await told(house, "/daily skip")
    assert await schedule_of(house) == before


@pytest.mark.parametrize("until", ["", " 2026-12-20"])
async def test_a_pause_outlives_a_change_of_the_schedule(house: House, channels: MemoryChannels, until: str) -> None:
    await told(house, "/daily set 13h UTC")
    await told(house, f"/daily pause{until}")
    assert "Status: paused" in await told(house, "/daily set closes:12")
    schedule = await schedule_of(house)
    assert schedule.due is None or schedule.due.day.isoformat() == "2026-12-20"
    await told(house, "/daily now")
    await house.prova.round.run()
    after = await schedule_of(house)
    assert len(channels.posted[schedule.channel]) == 1
    assert (after.due, after.state, after.paused_until) == (schedule.due, schedule.state, schedule.paused_until)


async def test_what_comes_now_still_comes_when_the_schedule_is_changed_before_the_tick(
    house: House, channels: MemoryChannels
) -> None:
    await told(house, "/daily set 18h UTC")
    await told(house, "/daily now")
    await told(house, "/daily set closes:12")
    await house.prova.round.run()
    assert len(channels.posted[(await schedule_of(house)).channel]) == 1


async def test_now_is_refused_where_we_may_not_write(house: House, channels: MemoryChannels) -> None:
    await told(house, "/daily set 18h UTC")
    before = await schedule_of(house)
    channels.forbidden.add(before.channel)
    assert "not allowed to post in this channel" in await told(house, "/daily now")
    assert await schedule_of(house) == before


async def test_skip_tells_when_the_round_was_faster(
    house: House, channels: MemoryChannels, monkeypatch: pytest.MonkeyPatch
) -> None:
    await told(house, "/daily set 13h UTC")
    house.clock.forward(hours=1, seconds=1)
    edit = house.store.edit_schedule

    async def late(*args: Any, **more: Any) -> ScheduleEdit:
        await house.prova.round.run()
        return await edit(*args, **more)

    monkeypatch.setattr(house.store, "edit_schedule", late)
    assert "November 23, 2026 has already been posted" in await told(house, "/daily skip")
    assert len(channels.posted[(await schedule_of(house)).channel]) == 1


async def test_a_skip_button_leaves_out_the_day_it_was_shown_with_and_no_other(
    house: House, channels: MemoryChannels
) -> None:
    session = house.session("ana")
    await session.hear("/daily set 13h UTC")
    shown = await session.hear("/daily")
    (skip,) = [button for button in shown.buttons if button.label == "Skip the next one"]
    assert "Skipped" in plain_text(await session.ask(skip.call))
    before = await schedule_of(house)
    assert "November 23, 2026 isn't next anymore" in plain_text(await session.ask(skip.call))
    assert await schedule_of(house) == before


async def test_what_was_left_out_hides_neither_the_last_question_nor_its_result(
    house: House, channels: MemoryChannels
) -> None:
    await told(house, "/daily set 13h UTC")
    house.clock.forward(hours=1, seconds=1)
    await house.prova.round.run()
    await told(house, "/daily skip")
    shown = await told(house, "/daily")
    assert "Without a question: November 24, 2026: skipped by an admin" in shown
    assert "The last one: November 23, 2026: posted. 0 answered." in shown


async def test_posting_now_is_offered_until_the_day_has_its_question(house: House, channels: MemoryChannels) -> None:
    await told(house, "/daily set 13h UTC")
    assert "Post now" in await told(house, "/daily")
    house.clock.forward(hours=1, seconds=1)
    await house.prova.round.run()
    assert "Post now" not in await told(house, "/daily")
    house.clock.forward(hours=20)
    assert "Post now" in await told(house, "/daily")


async def test_the_question_before_is_linked_when_it_takes_no_more_answers(
    house: House, channels: MemoryChannels
) -> None:
    await told(house, "/daily set 13h UTC closes:36")
    house.clock.forward(hours=1, seconds=1)
    for _ in range(3):
        await house.prova.round.run()
        house.clock.forward(hours=24)
    links = ["explained" in plain_text(one.reply) for one in channels.posted[(await schedule_of(house)).channel]]
    assert links == [False, False, True]


async def test_the_year_is_told_where_it_is_another(house: House, channels: MemoryChannels) -> None:
    await told(house, "/daily set 13h UTC")
    assert "Sat, Jan 2, 2027, 13:00" in await told(house, "/daily pause 2027-01-02")
    assert "2026, 13:00" not in await told(house, "/daily resume")


async def waits(house: House, channels: MemoryChannels) -> None:
    """Let a question be claimed that cannot be posted yet."""
    await told(house, "/daily set 13h UTC closes:2")
    channels.away = lambda: True
    house.clock.forward(hours=1, seconds=1)
    await house.prova.round.run()


async def comes_back(house: House, channels: MemoryChannels, hours: float = 0.5) -> int:
    """Let the platform be there again, and return how many questions it has then."""
    channels.away = lambda: False
    house.clock.forward(hours=hours)
    for _ in range(3):
        await house.prova.round.run()
        house.clock.forward(minutes=2)
    return len(channels.posted.get((await schedule_of(house)).channel, []))


@pytest.mark.parametrize("line", ["/daily off", "/daily pause", "/daily pause 2026-12-20", "/daily skip"])
async def test_a_question_that_waits_for_a_platform_is_left_out_when_an_admin_says_so(
    house: House, channels: MemoryChannels, line: str
) -> None:
    await waits(house, channels)
    await told(house, line)
    assert await comes_back(house, channels) == 0
    assert "November 23, 2026: skipped by an admin" in await told(house, "/daily")


async def test_a_question_that_was_left_out_while_it_waited_comes_when_the_admin_resumes(
    house: House, channels: MemoryChannels
) -> None:
    await waits(house, channels)
    await told(house, "/daily pause")
    await told(house, "/daily resume")
    assert await comes_back(house, channels) == 1


async def test_a_question_that_is_posted_late_takes_answers_for_a_while(house: House, channels: MemoryChannels) -> None:
    await waits(house, channels)
    assert await comes_back(house, channels, hours=4) == 1
    ((posted,),) = channels.posted.values()
    session = house.session("bia")
    session.see(posted.reply)
    verdict = plain_text(await session.hear("A" * posted.reply.choice.pick if posted.reply.choice else ""))
    assert "closed" not in verdict


async def test_looking_for_a_question_is_given_up_a_week_after_it_is_too_late_and_nobody_is_told_of_it(
    house: House, channels: MemoryChannels
) -> None:
    await told(house, "/daily set 13h UTC mon")
    channels.loses = 1.0
    house.clock.forward(hours=1, seconds=1)
    await house.prova.round.run()
    channels.away, channels.loses = lambda: True, 0.0
    before = len(channels.told)
    for _ in range(40):
        house.clock.forward(hours=6)
        await house.prova.round.run()
    schedule = await schedule_of(house)
    first = (await house.store.latest(schedule.id, 9))[-1]
    assert (f"{first.day}", first.posting.state) == ("2026-11-23", PostingState.SKIPPED)
    assert len(channels.told) == before


async def test_a_pause_switches_nothing_on(house: House, channels: MemoryChannels) -> None:
    await told(house, "/daily set 13h UTC")
    await told(house, "/daily off")
    before = await schedule_of(house)
    for line in ("/daily pause", "/daily pause 2026-12-20"):
        assert "has no daily question" in await told(house, line)
    assert await schedule_of(house) == before


async def test_what_was_kept_through_a_change_of_the_schedule_is_not_moved_by_a_restart(
    house: House, channels: MemoryChannels, bank: Bank, index: Index
) -> None:
    await told(house, "/daily set 15h UTC")
    house.clock.forward(hours=1.5)
    assert "15:00" in await told(house, "/daily set 13h UTC")
    utc, library = ZoneInfo("UTC"), Library(bank, {})
    again = Prova(library, index, house.store, house.clock, random.Random(1), utc)
    again.channels[PLATFORM] = channels
    await again.round.run()
    assert channels.posted == {}


async def test_everything_can_be_asked_for_in_words(house: House, channels: MemoryChannels) -> None:
    for words in ("everything", "tudo", "Todos"):
        assert "About: everything" in await told(house, f"/daily set 13h UTC topic:{words}")
        await told(house, "/daily set 13h UTC topic:clarify")


async def test_now_leaves_what_was_left_out_of_later_days_alone(house: House, channels: MemoryChannels) -> None:
    await told(house, "/daily set 18h UTC")
    await told(house, "/daily skip")
    await told(house, "/daily skip")
    schedule = await schedule_of(house)
    await told(house, "/daily now")
    await house.prova.round.run()
    days = {f"{one.day:%d}": one.posting.state for one in await house.store.latest(schedule.id, 9)}
    assert days == {"23": PostingState.SENT, "24": PostingState.SKIPPED}
    assert "has already been posted" in await told(house, "/daily now")
    assert len(await house.store.latest(schedule.id, 9)) == 2


async def test_a_question_that_may_stand_in_the_channel_is_not_posted_a_second_time(
    house: House, channels: MemoryChannels
) -> None:
    await told(house, "/daily set 13h UTC")
    channels.loses = 1.0
    house.clock.forward(hours=1, seconds=1)
    await house.prova.round.run()
    channels.loses = 0.0
    schedule = await schedule_of(house)
    channels.forbidden.add(schedule.channel)
    house.clock.forward(hours=7)
    await house.prova.round.run()
    channels.forbidden.clear()
    assert "couldn't tell whether it was posted" in await told(house, "/daily")
    assert "has already been posted" in await told(house, "/daily now")
    await house.prova.round.run()
    assert len(channels.posted[schedule.channel]) == 1


async def test_a_closing_that_is_forbidden_for_a_while_is_tried_again(house: House, channels: MemoryChannels) -> None:
    await told(house, "/daily set 13h UTC closes:2")
    house.clock.forward(hours=1, seconds=1)
    await house.prova.round.run()
    schedule = await schedule_of(house)
    channels.forbidden.add(schedule.channel)
    house.clock.forward(hours=2)
    await house.prova.round.run()
    assert (await house.store.latest(schedule.id, 1))[0].posting.state is PostingState.SENT
    channels.forbidden.clear()
    house.clock.forward(hours=1)
    await house.prova.round.run()
    assert (await house.store.latest(schedule.id, 1))[0].posting.state is PostingState.CLOSED


@pytest.mark.parametrize("line", ["/daily resume", "/daily now", "/daily pause", "/daily off", "/daily set 9h"])
async def test_a_zone_that_is_gone_is_not_overwritten_without_a_word(
    house: House, channels: MemoryChannels, line: str
) -> None:
    await told(house, "/daily set 13h America/Sao_Paulo")
    async with house.store._writer.transaction():
        await house.store._writer.fetch("UPDATE place SET zone = 'US/Pacific-New'")
    assert "I don't know the daily question's time zone" in await told(house, line)
    assert await house.store._reader.fetch("SELECT zone FROM place") == [("US/Pacific-New",)]
    assert "The daily question is set." in await told(house, "/daily set 9h UTC")


async def test_an_admin_is_told_of_a_missed_day_when_the_platform_is_back(
    house: House, channels: MemoryChannels
) -> None:
    await waits(house, channels)
    for _ in range(4):
        house.clock.forward(minutes=20)
        await house.prova.round.run()
    assert "Trouble: I haven't been able to post the daily question for a while" in await told(house, "/daily")
    assert await comes_back(house, channels, hours=7) == 0
    (said,) = channels.told
    assert "The daily question for November 23, 2026 couldn't be posted in time" in plain_text(said[1])
    assert "Trouble" not in await told(house, "/daily")


async def test_after_days_away_the_admin_is_told_of_the_last_missed_day_alone(
    house: House, channels: MemoryChannels
) -> None:
    await told(house, "/daily set 13h UTC")
    house.clock.forward(days=5, hours=9)
    for _ in range(9):
        await house.prova.round.run()
    (said,) = channels.told
    assert "November 28, 2026" in plain_text(said[1])


# --- what can be set ---


@pytest.mark.parametrize(("hours", "taken"), [(0, False), (1, True), (168, True), (169, False)])
async def test_a_question_is_open_for_an_hour_to_a_week(
    house: House, channels: MemoryChannels, hours: int, taken: bool
) -> None:
    await told(house, f"/daily set 13h UTC closes:{hours}")
    schedules = await house.store.schedules()
    assert [one.open_for for one in schedules] == [timedelta(hours=hours)] * taken


async def test_a_schedule_posts_up_to_six_hours_late_and_takes_answers_for_a_day(
    house: House, channels: MemoryChannels
) -> None:
    await told(house, "/daily set 13h UTC")
    schedule = await schedule_of(house)
    assert (schedule.grace, schedule.open_for) == (timedelta(hours=6), timedelta(hours=24))
    assert schedule.topic == "aif-c01"


async def test_setting_a_schedule_brings_back_what_was_left_out_from_the_eighth_day_on(
    house: House, channels: MemoryChannels
) -> None:
    """What was left out of the seven days before, an admin has just skipped."""
    await told(house, "/daily set 13h UTC")
    for _ in range(11):
        await told(house, "/daily skip")
    await told(house, "/daily set 14h")
    schedule = await schedule_of(house)
    assert schedule.due
    assert schedule.due.day.isoformat() == "2026-12-01"
    assert f"{(await house.store.latest(schedule.id, 1))[0].day}" == "2026-11-30"


async def test_the_first_schedule_needs_a_time(house: House, channels: MemoryChannels) -> None:
    await told(house, "/daily set UTC")
    assert await house.store.schedules() == []
