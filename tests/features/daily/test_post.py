"""From due to posted: the ends of the grace window, of patience with a platform, and of the pool of questions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat.plain import plain_text
from bot.content.model import Bank
from bot.domain.records import PostingState, Schedule
from bot.features.practice.topics import Topics
from bot.ports.channels import Undelivered
from tests.support.lookups import Finds
from tests.support.questions import bank_of
from tests.support.schedules import Row
from tests.support.town import Town

INSTANT = timedelta(microseconds=1)


async def due_now(town: Town, late: timedelta = timedelta(0)) -> Schedule:
    """Set a schedule, and let its question be due, or late by so much."""
    schedule = await town.schedule()
    assert schedule.due
    town.clock.now = schedule.due.at + late
    return schedule


def first(town: Town) -> Row:
    """Return the first study date."""
    return town.store.rows[min(town.store.rows)]


def small(bank: Bank, number: int) -> Town:
    """Return a town with so many questions."""
    few = bank_of(bank, number)
    return Town(few, Topics(few, Finds()))


async def test_nothing_is_posted_before_the_due_instant(town: Town) -> None:
    await due_now(town, -INSTANT)
    await town.process().run()
    assert town.posts() == []
    town.clock.now += INSTANT
    await town.process().run()
    assert len(town.posts()) == 1


@pytest.mark.parametrize(("beyond", "state"), [(timedelta(0), PostingState.SENT), (INSTANT, PostingState.SKIPPED)])
async def test_the_last_instant_of_the_grace_window_is_in_time(
    town: Town, beyond: timedelta, state: PostingState
) -> None:
    await due_now(town, timedelta(hours=6) + beyond)
    await town.process().run()
    assert first(town).daily.posting.state is state


@pytest.mark.parametrize(("beyond", "state"), [(timedelta(0), PostingState.SENT), (INSTANT, PostingState.SKIPPED)])
async def test_a_claim_that_is_taken_over_is_posted_inside_the_grace_window_too(
    town: Town, beyond: timedelta, state: PostingState
) -> None:
    schedule = await due_now(town)
    town.channels.away = lambda: True
    await town.process().run()
    town.channels.away = lambda: False
    assert schedule.due
    town.clock.now = schedule.due.at + timedelta(hours=6) + beyond
    await town.process().run()
    assert first(town).daily.posting.state is state


async def test_of_a_platform_that_is_away_the_admin_hears_at_the_third_try(town: Town) -> None:
    await due_now(town)
    town.channels.away = lambda: True
    for tries in (1, 2, 3):
        await town.process().run()
        assert first(town).daily.tries == tries
        assert town.store.all_schedules[1].trouble == ("away" if tries == 3 else None)
        town.clock.forward(minutes=2)


async def test_of_what_an_admin_can_mend_they_hear_at_the_first_try(town: Town) -> None:
    await due_now(town)
    town.channels.forbidden = {"C1"}
    await town.process().run()
    assert town.store.all_schedules[1].trouble == "forbidden"
    assert len(town.channels.told) == 1


@pytest.mark.parametrize(
    ("error", "least", "most"),
    [
        (Undelivered("away"), 7.5, 15),
        (Undelivered("away", sure=False), 60, 60),
        (Undelivered("away", after=600), 600, 600),
        (Undelivered("away", after=3), 7.5, 15),
    ],
    ids=["refused", "perhaps carried out", "asked to wait", "asked to wait for less"],
)
async def test_the_next_try_waits_for_what_is_longest(
    town: Town, monkeypatch: pytest.MonkeyPatch, error: Undelivered, least: float, most: float
) -> None:
    await due_now(town)

    async def refused(*args: object) -> str:
        raise error

    monkeypatch.setattr(town.channels, "post", refused)
    await town.process().run()
    again = first(town).expires
    assert again
    assert least <= (again - town.clock.now).total_seconds() <= most


@pytest.mark.parametrize(("beyond", "looked_for"), [(-INSTANT, True), (timedelta(0), False)])
async def test_a_question_is_looked_for_until_a_week_after_the_grace_window(
    town: Town, beyond: timedelta, looked_for: bool
) -> None:
    schedule = await due_now(town)
    town.channels.loses = 1.0
    await town.process().run()
    town.channels.away = lambda: True
    assert schedule.due
    town.clock.now = schedule.due.at + timedelta(hours=6, days=7) + beyond
    await town.process().run()
    daily = first(town).daily
    assert daily.posting.state is (PostingState.CLAIMED if looked_for else PostingState.SKIPPED)
    assert daily.reason == (None if looked_for else "unseen")


@pytest.mark.parametrize(("questions", "told"), [(14, 0), (15, 1), (16, 0)])
async def test_the_admin_hears_of_fourteen_questions_left_of_more(bank: Bank, questions: int, told: int) -> None:
    """Not of fifteen, and not where there were never more."""
    town = small(bank, questions)
    schedule = await town.schedule(topic=None)
    assert schedule.due
    town.clock.now = schedule.due.at
    await town.process().run()
    assert len(town.posts()) == 1
    assert [plain_text(reply).split()[0] for _, reply in town.channels.told] == ["14"] * told


async def test_one_question_is_enough_and_is_asked_again(bank: Bank) -> None:
    town = small(bank, 1)
    await town.schedule(topic=None)
    one = town.process()
    await town.until(48, one, every=1)
    assert len(town.posts()) == 2
    assert town.channels.told == []
