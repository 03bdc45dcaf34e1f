"""`/settings exam`: the exam that a learner studies for, and its day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.chat.markup import plain
from bot.chat.reply import Block, Button, Note, Reply, Text
from bot.chat.request import Call
from bot.chat.wording import Voice
from bot.content.model import Bank, Exam
from bot.domain.calendar import study_day
from bot.domain.calendar_input import WrittenDay
from bot.domain.day_names import days_named
from bot.domain.errors import UnknownExam
from bot.domain.records import Learner
from bot.domain.text import fold, short
from bot.features.asker import Asker
from bot.features.practice.topics import Topics
from bot.ports.clock import Clock
from bot.ports.store import StudyPlans

_NONE = frozenset(
    {"none", "no exam", "no", "any", "off", "nenhuma", "nenhum", "sem prova", "nao", "clear", "remove", "tirar"}
)
"""Words, folded, for studying without an exam in view."""


class MyExam:
    """Shows and changes the exam of a learner."""

    def __init__(self, bank: Bank, topics: Topics, store: StudyPlans, clock: Clock) -> None:
        """Build the commands over the bank and the store."""
        self._bank = bank
        self._topics = topics
        self._store = store
        self._clock = clock

    async def set_exam(self, asker: Asker, *, exam: str = "", day: WrittenDay | None = None) -> Reply:
        """Set the exam, and its day if there is one; without words show the choices there are.

        Raises UnknownExam, UncoveredExam, UnknownDay, UnclearDay.
        """
        learner, voice = await asker.learner(), await asker.voice()
        if not exam and day is None:
            return self._page(learner, await self._today(asker), voice)
        if fold(exam) in _NONE and day is None:
            asker.know(await self._store.choose_exam(asker.person, None, None))
            return self._page(await asker.learner(), await self._today(asker), voice)
        today = await self._today(asker)
        chosen, written = self._read(exam, day, learner, today)
        on = written.after(today, day_first=voice.language != "en") if written else _same_day(learner, chosen)
        asker.know(await self._store.choose_exam(asker.person, chosen.id, on))
        return self._page(await asker.learner(), today, voice)

    def _read(
        self, words: str, day: WrittenDay | None, learner: Learner | None, today: date
    ) -> tuple[Exam, WrittenDay | None]:
        """Return the exam that *words* begin with, or the learner's own, and the day that follows, if there is one.

        Raises UnknownExam, UncoveredExam.
        """
        parts = words.split()
        own = self._bank.exams.get(learner.exam or "") if learner else None
        for end in range(len(parts), 0, -1):
            if found := self._topics.exam_named(" ".join(parts[:end])):
                return found, day or (WrittenDay(" ".join(parts[end:])) if parts[end:] else None)
        self._topics.refuse_uncovered(words)
        if own and day and not parts:
            return own, day
        if own and not day and (words[:1].isdigit() or days_named(words, today)):
            return own, WrittenDay(words)
        raise UnknownExam(exam=short(words), exams=", ".join(one.id for one in self._topics.exams()))

    async def _today(self, asker: Asker) -> date:
        """Return the learner's day of study."""
        return study_day(self._clock(), await asker.zone())

    def _page(self, learner: Learner | None, today: date, voice: Voice) -> Reply:
        """Return the exam that is set, and buttons for the others."""
        mine = self._bank.exams.get(learner.exam or "") if learner else None
        on = learner.exam_on if learner else None
        blocks: list[Block] = []
        if mine and on:
            blocks.append(Text(plain(countdown(on, today, voice))))
        elif mine:
            example = voice.say("When is it? Type /settings exam {exam} 2027-01-20, for instance.", exam=mine.id)
            blocks.append(Text(plain(example)))
        elif usual := self._topics.usual_exam():
            blocks.append(Text(plain(voice.say("Until you choose one, /quiz asks about {exam}.", exam=usual.id))))
        blocks.append(Note(plain(voice.say("/quiz and /me follow your exam; /quiz mla still takes you elsewhere."))))
        title = voice.say("Your exam: {exam}", exam=mine.id) if mine else voice.say("You have no exam in view.")
        others = [one for one in self._topics.exams() if one is not mine]
        nothing = [Button(voice.say("No exam"), Call("settings exam", {"exam": "none"}))] if mine else []
        onward = Button(voice.say("Practice"), Call("quiz"))
        return Reply(title, tuple(blocks), buttons=(onward, *exam_buttons(others), *nothing))


def exam_buttons(exams: Iterable[Exam]) -> list[Button]:
    """Return a button for each exam that makes it the learner's own."""
    return [Button(one.id, Call("settings exam", {"exam": one.id})) for one in exams]


def countdown(on: date, today: date, voice: Voice) -> str:
    """Return the day of an exam, and the days that are left until it."""
    left = (on - today).days
    if left > 1:
        return voice.count("{day}: {n} day left", "{day}: {n} days left", left, day=voice.day(on))
    if left == 1:
        return voice.say("{day}: tomorrow", day=voice.day(on))
    return voice.say("{day}: today", day=voice.day(on)) if left == 0 else voice.day(on)


def _same_day(learner: Learner | None, exam: Exam) -> date | None:
    """Return the day that is set, if it is that of the same exam."""
    return learner.exam_on if learner and learner.exam == exam.id else None
