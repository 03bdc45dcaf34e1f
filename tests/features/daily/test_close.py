"""An open question's counter grows seldom and in a short queue; at its end it is closed, for two days if need be."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from bot.chat.plain import plain_text
from bot.domain.following import StudyHistory
from bot.domain.records import Answered, DailyPosting, PostingState, Result
from bot.features.daily.close import Closer
from bot.features.daily.delivery import Messenger
from bot.features.practice.library import Library
from bot.ports.channels import Undelivered
from tests.support.town import Town

INSTANT = timedelta(microseconds=1)
THIRTY_SECONDS, TWO_DAYS = timedelta(seconds=30), timedelta(days=2)


def closer(town: Town, *, names: bool = True) -> Closer:
    """Return a closer of another process than the one that posted."""
    messages = Messenger({"slack": town.channels})
    library = Library(town.bank, {})
    return Closer(library, cast("Any", town.store), messages, town.clock, random.Random(1), "other", names=names)


async def posted(town: Town, **more: Any) -> DailyPosting:
    """Let one more channel have its question, and return it."""
    schedule = await town.schedule(f"C{len(town.store.all_schedules)}", **more)
    assert schedule.due
    town.clock.now = max(town.clock.now, schedule.due.at)
    await town.process().run()
    return next(row.daily for row in town.store.rows.values() if row.daily.schedule.id == schedule.id)


async def answered(town: Town, one: Closer, daily: DailyPosting) -> None:
    """Let a question have another answer."""
    town.store.answers[daily.posting.id] = town.store.answers.get(daily.posting.id, 0) + 1
    one.note_answer(daily.posting.id)


def state(town: Town, daily: DailyPosting) -> PostingState:
    """Return the state of a question."""
    return next(row.daily.posting.state for row in town.store.rows.values() if row.daily.day == daily.day)


async def test_a_counter_is_changed_again_after_thirty_seconds_and_not_before(town: Town) -> None:
    daily, one = await posted(town), closer(town)
    await answered(town, one, daily)
    (taken,) = await one.take_countable()
    await one.count(taken)
    await answered(town, one, daily)
    town.clock.now += THIRTY_SECONDS - INSTANT
    assert await one.take_countable() == []
    town.clock.now += INSTANT
    assert len(await one.take_countable()) == 1


async def test_another_process_changes_it_no_sooner(town: Town) -> None:
    daily, one, other = await posted(town), closer(town), closer(town)
    await answered(town, one, daily)
    await one.count((await one.take_countable())[0])
    town.clock.now += THIRTY_SECONDS - INSTANT
    await answered(town, other, daily)
    assert await other.take_countable() == []


async def test_what_has_no_more_answers_is_looked_at_for_a_minute_and_then_forgotten(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    daily, one = await posted(town), closer(town)
    looked: list[int] = []

    async def none(postings: Sequence[int], now: datetime, every: timedelta) -> Sequence[DailyPosting]:
        looked.append(len(postings))
        return []

    monkeypatch.setattr(town.store, "countable", none)
    one.note_answer(daily.posting.id)
    for _ in range(5):
        await one.take_countable()
        town.clock.now += THIRTY_SECONDS
    assert looked == [1, 1, 1, 1, 0]


async def test_ten_counters_of_one_workspace_wait_and_no_more(town: Town) -> None:
    for _ in range(11):
        await town.schedule(f"D{len(town.store.all_schedules)}")
    await posted(town, space="slack:T2")
    one = closer(town)
    dailies = [row.daily for row in town.store.rows.values()]
    assert len(dailies) == 12
    for daily in dailies:
        await answered(town, one, daily)
    taken = await one.take_countable()
    assert [daily.schedule.space for daily in taken].count("slack:T1") == 10
    assert [daily.schedule.space for daily in taken].count("slack:T2") == 1
    for daily in taken:
        await one.count(daily)
    (last,) = await one.take_countable()
    assert last.posting.id not in {daily.posting.id for daily in taken}


@pytest.mark.parametrize(
    ("trouble", "late", "closed"),
    [
        ("forbidden", TWO_DAYS - INSTANT, False),
        ("forbidden", TWO_DAYS, True),
        ("away", TWO_DAYS - INSTANT, False),
        ("away", TWO_DAYS, True),
        ("gone", timedelta(0), True),
    ],
)
async def test_closing_a_message_is_tried_for_two_days_unless_it_is_gone(
    town: Town, monkeypatch: pytest.MonkeyPatch, trouble: str, late: timedelta, closed: bool
) -> None:
    daily, one = await posted(town), closer(town)

    async def refused(*args: object) -> None:
        raise Undelivered(trouble)

    monkeypatch.setattr(town.channels, "finish", refused)
    assert daily.posting.closes_at
    town.clock.now = daily.posting.closes_at + late
    (over,) = await one.closable(("slack",), 9)
    await one.close(over)
    assert (state(town, daily) is PostingState.CLOSED) is closed
    (row,) = town.store.rows.values()
    assert row.daily.tries == (0 if closed else 1)
    assert closed or (row.expires and row.expires > town.clock.now)


async def test_a_question_is_over_at_the_instant_it_closes(town: Town) -> None:
    daily, one = await posted(town), closer(town)
    assert daily.posting.closes_at
    town.clock.now = daily.posting.closes_at - INSTANT
    assert await one.closable(("slack",), 9) == []
    town.clock.now += INSTANT
    assert len(await one.closable(("slack",), 9)) == 1
    assert await one.closable(("discord",), 9) == []


@pytest.mark.parametrize("names", [True, False])
async def test_nobody_is_thanked_by_name_where_there_are_no_names(
    town: Town, monkeypatch: pytest.MonkeyPatch, names: bool
) -> None:
    daily, one = await posted(town), closer(town, names=names)

    async def result(posting: int) -> Result:
        return Result(4, 1, {}, (Answered("Thrale", True, StudyHistory({daily.day: 1}), None),))

    monkeypatch.setattr(town.store, "result", result)
    town.clock.now += timedelta(days=1)
    await one.close((await one.closable(("slack",), 9))[0])
    shown = plain_text(town.posts(daily.schedule.channel)[0].reply)
    assert "1 of 4 right" in shown
    assert ("Thrale" in shown) is names
