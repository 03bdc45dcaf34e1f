"""`/leaderboard` and `/me`: where everybody stands, and how one is doing oneself."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.chat.intents import PERIODS
from bot.chat.markup import plain
from bot.chat.reply import Block, Button, Fact, Facts, Note, Ranking, Reply, Row, Text
from bot.chat.request import Call, Request
from bot.chat.wording import N_, Voice
from bot.content.model import Bank
from bot.domain.calendar import ALL_TIME, board_day, month_of, study_day, week_of
from bot.domain.errors import BoardOff
from bot.domain.records import Board, Progress, Standing
from bot.domain.streak import Streak, streak
from bot.features.voice import person, voice_for, zone_of
from bot.ports.clock import Clock
from bot.ports.store import Store

TOP = 10
TITLES = {
    "week": N_("Leaderboard of this week"),
    "month": N_("Leaderboard of this month"),
    "all": N_("Leaderboard of all time"),
}


class Leaderboard:
    """Reads the boards."""

    def __init__(self, bank: Bank, store: Store, clock: Clock, zone: ZoneInfo, *, public: bool = True) -> None:
        """Take the parts; *zone* is for learners and spaces that have chosen none; there may be no *public* board."""
        self._public = public
        self._bank = bank
        self._store = store
        self._clock = clock
        self._zone = zone

    async def show(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Show the first ten of a period, and the asking person's own row wherever it stands. Raises BoardOff."""
        if not self._public:
            raise BoardOff
        learner = await self._store.find(person(request.actor))
        voice = voice_for(learner, request.actor)
        period = args.get("period", PERIODS[0].value)
        today = board_day(self._clock(), self._zone)
        key = {"week": week_of(today), "month": month_of(today)}.get(period, ALL_TIME)
        board = await self._store.board(request.address.space, key, person(request.actor), TOP)
        hidden = learner is not None and not learner.listed
        others = [
            Button(voice.say(TITLES[other.value]), Call("board", {"period": other.value}))
            for other in PERIODS
            if other.value != period
        ]
        return Reply(voice.say(TITLES[period]), _board_blocks(board, voice, hidden=hidden), buttons=tuple(others))

    async def me(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Show a learner's own streak, points, accuracy by exam domain and rank."""
        learner = await self._store.find(person(request.actor))
        voice = voice_for(learner, request.actor)
        progress = await self._store.progress(request.address.space, person(request.actor))
        if not progress.days:
            return Reply(
                voice.say("You have not answered anything yet."),
                (Text(plain(voice.say("/quiz asks you the first question."))),),
                buttons=(Button(voice.say("Practice"), Call("quiz")),),
            )
        today = study_day(self._clock(), zone_of(learner, request.actor, self._zone))
        run = streak(progress.days, today, progress.posts)
        return Reply(
            voice.say("How you are doing"),
            (
                Facts((*run_facts(run, voice), *standing_facts(progress.standing, voice))),
                Facts(tuple(self._accuracy(progress, voice)), voice.say("Right answers by exam domain")),
            ),
            buttons=(
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
            facts.append(Fact(f"{exam} · {domain.name.in_(voice.language)}", plain(_share(correct, answers, voice))))
        return facts


def _share(correct: int, answers: int, voice: Voice) -> str:
    """Return how many answers were right, in numbers and percent."""
    share = round(100 * correct / answers)
    return voice.say("{correct} of {answers} ({share}%)", correct=correct, answers=answers, share=share)


def _points(standing: Standing, voice: Voice) -> str:
    """Return a row's points in words."""
    return voice.count("{n} point", "{n} points", standing.points)


def _board_blocks(board: Board, voice: Voice, *, hidden: bool) -> tuple[Block, ...]:
    """Return the ranking, then where the asking person stands, unless they chose to be off the board."""
    own = None if hidden else board.own
    rows = [
        Row(one.rank, one.name, _points(one, voice), own=own is not None and one.learner == own.learner)
        for one in board.top
    ]
    if own and not any(row.own for row in rows):
        rows.append(Row(own.rank, own.name, _points(own, voice), own=True))
    blocks: list[Block] = [Ranking(tuple(rows))] if rows else []
    if not rows:
        blocks.append(Text(plain(voice.say("Nobody has answered yet. /quiz is a start."))))
    if hidden:
        blocks.append(Note(plain(voice.say("You are off the board. /me shows your rank to you alone."))))
    elif own is None and rows:
        blocks.append(Note(plain(voice.say("You have no answer in this period yet. /quiz puts you on the board."))))
    elif board.to_next:
        blocks.append(
            Note(
                plain(voice.count("{n} point to the next place up.", "{n} points to the next place up.", board.to_next))
            )
        )
    if board.members > len(board.top):
        blocks.append(Note(plain(voice.count("{n} person in all.", "{n} people in all.", board.members))))
    return tuple(blocks)


def run_facts(run: Streak, voice: Voice) -> list[Fact]:
    """Return the streak and what keeps it."""
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
        back = voice.say("{more} until {day} bring back {lost}", more=more, day=voice.day(run.until), lost=lost)
        facts.append(Fact(voice.say("Win it back"), plain(back)))
    return facts


def standing_facts(standing: Standing | None, voice: Voice) -> list[Fact]:
    """Return points and rank in this space, where there are any."""
    if standing is None:
        return []
    return [
        Fact(voice.say("Points"), plain(str(standing.points))),
        Fact(voice.say("Rank of all time"), plain(str(standing.rank))),
        Fact(voice.say("Right answers"), plain(_share(standing.correct, standing.answers, voice))),
    ]
