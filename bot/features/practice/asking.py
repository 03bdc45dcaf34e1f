"""The only place that makes a posting, and that judges its first answer.

The kinds are data: their rules in `domain.kinds`, their words in `practice.presentation`. The next question, and the
reply to an answer, are the policy of the feature that asks.
"""

from __future__ import annotations

import random
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.chat.reply import Reply
from bot.content.model import Kind, Level, Question
from bot.domain import grading
from bot.domain.calendar import board_day, study_day
from bot.domain.errors import NotYours, PostingClosed, StaleButton
from bot.domain.kinds import RULES, PostingKind
from bot.domain.records import Judgement, Learner, Posting, PostingState, Recorded
from bot.domain.selection import shuffled
from bot.features.asker import Asker
from bot.features.practice.cards import Again, closed_card, others_card, question_card
from bot.features.practice.library import Library
from bot.features.practice.topics import Topics
from bot.ports.clock import Clock
from bot.ports.meter import Meter
from bot.ports.store import Answers, Attempt, Postings


class AskingStore(Answers, Postings, Protocol):
    """The part of the store that asking and answering use."""


class Policy(Protocol):
    """A feature that asks questions of one kind."""

    async def follow(self, asker: Asker, question: Question, recorded: Recorded, again: Again) -> Reply:
        """Return the reply to a durable answer. *again* is the topic and level of the next question."""


def new_posting(
    kind: PostingKind,
    space: str,
    question: Question | None,
    rng: random.Random,
    now: datetime,
    reviews: str | None = None,
) -> Posting:
    """Return a new posting of *question*, its options in an order drawn for it; None is a study date without one."""
    return Posting(
        id=rng.getrandbits(63),
        kind=kind,
        space=space,
        question=question.id if question else "",
        revision=question.revision if question else "",
        order=shuffled([option.id for option in question.options], rng) if question else (),
        created_at=now,
        reviews=reviews,
    )


def judgement_of(
    question: Question, posting: Posting, letters: str, at: datetime, learners_zone: ZoneInfo, boards_zone: ZoneInfo
) -> Judgement:
    """Return the judgement of *letters* as an answer to a posting.

    Raises NoSuchOption, WrongCount, LetterMissing, LetterTwice, PlaceTwice.
    """
    arranged = question.kind.is_arranged
    if arranged:
        picked = grading.arranged_options(letters, posting.order, numbered=question.kind is Kind.MATCHING)
    else:
        picked = grading.chosen_options(letters, posting.order, len(question.key))
    return Judgement(
        chosen=picked,
        correct=grading.is_right(picked, question.key, arranged=arranged),
        local_date=study_day(at, learners_zone),
        board_date=board_day(at, boards_zone),
    )


class Asking:
    """Asks a learner a question, and records the first answer to any posting."""

    def __init__(
        self,
        library: Library,
        topics: Topics,
        store: AskingStore,
        clock: Clock,
        rng: random.Random,
        meter: Meter,
    ) -> None:
        """Build the asking over the bank and the store."""
        self._library = library
        self._topics = topics
        self._store = store
        self._clock = clock
        self._rng = rng
        self._meter = meter
        self._policies: dict[PostingKind, Policy] = {}

    def register(self, kind: PostingKind, policy: Policy) -> None:
        """Register the policy that replies to answers to postings of a kind."""
        self._policies[kind] = policy

    async def ask(self, asker: Asker, question: Question, kind: PostingKind, *, reviews: str | None = None) -> Posting:
        """Write a posting of *question* to the asker alone, and return it; it may stand for another one's review."""
        posting = new_posting(kind, asker.address.space, question, self._rng, self._clock(), reviews)
        asker.know(await self._store.add_posting(posting, asker.person))
        return posting

    async def answer(
        self, asker: Asker, *, posting: int, letters: str, topic: str = "", level: Level | None = None
    ) -> Reply:
        """Record the first answer to a posting, and only then return the reply of its kind's policy.

        Raises UnknownPosting, NotYours, QuestionGone, and the errors of `judgement_of`.
        """
        now = self._clock()

        def judge(posting: Posting, learner: Learner, space_zone: str | None) -> Judgement:
            question = self._library.asked(posting)
            boards_zone = asker.space_zone_of(space_zone, learner)
            return judgement_of(question, posting, letters, now, asker.zone_of(learner), boards_zone)

        again: Again = {"topic": topic, "level": level or ""}
        try:
            recorded = await self._store.answer(Attempt(posting, asker.person, asker.actor.name, now, judge))
        except PostingClosed as closed:
            question = self._library.asked(closed.posting)
            return closed_card(self._library.bank, question, closed.posting, again, await asker.voice())
        asker.know(recorded.learner)
        if recorded.new:
            kind, correct = recorded.posting.kind, recorded.answer.correct
            self._meter.count_answer(asker.actor.platform, kind.value, correct=correct)
        question = self._library.asked(recorded.posting)
        return await self._policies[recorded.posting.kind].follow(asker, question, recorded, again)

    async def place(
        self,
        asker: Asker,
        *,
        posting: int,
        letter: str,
        placed: str = "",
        slot: int | None = None,
        topic: str = "",
        level: Level | None = None,
    ) -> Reply:
        """Return an open question with one more letter in its place; nothing is answered yet.

        The letters in place already come with the press, so they are nobody else's and outlive every process. Raises
        UnknownPosting, NotYours, QuestionGone, StaleButton.
        """
        shown, learner = await self._store.posting(posting), await asker.learner()
        if RULES[shown.kind].personal and (learner is None or learner.id != shown.learner):
            raise NotYours
        question = self._library.asked(shown)
        if not question.kind.is_arranged or (slot is None) is not (question.kind is Kind.ORDERING):
            raise StaleButton
        half = grading.with_letter(placed, letter, slot, len(shown.order))
        again: Again = {"topic": topic, "level": level or ""}
        if is_over(shown, self._clock()):
            return closed_card(self._library.bank, question, shown, again, await asker.voice())
        if await self._store.chosen(posting, asker.person) is not None:
            return await self.answer(asker, posting=posting, letters=half, topic=topic, level=level)
        asked_for = self._topics.recalled(topic)
        return question_card(
            self._library.bank, question, shown, again, await asker.voice(), half=half, topic=asked_for
        )

    async def others(self, asker: Asker, *, posting: int, topic: str = "", level: Level | None = None) -> Reply:
        """Explain the options that the verdict did not. Raises StaleButton before the asker's answer."""
        chosen = await self._store.chosen(posting, asker.person)
        shown = await self._store.posting(posting)
        if chosen is None and not is_over(shown, self._clock()):
            raise StaleButton
        again: Again = {"topic": topic, "level": level or ""}
        return others_card(
            self._library.bank, self._library.asked(shown), shown, chosen or (), again, await asker.voice()
        )


def is_over(posting: Posting, now: datetime) -> bool:
    """Return whether a posting takes no answers any more."""
    return posting.state is PostingState.CLOSED or (posting.closes_at is not None and posting.closes_at <= now)
