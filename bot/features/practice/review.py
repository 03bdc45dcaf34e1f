"""`/review`: the questions that memory is about to lose, the weakest first."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Protocol

from bot.chat.markup import plain
from bot.chat.reply import Block, Button, Reply, Text
from bot.chat.request import Call
from bot.chat.wording import Voice
from bot.content.model import Question
from bot.domain.calendar import study_day
from bot.domain.errors import StaleButton
from bot.domain.kinds import PostingKind
from bot.domain.memory import Memory, due_on, recall
from bot.domain.records import Recorded
from bot.features.asker import Asker
from bot.features.practice.asking import Asking
from bot.features.practice.cards import Again, question_card, verdict_card
from bot.features.practice.explaining import lesson
from bot.features.practice.library import Library
from bot.features.practice.topics import Topics
from bot.ports.clock import Clock
from bot.ports.store import Memories, Postings


class ReviewStore(Memories, Postings, Protocol):
    """The part of the store that review uses."""


class Review:
    """The policy of review: the question that is due and least likely known, or an unseen sibling in its place."""

    def __init__(
        self, library: Library, topics: Topics, store: ReviewStore, asking: Asking, clock: Clock, rng: random.Random
    ) -> None:
        """Build the policy over the bank, and register it for the answers to reviews."""
        self._bank = library.bank
        self._topics = topics
        self._store = store
        self._asking = asking
        self._clock = clock
        self._rng = rng
        self._siblings = _siblings(library.bank.questions.values())
        asking.register(PostingKind.REVIEW, self)

    async def ask(self, asker: Asker) -> Reply:
        """Ask the weakest question that is due; one that is forgotten again and again is taught first."""
        today, voice = study_day(self._clock(), await asker.zone()), await asker.voice()
        memories = await self._mine(asker)
        due = await self._due(asker, memories, today)
        if not due:
            return await self._nothing_due(asker, memories, today, voice)
        known = {one: recall(memories[one], today) for one in due}
        weakest = min(known.values())
        question = self._rng.choice([one for one in due if known[one] == weakest])
        if memories[question].is_leech:
            return self._taught(self._bank.questions[question], voice)
        return await self._asked(asker, question, memories)

    async def ask_taught(self, asker: Asker, *, question: str) -> Reply:
        """Ask a question whose lesson was shown just now. Raises StaleButton for one that left the bank."""
        if question not in self._bank.questions:
            raise StaleButton
        return await self._asked(asker, question, await self._mine(asker))

    async def follow(self, asker: Asker, question: Question, recorded: Recorded, again: Again) -> Reply:
        """Return the verdict on an answer."""
        return verdict_card(self._bank, question, recorded, {}, await asker.voice())

    async def due_today(self, asker: Asker) -> int:
        """Return the number of questions that are due."""
        today = study_day(self._clock(), await asker.zone())
        return len(await self._due(asker, await self._mine(asker), today))

    async def _mine(self, asker: Asker) -> Mapping[str, Memory]:
        """Return the memory of the questions that the learner's exam has."""
        learner = await asker.learner()
        own = self._topics.of_exam(learner.exam if learner else None)
        asked = own.questions if own else self._bank.questions
        memories = await self._store.memories(asker.person)
        return {one: memories[one] for one in asked if one in memories}

    async def _due(self, asker: Asker, memories: Mapping[str, Memory], today: date) -> list[str]:
        """Return the questions that are due and were not reviewed today."""
        learner = await asker.learner()
        exam_on = learner.exam_on if learner else None
        return [
            one
            for one, memory in memories.items()
            if memory.reviewed_on < today and due_on(memory, one, exam_on) <= today
        ]

    async def _asked(self, asker: Asker, question: str, memories: Collection[str]) -> Reply:
        """Ask a question, or the sibling in its place that the learner has not seen."""
        seen = await self._store.sightings(asker.person)
        unseen = [one for one in self._siblings.get(question, ()) if one not in seen and one not in memories]
        chosen = self._bank.questions[self._rng.choice(unseen) if unseen else question]
        reviews = question if unseen else None
        posting = await self._asking.ask(asker, chosen, PostingKind.REVIEW, reviews=reviews)
        return question_card(self._bank, chosen, posting, {}, await asker.voice())

    def _taught(self, question: Question, voice: Voice) -> Reply:
        """Return the lesson of a question that keeps being forgotten."""
        ask = Button(voice.say("Ask me now"), Call("review taught", {"question": question.id}))
        return Reply(
            voice.say("This one keeps slipping away. Read it once more, then answer it."),
            lesson(question, voice),
            buttons=(ask, Button(voice.say("Practice"), Call("quiz"))),
        )

    async def _nothing_due(self, asker: Asker, memories: Mapping[str, Memory], today: date, voice: Voice) -> Reply:
        """Return the day on which something is due next, and a way on."""
        onward = Button(voice.say("Practice"), Call("quiz"))
        learner = await asker.learner()
        exam_on = learner.exam_on if learner else None
        days = [max(due_on(memory, one, exam_on), _after(memory, today)) for one, memory in memories.items()]
        if not days:
            title = voice.say("Nothing to review yet.")
            text = voice.say("Once you've answered a few questions, the ones you're about to forget come back here.")
        else:
            title = voice.say("Nothing is due today.")
            day, number = voice.day(min(days)), days.count(min(days))
            text = voice.count("Next: {day}, {n} question.", "Next: {day}, {n} questions.", number, day=day)
        blocks: tuple[Block, ...] = (Text(plain(text)),)
        return Reply(title, blocks, buttons=(onward,))


def _after(memory: Memory, today: date) -> date:
    """Return the first day on which a question may be reviewed again: not twice on one."""
    return max(memory.reviewed_on, today) + timedelta(days=1)


def _siblings(questions: Collection[Question]) -> Mapping[str, tuple[str, ...]]:
    """Return for each question the others that teach its service at one of its tasks."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for question in questions:
        for place in question.exams if question.teaches else ():
            groups.setdefault((question.teaches or "", place.exam, place.objective), []).append(question.id)
    found: dict[str, dict[str, None]] = {}
    for group in groups.values():
        for one in group:
            found.setdefault(one, {}).update(dict.fromkeys(other for other in group if other != one))
    return {one: tuple(others) for one, others in found.items()}
