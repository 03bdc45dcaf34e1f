"""`/result`: the outcome of the real exam, kept if the learner agrees, and asked for once its day has passed."""

from __future__ import annotations

from datetime import date

from bot.chat.markup import plain
from bot.chat.reply import Block, Button, Note, Reply, Text
from bot.chat.request import Call
from bot.chat.wording import Voice
from bot.content.model import Bank, Exam
from bot.domain.calendar import study_day
from bot.domain.errors import BadScore
from bot.domain.records import ExamResult, Learner
from bot.features.asker import Asker
from bot.features.exam.my_exam import exam_buttons
from bot.features.practice.topics import Topics
from bot.ports.clock import Clock
from bot.ports.store import StudyPlans

SCORES = range(100, 1_001)
"""The scaled scores of AWS's exams (aws.amazon.com/certification/policies/after-testing)."""


class Results:
    """Takes a learner's word on how an exam went."""

    def __init__(self, bank: Bank, topics: Topics, store: StudyPlans, clock: Clock) -> None:
        """Build the command over the bank and the store."""
        self._bank = bank
        self._topics = topics
        self._store = store
        self._clock = clock

    async def tell(self, asker: Asker, *, outcome: bool, score: int | None = None) -> Reply:
        """Ask whether a result may be kept, and say why it would be. Raises BadScore."""
        voice, exam = await asker.voice(), await self._exam(asker, score)
        return _asked(exam, score, voice, outcome=outcome) if exam else self._which_exam(voice)

    async def keep(self, asker: Asker, *, outcome: bool, score: int | None = None) -> Reply:
        """Keep a result. Raises BadScore."""
        learner, voice, exam = await asker.learner(), await asker.voice(), await self._exam(asker, score)
        if exam is None:
            return self._which_exam(voice)
        now = self._clock()
        today = study_day(now, await asker.zone())
        on = learner.exam_on if learner and learner.exam_on and learner.exam_on <= today else today
        asker.know(await self._store.save_result(asker.person, ExamResult(exam.id, on, outcome, score, now)))
        return _thanks(exam, voice, passed=outcome)

    async def _exam(self, asker: Asker, score: int | None) -> Exam | None:
        """Return the learner's exam, or None where none is chosen. Raises BadScore for a *score* off the scale."""
        if score is not None and score not in SCORES:
            raise BadScore(score=score, least=SCORES[0], most=f"{SCORES[-1]:,}")
        learner = await asker.learner()
        return self._bank.exams.get(learner.exam or "") if learner else None

    def _which_exam(self, voice: Voice) -> Reply:
        """Return the question for the exam that was taken."""
        ask = voice.say("Which exam was it? Choose it, then tell me again.")
        return Reply(ask, buttons=tuple(exam_buttons(self._topics.exams())))


def _asked(exam: Exam, score: int | None, voice: Voice, *, outcome: bool) -> Reply:
    """Return the question whether a result may be kept."""
    said = voice.say("{exam}: passed", exam=exam.id) if outcome else voice.say("{exam}: not passed", exam=exam.id)
    scored = {"score": str(score)} if score is not None else {}
    why = voice.say(
        "Results show how well Prova's estimates hold. Yours is never shown to anybody, and /settings forget erases it."
    )
    return Reply(
        voice.say("May I keep this? {result}", result=f"{said} ({score})" if scored else said),
        (Text(plain(why)),),
        buttons=(
            Button(voice.say("Keep it"), Call("keep result", {"outcome": "on" if outcome else "off", **scored})),
            Button(voice.say("No, thanks"), Call("me")),
        ),
    )


def _thanks(exam: Exam, voice: Voice, *, passed: bool) -> Reply:
    """Return the thanks for a result."""
    if passed:
        title = voice.say("Congratulations on {exam}!", exam=exam.id)
        text = voice.say("Thank you, it's kept. What's next?")
    else:
        title = voice.say("Thank you for telling me. It's kept.")
        text = voice.say("When you have a new date, type /settings exam {exam} 2027-01-20, for instance.", exam=exam.id)
    ways = (Button(voice.say("Practice"), Call("quiz")), Button(voice.say("Change my exam"), Call("settings exam")))
    return Reply(title, (Text(plain(text)),), buttons=ways)


def overdue(learner: Learner | None, today: date, voice: Voice) -> tuple[tuple[Block, ...], tuple[Button, ...]]:
    """Return the question how an exam went whose day has passed, and its buttons; nothing for others."""
    if learner is None or learner.exam is None or learner.exam_on is None or learner.exam_on >= today:
        return (), ()
    asked = voice.say(
        "Your {exam} exam was on {day}. How did it go?", exam=learner.exam, day=voice.day(learner.exam_on)
    )
    return (Note(plain(asked)),), (
        Button(voice.say("I passed"), Call("result", {"outcome": "on"})),
        Button(voice.say("Not this time"), Call("result", {"outcome": "off"})),
        Button(voice.say("It moved"), Call("settings exam")),
    )
