"""`/me`: a learner's own streak, points, rank and accuracy."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from bot.chat.markup import plain
from bot.chat.reply import Button, Fact, Facts, Reply, Text
from bot.chat.request import Call
from bot.chat.wording import Voice
from bot.content.model import Bank
from bot.domain.calendar import study_day
from bot.domain.following import streak_of
from bot.domain.percent import percent
from bot.domain.records import Learner, Progress, Standing
from bot.domain.streak import Streak
from bot.features.asker import Asker
from bot.features.exam.my_exam import countdown
from bot.features.exam.results import overdue
from bot.ports.clock import Clock
from bot.ports.store import Boards


class DueReviews(Protocol):
    """The questions that are due for review."""

    async def due_today(self, asker: Asker) -> int:
        """Return their number."""


class Me:
    """Shows a learner their own progress."""

    def __init__(self, bank: Bank, store: Boards, review: DueReviews, clock: Clock, *, public: bool = True) -> None:
        """Build the command from bank, store and clock; without a *public* board it leads to none."""
        self._public = public
        self._bank = bank
        self._store = store
        self._review = review
        self._clock = clock

    async def show(self, asker: Asker) -> Reply:
        """Show a learner's own streak, points, accuracy by exam domain and rank."""
        voice = await asker.voice()
        progress = await self._store.progress(asker.address.space, asker.person)
        due = await self._review.due_today(asker)
        zone, learner = await asker.zone(), await asker.learner()
        today = study_day(self._clock(), zone)
        if not progress.history.days:
            return Reply(
                voice.say("You haven't answered anything yet."),
                (Text(plain(voice.say("/quiz asks you the first question."))), *_exam_block(learner, today, voice)),
                buttons=(Button(voice.say("Practice"), Call("quiz")),),
            )
        beside, ways = overdue(learner, today, voice)
        run = streak_of(progress.history, zone, today)
        return Reply(
            voice.say("How you're doing"),
            (
                Facts(
                    (
                        *exam_facts(learner, today, voice),
                        Fact(voice.say("To review"), plain(voice.count("{n} question", "{n} questions", due))),
                        *run_facts(run, voice),
                        *standing_facts(progress.standing, voice, ranked=self._public),
                    )
                ),
                Facts(tuple(self._accuracy(progress, voice)), voice.say("Right answers by exam domain")),
                *beside,
            ),
            buttons=(
                *ways,
                *([Button(voice.say("Review"), Call("review"))] if due else []),
                Button(voice.say("Practice"), Call("quiz")),
                *([Button(voice.say("Leaderboard"), Call("leaderboard"))] if self._public else []),
            ),
        )

    def _accuracy(self, progress: Progress, voice: Voice) -> list[Fact]:
        """Return right answers and answers for each domain that has any, in the exam's order."""
        sums: dict[tuple[str, int], list[int]] = {}
        for tally in progress.tallies:
            question = self._bank.questions.get(tally.question)
            for place in question.exams[:1] if question else ():
                row = sums.setdefault((place.exam, place.domain), [0, 0])
                row[0] += tally.correct
                row[1] += tally.answers
        facts = []
        for (exam, number), (correct, answers) in sorted(sums.items()):
            domain = next(domain for domain in self._bank.exams[exam].domains if domain.number == number)
            label = f"{exam} · {domain.name.in_(voice.language)}"
            facts.append(Fact(label, plain(share_of(correct, answers, voice)), correct / answers))
        return facts


def _exam_block(learner: Learner | None, today: date, voice: Voice) -> list[Facts]:
    """Return the block with the exam of somebody who has answered nothing yet."""
    facts = exam_facts(learner, today, voice)
    return [Facts(tuple(facts))] if facts else []


def exam_facts(learner: Learner | None, today: date, voice: Voice) -> list[Fact]:
    """Return the exam that a learner studies for, with the days left; nothing without one in view."""
    if learner is None or learner.exam is None:
        return []
    on = learner.exam_on
    left = f" · {countdown(on, today, voice)}" if on and on >= today else ""
    return [Fact(voice.say("Exam"), plain(f"{learner.exam}{left}"))]


def share_of(correct: int, answers: int, voice: Voice) -> str:
    """Return the share of right answers, in numbers and percent."""
    share = percent(correct, answers)
    return voice.say("{correct} of {answers} ({share}%)", correct=correct, answers=answers, share=share)


def run_facts(run: Streak, voice: Voice) -> list[Fact]:
    """Return the streak, the best one, the freezes, and the way to repair it."""
    current = voice.count("{n} day", "{n} days", run.current)
    if not run.today:
        current += ", " + voice.say("answer today to keep it going")
    facts = [
        Fact(voice.say("Streak"), plain(current)),
        Fact(voice.say("Best streak"), plain(voice.count("{n} day", "{n} days", run.best))),
        Fact(voice.say("Freezes left"), plain(voice.say("{n} (each saves a missed day)", n=run.freezes))),
    ]
    if run.until:
        lost = voice.count("{n} day", "{n} days", run.lost)
        more = voice.count("{n} more answer", "{n} more answers", run.repair)
        back = voice.say("{more} by {day} will bring back {lost}", more=more, day=voice.day(run.until), lost=lost)
        facts.append(Fact(voice.say("Win it back"), plain(back)))
    return facts


def standing_facts(standing: Standing | None, voice: Voice, *, ranked: bool) -> list[Fact]:
    """Return points and right answers in a space, and the rank if people are *ranked* at all; nothing without any."""
    if standing is None:
        return []
    return [
        Fact(voice.say("Points"), plain(str(standing.points))),
        *([Fact(voice.say("All-time rank"), plain(str(standing.rank)))] if ranked else []),
        Fact(voice.say("Right answers"), plain(share_of(standing.correct, standing.answers, voice))),
    ]
