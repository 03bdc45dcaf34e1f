"""`/quiz`: a question that the learner has not seen lately, and after its answer the verdict and the reasons."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bot.chat.markup import plain
from bot.chat.reply import Block, Button, Note, Reply, Tone
from bot.chat.request import Call
from bot.chat.wording import Voice
from bot.content.model import Level, Question
from bot.domain.calendar import study_day
from bot.domain.kinds import PostingKind
from bot.domain.records import Learner, Recorded
from bot.domain.selection import Ease, by_ease, least_seen, newcomer_candidates
from bot.features.asker import Asker
from bot.features.exam.my_exam import exam_buttons
from bot.features.exam.results import overdue
from bot.features.practice.asking import Asking
from bot.features.practice.cards import Again, question_card, verdict_card
from bot.features.practice.exam_status import outgoing_note
from bot.features.practice.library import Library
from bot.features.practice.named_topics import MISSED, Topic
from bot.features.practice.topics import Topics
from bot.ports.clock import Clock
from bot.ports.store import Postings

POOLS = 256
"""Topics and levels whose questions are kept in order."""
_LEVELS = tuple(Level)
_SEVERAL = 2


class Quiz:
    """The policy of practice: the least seen question first."""

    def __init__(
        self, library: Library, topics: Topics, postings: Postings, asking: Asking, clock: Clock, rng: random.Random
    ) -> None:
        """Build the policy over the bank, and register it for the answers to practice questions."""
        self._bank = library.bank
        self._topics = topics
        self._postings = postings
        self._asking = asking
        self._clock = clock
        self._rng = rng
        self._pool = lru_cache(POOLS)(self._find_pool)
        asking.register(PostingKind.PRACTICE, self)

    async def ask(self, asker: Asker, *, topic: str | None = None, level: Level | None = None) -> Reply:
        """Ask a practice question on a topic and level: the least seen first, for newcomers the easiest.

        Raises UnknownTopic, UncoveredExam, NoQuestions.
        """
        wanted = self._topics.find(topic) if topic else None
        voice = await asker.voice()
        if wanted and wanted.id == MISSED:
            wanted = replace(wanted, questions=await self._missed(asker))
            if not wanted.questions:
                return _nothing_missed(voice)
        learner = await asker.learner()
        own = wanted or self._topics.of_exam(learner.exam if learner else None)
        seen = await self._postings.sightings(asker.person)
        find_pool = self._find_pool if wanted and wanted.id == MISSED else self._pool
        candidates = newcomer_candidates(*find_pool(own, level), seen)
        question = self._bank.questions[least_seen(candidates, seen, self._rng)]
        posting = await self._asking.ask(asker, question, PostingKind.PRACTICE)
        again: Again = {"topic": wanted.id if wanted else "", "level": level or ""}
        exam = own.exam if own else ""
        exam = exam or (learner and learner.exam) or ""
        card = question_card(self._bank, question, posting, again, voice, topic=wanted, exam=exam)
        if wanted:
            note = outgoing_note(self._bank, wanted.id, voice)
            return replace(card, blocks=(*card.blocks, note)) if note else card
        today = study_day(self._clock(), await asker.zone())
        beside, buttons = overdue(learner, today, voice) if seen else self._asked_exam(learner, voice)
        return replace(card, blocks=(*card.blocks, *beside), buttons=(*card.buttons, *buttons))

    def _asked_exam(self, learner: Learner | None, voice: Voice) -> tuple[tuple[Block, ...], tuple[Button, ...]]:
        """Return the question for the exam that a newcomer studies for, and its buttons; nothing where that is known.

        Asked under the first question alone: those who leave it out are asked about the usual exam.
        """
        exams = self._topics.exams()
        if (learner and learner.exam) or len(exams) < _SEVERAL:
            return (), ()
        ask = voice.say("Which exam are you studying for? Until you choose, it's {exam}.", exam=exams[0].id)
        return (Note(plain(ask)),), tuple(exam_buttons(exams))

    async def follow(self, asker: Asker, question: Question, recorded: Recorded, again: Again) -> Reply:
        """Return the verdict on an answer."""
        return verdict_card(self._bank, question, recorded, again, await asker.voice())

    async def reply(self, asker: Asker, *, letters: str) -> Reply:
        """Answer the question that was asked last with the letters that a person wrote."""
        posting = await self._postings.latest_asked(asker.person, asker.address.space)
        if posting is None:
            voice = await asker.voice()
            return Reply(voice.say("You have no open question. Type /quiz for one."), tone=Tone.MISUNDERSTOOD)
        return await self._asking.answer(asker, posting=posting, letters=letters)

    async def topics(self, asker: Asker) -> Reply:
        """Offer the topics that have questions."""
        voice = await asker.voice()
        buttons = [
            Button(
                f"{topic.exam or topic.name.in_(voice.language)} ({len(topic.questions)})",
                Call("quiz", {"topic": topic.id}),
            )
            for topic in self._topics.offered()
        ]  # an exam by its id: a phone cuts a long label
        return Reply(voice.say("Pick a topic"), buttons=(*buttons, Button(voice.say("Anything"), Call("quiz"))))

    async def _missed(self, asker: Asker) -> tuple[str, ...]:
        """Return the questions of the bank that the asker answered wrongly when they were last answered."""
        missed = await self._postings.missed(asker.person)
        return tuple(one for one in self._bank.questions if one in missed)

    def _find_pool(self, topic: Topic | None, level: Level | None) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
        """Return the questions on a topic and level, and the same in groups, the easiest first. Raises NoQuestions."""
        candidates = self._topics.candidates(topic, level)
        return candidates, by_ease(candidates, self._ease)

    def _ease(self, question: str) -> Ease:
        """Return the ease of a question: its level, then the number of options to be picked."""
        one = self._bank.questions[question]
        return _LEVELS.index(one.level), len(one.key)


def _nothing_missed(voice: Voice) -> Reply:
    """Return the reply to who asks for missed questions and has none."""
    return Reply(
        voice.say("You have no missed questions. Type /quiz for a new one."),
        buttons=(Button(voice.say("Practice"), Call("quiz")), Button(voice.say("Topics"), Call("topics"))),
        tone=Tone.REFUSED,
    )
