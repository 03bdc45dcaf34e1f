"""A daily question as one learner meets it: open until it closes, never another's, and followed by the streak."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from bot.chat.reply import Note, Reply, Tone
from bot.content.lookup.index import Index
from bot.content.model import Bank
from bot.domain.errors import StaleButton, StoreUnavailable
from bot.domain.following import StudyHistory
from bot.domain.kinds import PostingKind
from bot.domain.records import Answer, Person, Posting, PostingState, Recorded
from bot.features.daily.answers import DailyAnswers
from bot.features.practice.asking import Asking
from bot.features.practice.library import Library
from bot.features.practice.topics import Topics
from bot.ports.meter import Unmetered
from tests.support.askers import ANA, asker_of, learner_of
from tests.support.questions import NOON, daily_of, first_of, posting_of

INSTANT = timedelta(microseconds=1)
CLOSES = NOON + timedelta(days=1)


class World:
    """A store with one posting and one learner's days, and the answers that were heard of."""

    def __init__(self, bank: Bank, posting: Posting, now: datetime = NOON, days: int | None = 3) -> None:
        self.bank, self.shown, self.now, self.days = bank, posting, now, days
        self.heard: list[int] = []
        store, library = cast("Any", self), Library(bank, {})
        asking = Asking(
            library,
            Topics(library.bank, Index(library.bank.services)),
            store,
            lambda: self.now,
            random.Random(1),
            Unmetered(),
        )
        self.daily = DailyAnswers(library, store, asking, lambda: self.now, self.heard.append)

    async def posting(self, posting: int) -> Posting:
        return self.shown

    async def study(self, person: Person) -> StudyHistory:
        if self.days is None:
            raise StoreUnavailable
        assert person == ANA
        return StudyHistory({NOON.date() - timedelta(days=day): 1 for day in range(self.days)})

    async def follow(self) -> Reply:
        """Return what follows a right answer."""
        question, posting = first_of(self.bank), self.shown
        key = tuple(question.key)
        today = NOON.date()
        given = Answer(posting.id, 1, posting.space, question.id, key, True, 10, True, NOON, today, today)
        recorded = Recorded(posting, learner_of(), given, new=True, total=10)
        return await self.daily.follow(asker_of(), question, recorded, {})


def daily_posting(bank: Bank, **more: Any) -> Posting:
    """Return a channel's question, open until noon of the next day."""
    return replace(daily_of(first_of(bank)).posting, **more)


@pytest.mark.parametrize(("now", "is_open"), [(CLOSES - INSTANT, True), (CLOSES, False)])
async def test_a_question_can_be_answered_until_the_instant_it_closes(bank: Bank, now: datetime, is_open: bool) -> None:
    reply = await World(bank, daily_posting(bank), now).daily.today(asker_of(), posting=7)
    assert bool(reply.choice) is is_open
    assert (reply.tone is Tone.REFUSED) is not is_open


async def test_a_question_that_was_closed_early_is_closed(bank: Bank) -> None:
    reply = await World(bank, daily_posting(bank, state=PostingState.CLOSED)).daily.today(asker_of(), posting=7)
    assert reply.choice is None


async def test_a_question_without_an_end_is_open(bank: Bank) -> None:
    assert (await World(bank, daily_posting(bank, closes_at=None)).daily.today(asker_of(), posting=7)).choice


async def test_practice_is_not_shown_as_a_channels_question(bank: Bank) -> None:
    practice = posting_of(first_of(bank), kind=PostingKind.PRACTICE)
    with pytest.raises(StaleButton):
        await World(bank, practice).daily.today(asker_of(), posting=7)


async def test_after_an_answer_its_message_is_to_be_counted_and_the_streak_is_told(bank: Bank) -> None:
    world = World(bank, daily_posting(bank))
    reply = await world.follow()
    assert world.heard == [7]
    assert reply.tone is Tone.RIGHT
    *_, note = [block for block in reply.blocks if isinstance(block, Note)]
    assert note.spans[0].text.endswith("3 days in a row")


async def test_a_store_that_does_not_answer_any_more_takes_the_streak_alone(bank: Bank) -> None:
    world = World(bank, daily_posting(bank), days=None)
    reply = await world.follow()
    assert world.heard == [7]
    assert reply.tone is Tone.RIGHT
    assert not [block for block in reply.blocks if isinstance(block, Note) and "in a row" in block.spans[0].text]
