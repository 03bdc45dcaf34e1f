"""The page of a channel's schedule: the next questions, the last one, and any trouble."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

from bot.chat.intents import LANGUAGE_NAMES
from bot.chat.language import language_of
from bot.chat.markup import plain
from bot.chat.reply import Block, Button, Fact, Facts, Note, Reply, Text
from bot.chat.request import Actor, Call
from bot.chat.wording import N_, Voice
from bot.domain.calendar import EVERY_DAY, Due, due_days
from bot.domain.records import (
    BY_ADMIN,
    EMPTY,
    LATE,
    REPLIED,
    UNSEEN,
    DailyPosting,
    PostingState,
    Schedule,
    ScheduleState,
)
from bot.domain.selection import LOW, pool
from bot.features.daily.cards import SHOWN_FROM
from bot.features.daily.notices import TROUBLES
from bot.features.practice.topics import Topics
from bot.ports.clock import Clock
from bot.ports.dailies import History

NEXT = 3
"""Dates to come that the page shows."""

_HOUR = timedelta(hours=1)
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
REASONS = {
    LATE: N_("not posted: I was away for too long"),
    EMPTY: N_("not posted: there was no question on the topic"),
    BY_ADMIN: N_("skipped by an admin"),
    UNSEEN: N_("I couldn't tell whether it was posted"),
    "gone": N_("not posted: I couldn't find the channel"),
    "forbidden": N_("not posted: I'm not allowed to post in the channel"),
    "archived": N_("not posted: the thread is archived and locked"),
    "away": N_("not posted: the platform didn't answer"),
}
"""The sentence for each reason of a study date without a question."""
UNSHOWN = {
    REPLIED: N_("The message couldn't be changed anymore, so the explanation is in a reply to it."),
    "gone": N_("The message is gone, so the answer couldn't be explained."),
    "forbidden": N_("The answer couldn't be explained in the message: I'm not allowed to post in the channel."),
    "archived": N_("The answer couldn't be explained in the message: the thread is archived and locked."),
    "away": N_("The answer couldn't be explained in the message: the platform rejected it."),
}
"""The sentence for each reason of a message that does not show the end of its question."""


class SchedulePage:
    """Shows the page of a schedule."""

    def __init__(self, topics: Topics, store: History, clock: Clock) -> None:
        """Build the page from topics, store and clock."""
        self._topics = topics
        self._store = store
        self._clock = clock

    async def show(
        self, title: str, schedule: Schedule, latest: Sequence[DailyPosting], actor: Actor, voice: Voice
    ) -> Reply:
        """Return a schedule with its next dates, the outcome of the *latest* ones, and any trouble."""
        now = self._clock()
        blocks: list[Block] = []
        if schedule.trouble:
            blocks.append(Text(plain(voice.say(TROUBLES[schedule.trouble])), voice.say("Trouble")))
        blocks.append(Facts(tuple(self._facts(schedule, voice))))
        if schedule.due:
            dues = [schedule.due, *islice(due_days(schedule.recurrence, schedule.due.day), NEXT - 1)]
            blocks.append(Facts(tuple(self._ahead(due, schedule, voice) for due in dues), voice.say("What comes next")))
        out = next((daily for daily in latest if daily.posting.state is not PostingState.SKIPPED), None)
        if latest and latest[0] is not out:
            blocks.append(Text(plain(await self._past(latest[0], voice)), voice.say("Without a question")))
        if out:
            blocks.append(Text(plain(await self._past(out, voice)), voice.say("The last one")))
        left = pool(self._topics.in_domains(schedule.topic)[0], await self._store.asked(schedule.id))
        supply = voice.count(
            "{n} question left before one repeats.", "{n} questions left before one repeats.", len(left)
        )
        blocks.append(Note(plain(supply)))
        if len(left) <= LOW:
            blocks.append(Note(plain(voice.say("That's not many. Another topic, or all of them, has more."))))
        return Reply(title, tuple(blocks), buttons=_buttons(schedule, out, actor, now, voice))

    def _ahead(self, due: Due, schedule: Schedule, voice: Voice) -> Fact:
        """Return the local time of a question to come, with the year where it is another one."""
        at, today = due.at.astimezone(schedule.recurrence.zone), schedule.today(self._clock())
        return Fact("", (voice.instant(at, year=at.year != today.year),))

    def _facts(self, schedule: Schedule, voice: Voice) -> list[Fact]:
        """Return the facts of a schedule: state, time, days, topic, language and closing."""
        state = {ScheduleState.PAUSED: voice.say("paused"), ScheduleState.OFF: voice.say("switched off")}.get(
            schedule.state
        )
        if schedule.paused_until and schedule.waits(self._clock()):
            state = voice.say("paused until {day}", day=voice.day(schedule.paused_until))
        recurrence = schedule.recurrence
        days = [voice.say(WEEKDAYS[day - 1]) for day in sorted(recurrence.weekdays)]
        weekdays = voice.say("every day") if recurrence.weekdays == EVERY_DAY else ", ".join(days)
        topic = self._topics.all.get(schedule.topic or "")
        about = topic.name.in_(voice.language) if topic else schedule.topic or voice.say("everything")
        hours = voice.count("after {n} hour", "after {n} hours", schedule.open_for // _HOUR)
        rows = [
            (voice.say("Status"), state),
            (voice.say("Time"), f"{recurrence.at:%H:%M} ({recurrence.zone.key})"),
            (voice.say("Days"), weekdays),
            (voice.say("About"), about),
            (voice.say("Language"), voice.say(LANGUAGE_NAMES[language_of(schedule.language)])),
            (voice.say("Closes"), hours),
        ]
        return [Fact(label, plain(value)) for label, value in rows if value]

    async def _past(self, daily: DailyPosting, voice: Voice) -> str:
        """Return the outcome of a study date, and once it is closed the share of right answers."""
        how = {
            PostingState.CLAIMED: voice.say(REASONS[BY_ADMIN]) if daily.reason else voice.say("on its way"),
            PostingState.SENT: voice.say("posted"),
            PostingState.CLOSED: voice.say("posted and closed"),
        }.get(daily.posting.state) or voice.say(REASONS.get(daily.reason or LATE, REASONS[LATE]))
        outcome = f"{voice.day(daily.day)}: {how}"
        if not daily.message:
            return outcome
        if daily.reason in UNSHOWN and daily.posting.state in (PostingState.SENT, PostingState.CLOSED):
            outcome = f"{outcome}. {voice.say(UNSHOWN[daily.reason])}".removesuffix(".")
        result = await self._store.result(daily.posting.id)
        answered = voice.count("{n} answered.", "{n} answered.", result.answers)
        if daily.posting.state is PostingState.CLOSED and result.answers >= SHOWN_FROM:
            answered = voice.say("{correct} of {answers} right", correct=result.correct, answers=result.answers) + "."
        return f"{outcome}. {answered}"


def _buttons(
    schedule: Schedule, out: DailyPosting | None, actor: Actor, now: datetime, voice: Voice
) -> tuple[Button, ...]:
    """Return the buttons of an admin, where *out* is the last question."""
    if not actor.admin:
        return ()
    change = Button(voice.say("Change"), Call("daily form"))
    if schedule.state is not ScheduleState.ON or schedule.waits(now):
        return (Button(voice.say("Resume"), Call("daily resume")), change)
    buttons = [Button(voice.say("Pause"), Call("daily pause"))]
    if schedule.due:
        buttons.insert(0, Button(voice.say("Skip the next one"), Call("leave out", {"day": f"{schedule.due.day}"})))
    if out is None or out.day < schedule.today(now):
        buttons.insert(0, Button(voice.say("Post now"), Call("daily now")))
    return (*buttons, change)
