"""Practice: a question the learner has not seen lately, the answer, and why each option is right or wrong."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from bot.chat.reply import Button, Reply
from bot.chat.request import Call, Request
from bot.content.model import Level
from bot.domain import grading
from bot.domain.calendar import board_day, study_day
from bot.domain.errors import PostingClosed, StaleButton
from bot.domain.records import Judgement, Learner, Posting, PostingKind, PostingState
from bot.domain.selection import Ease, least_seen, newcomer_candidates, shuffled
from bot.domain.streak import streak
from bot.features.practice.cards import closed_card, question_card, verdict_card
from bot.features.practice.library import Library
from bot.features.practice.topics import Topics
from bot.features.voice import person, voice_for, voice_of, zone_of
from bot.ports.clock import Clock
from bot.ports.meter import Meter
from bot.ports.store import Attempt, Store

_LEVELS = tuple(Level)


class Quiz:
    """Asks questions and takes answers."""

    def __init__(
        self,
        library: Library,
        topics: Topics,
        store: Store,
        clock: Clock,
        rng: random.Random,
        zone: ZoneInfo,
        heard: Callable[[int], None],
        meter: Meter,
    ) -> None:
        """Take the parts; *zone* is for learners and spaces that have chosen none, *heard* is told of daily answers."""
        self._meter = meter
        self._library = library
        self._bank = library.bank
        self._topics = topics
        self._store = store
        self._clock = clock
        self._rng = rng
        self._zone = zone
        self._heard = heard

    async def ask(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Post a practice question on the wanted topic and level: the least seen first, for newcomers the easiest."""
        topic = self._topics.find(args["topic"]) if "topic" in args else None
        level = Level(args["level"]) if "level" in args else None
        seen = await self._store.sightings(person(request.actor))
        candidates = newcomer_candidates(self._topics.candidates(topic, level), seen, self._ease)
        question = self._bank.questions[least_seen(candidates, seen, self._rng)]
        posting = Posting(
            id=self._rng.getrandbits(63),
            kind=PostingKind.PRACTICE,
            space=request.address.space,
            question=question.id,
            revision=question.revision,
            order=shuffled([option.id for option in question.options], self._rng),
            created_at=self._clock(),
        )
        learner = await self._store.add_posting(posting, person(request.actor), request.actor.name)
        again = {"topic": topic.id if topic else "", "level": level or ""}
        return question_card(self._bank, question, posting, again, voice_for(learner, request.actor))

    async def today(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Show a daily question to somebody alone, open or, when it is too late, explained. Raises UnknownPosting."""
        if not args["posting"].isdecimal():
            raise StaleButton
        posting = await self._store.posting(int(args["posting"]))
        question = self._library.asked(posting)
        voice = await voice_of(self._store, request.actor)
        if posting.kind is not PostingKind.DAILY:
            raise StaleButton
        if posting.state is PostingState.CLOSED or (posting.closes_at and posting.closes_at <= self._clock()):
            return closed_card(self._bank, question, posting, {}, voice)
        return question_card(self._bank, question, posting, {}, voice)

    async def answer(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Write the first answer to a posting, and only then say whether it is right, and why."""
        if not args["posting"].isdecimal():
            raise StaleButton
        now = self._clock()

        def judge(posting: Posting, learner: Learner) -> Judgement:
            question = self._library.asked(posting)
            picked = grading.chosen_options(args["letters"], posting.order, len(question.key))
            return Judgement(
                chosen=picked,
                correct=grading.is_right(picked, question.key),
                local_date=study_day(now, zone_of(learner, request.actor, self._zone)),
                board_date=board_day(now, self._zone),
            )

        attempt = Attempt(int(args["posting"]), person(request.actor), request.actor.name, now, judge)
        again = {"topic": args.get("topic", ""), "level": args.get("level", "")}
        try:
            recorded = await self._store.answer(attempt)
        except PostingClosed as closed:
            posting = closed.posting
            voice = await voice_of(self._store, request.actor)
            return closed_card(self._bank, self._library.asked(posting), posting, again, voice)
        if recorded.new:
            kind, correct = recorded.posting.kind.value, recorded.answer.correct
            self._meter.count_answer(request.actor.platform, kind, correct=correct)
        question = self._library.asked(recorded.posting)
        voice = voice_for(recorded.learner, request.actor)
        if recorded.posting.kind is not PostingKind.DAILY:
            return verdict_card(self._bank, question, recorded, again, voice)
        self._heard(recorded.posting.id)
        progress = await self._store.progress(recorded.posting.space, person(request.actor))
        run = streak(progress.days, recorded.answer.local_date, progress.posts)
        return verdict_card(self._bank, question, recorded, again, voice, run)

    async def topics(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Offer the topics there are questions on."""
        voice = await voice_of(self._store, request.actor)
        buttons = [
            Button(f"{topic.name.in_(voice.language)} ({len(topic.questions)})", Call("quiz", {"topic": topic.id}))
            for topic in self._topics.offered()
        ]
        return Reply(
            voice.say("What shall it be about?"), buttons=(*buttons, Button(voice.say("Anything"), Call("quiz")))
        )

    def _ease(self, question: str) -> Ease:
        """Return how easy a question is: its level, then how many options are to be picked."""
        one = self._bank.questions[question]
        return _LEVELS.index(one.level), len(one.key)
